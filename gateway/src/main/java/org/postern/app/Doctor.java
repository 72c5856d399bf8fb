package org.postern.app;

import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.postern.app.control.ControlServer;
import org.postern.doctor.CertificateCheck;
import org.postern.doctor.Check;
import org.postern.doctor.ClockCheck;
import org.postern.doctor.DatabaseCheck;
import org.postern.doctor.Diagnosis;
import org.postern.doctor.DiskCheck;
import org.postern.doctor.FileModeCheck;
import org.postern.doctor.ListenerCheck;
import org.postern.doctor.ResolverCheck;
import org.postern.doctor.SiteCheck;
import org.postern.doctor.SocketCheck;
import org.postern.kernel.Proc;
import org.postern.store.DataDirectory;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The checks that only the running gateway can make, because only it knows what it opened.
///
/// @param domains how many have a next hop
/// @param places where routes lead
/// @param routeFaults what is wrong with routes
/// @param doors what was opened, with the ports that were found free
record Doctor(
        NodeSettings settings,
        DataDirectory data,
        Database database,
        CertificateCheck certificate,
        IntSupplier domains,
        Supplier<RoutePlaces> places,
        Supplier<List<String>> routeFaults,
        Doors doors,
        InstantSource clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Runs all checks, one after the other.
    List<Diagnosis> examine() {
        return all(
                List.of(
                        new ListenerCheck(doors.all(), Proc.ofThisMachine(), processes(database)),
                        new SocketCheck(sockets(), Proc.ofThisMachine(), processes(database)),
                        new DatabaseCheck(
                                database.server().map(_ -> data.pg().resolve("cluster")),
                                () -> database.connection(DatabaseRole.MANAGER)),
                        new FileModeCheck(data),
                        certificate,
                        DiskCheck.of(data.root(), settings.edge().room().reserve()),
                        resolvers(places.get()),
                        new SiteCheck(domains, routeFaults),
                        new ClockCheck(clock, Version.built(), this::databaseClock)));
    }

    /// One that cannot look hides nothing of what others see.
    static List<Diagnosis> all(List<Check> checks) {
        var all = new ArrayList<Diagnosis>();
        for (Check check : checks) {
            try {
                all.addAll(check.examine());
            } catch (RuntimeException e) {
                LOG.error("a check of doctor failed", e);
                all.add(
                        new Diagnosis(
                                Diagnosis.Level.PROBLEM,
                                "doctor",
                                check.getClass().getSimpleName() + " could not look: " + e,
                                "see log/postern.jsonl; what it looks at may be broken"));
            }
        }
        return all;
    }

    /// That of the verbs, and those of mail servers.
    private List<Path> sockets() {
        var all = new ArrayList<>(doors.milterSockets());
        all.addAll(doors.blocklistSockets());
        all.add(ControlServer.socket(data.run()));
        return all;
    }

    /// The resolvers are asked where a route needs them, or where somebody named them.
    private ResolverCheck resolvers(RoutePlaces of) {
        boolean used = of.needResolvers() || !settings.dns().servers().isEmpty();
        return new ResolverCheck(
                of.names(),
                InetAddress::getAllByName,
                PATIENCE,
                used ? new Resolvers(settings.dns(), PATIENCE).all() : List.of(),
                of.needResolvers());
    }

    /// The processes whose sockets are ours. A database that was taken over from an earlier start is no child of ours.
    static Set<Long> processes(Database database) {
        var pids = new HashSet<Long>();
        pids.add(ProcessHandle.current().pid());
        database.server().ifPresent(it -> pids.add(it.pid()));
        return pids;
    }

    private Optional<Instant> databaseClock() {
        try (Connection connection = database.connection(DatabaseRole.MANAGER);
                PreparedStatement query = connection.prepareStatement("select clock_timestamp()");
                ResultSet row = query.executeQuery()) {
            row.next();
            return Optional.of(row.getObject(1, OffsetDateTime.class).toInstant());
        } catch (SQLException _) {
            return Optional.empty();
        }
    }
}
