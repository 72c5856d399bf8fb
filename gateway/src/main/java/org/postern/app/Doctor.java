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

/// The checks that only the running gateway can make, because only it knows what it opened.
///
/// @param domains how many have a next hop
/// @param names host names of next hops
/// @param routeFaults what is wrong with routes
/// @param doors what was opened, with the ports that were found free
record Doctor(
        NodeSettings settings,
        DataDirectory data,
        Database database,
        CertificateCheck certificate,
        IntSupplier domains,
        Supplier<Set<String>> names,
        Supplier<List<String>> routeFaults,
        Doors doors,
        InstantSource clock) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Runs all checks, one after the other.
    List<Diagnosis> examine() {
        var checks =
                List.<Check>of(
                        new ListenerCheck(doors.all(), Proc.ofThisMachine(), processes(database)),
                        new SocketCheck(sockets(), Proc.ofThisMachine(), processes(database)),
                        new DatabaseCheck(
                                database.server().map(_ -> data.pg().resolve("cluster")),
                                () -> database.connection(DatabaseRole.MANAGER)),
                        new FileModeCheck(data),
                        certificate,
                        DiskCheck.of(data.root(), settings.edge().room().reserve()),
                        new ResolverCheck(names.get(), InetAddress::getAllByName, PATIENCE),
                        new SiteCheck(domains, routeFaults),
                        new ClockCheck(clock, Version.built(), this::databaseClock));
        var all = new ArrayList<Diagnosis>();
        checks.forEach(check -> all.addAll(check.examine()));
        return all;
    }

    /// That of the verbs, and those of mail servers.
    private List<Path> sockets() {
        var all = new ArrayList<>(doors.milterSockets());
        all.addAll(doors.blocklistSockets());
        all.add(ControlServer.socket(data.run()));
        return all;
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
