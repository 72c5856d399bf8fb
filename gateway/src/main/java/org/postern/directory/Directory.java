package org.postern.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.postern.journey.NextHop;
import org.postern.mail.address.Domain;
import org.postern.settings.Network;
import org.postern.store.DataDirectory;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.DurableFile;
import org.postern.store.Following;

/// The site settings in force, as the message path asks them: from memory, without waiting. Thread-safe.
///
/// A copy lies in `run/site.json`, so that a gateway whose database is down at the start knows its domains.
public final class Directory implements AutoCloseable {

    private record Snapshot(
            Site site,
            Map<Domain, Destination> destinations,
            Map<Domain, NextHop> nextHops,
            Map<Domain, Listed> lists) {
        static Snapshot of(Site site, Map<Domain, Listed> lists) {
            var destinations = new HashMap<Domain, Destination>();
            var nextHops = new HashMap<Domain, NextHop>();
            for (DomainRoute it : site.domains()) {
                destinations.put(it.domain(), it.nextHop());
                if (it.nextHop() instanceof Destination.Route route) {
                    nextHops.put(it.domain(), route.nextHop(it.domain()));
                }
            }
            return new Snapshot(
                    site, Map.copyOf(destinations), Map.copyOf(nextHops), Map.copyOf(lists));
        }
    }

    /// What a domain says of its recipients.
    private record Listed(RecipientRules rules, long revision, Optional<RecipientList> list) {}

    private final Path cache;
    private final Consumer<String> reports;
    private final Following following = new Following();
    private volatile Snapshot snapshot;
    private volatile Consumer<Site> watcher = _ -> {};
    private volatile String complaint = "";

    private Directory(Path cache, Site site, Consumer<String> reports) {
        this.cache = cache;
        this.reports = reports;
        this.snapshot = Snapshot.of(site, withoutLists(site));
    }

    /// Rules as they are, and lists still to be read from the database; only an empty one needs no reading.
    private static Map<Domain, Listed> withoutLists(Site site) {
        var lists = new HashMap<Domain, Listed>();
        for (DomainRoute it : site.domains()) {
            Optional<RecipientList> list =
                    it.list() == 0 ? Optional.of(RecipientList.EMPTY) : Optional.empty();
            lists.put(it.domain(), new Listed(it.recipients(), it.list(), list));
        }
        return lists;
    }

    private Map<Domain, Listed> lists(Connection connection, Site site) throws SQLException {
        var lists = new HashMap<Domain, Listed>();
        for (DomainRoute it : site.domains()) {
            Listed before = snapshot.lists().get(it.domain());
            Optional<RecipientList> list =
                    before != null && before.revision() == it.list()
                            ? before.list()
                            : Optional.empty();
            if (list.isEmpty()) {
                list = Optional.of(RecipientStore.load(connection, it.domain(), it.list()));
            }
            lists.put(it.domain(), new Listed(it.recipients(), it.list(), list));
        }
        return lists;
    }

    /// Starts from the copy of an earlier run, or unconfigured where there is none.
    ///
    /// @param reports one line for people each time something noteworthy happens
    public static Directory open(DataDirectory data, Consumer<String> reports) {
        Path cache = data.run().resolve("site.json");
        Site site = Site.UNCONFIGURED;
        try {
            site = SiteText.parse(Files.readString(cache));
        } catch (NoSuchFileException _) {
            // The first start.
        } catch (IOException | IllegalArgumentException e) {
            reports.accept(cache + " is of no use: " + e.getMessage());
        }
        return new Directory(cache, site, reports);
    }

    /// The settings in force.
    public Site site() {
        return snapshot.site();
    }

    /// Tells the settings in force, and every later version once it is in force. There is one watcher.
    public synchronized void watch(Consumer<Site> told) {
        watcher = told;
        told.accept(site());
    }

    /// Where mail for a domain goes; none where it is not ours.
    public Optional<Destination> destination(Domain domain) {
        return Optional.ofNullable(snapshot.destinations().get(domain));
    }

    /// The servers that take mail for one of our domains; none where the domain is not ours, or its mail goes to no
    /// server.
    public Optional<NextHop> nextHop(Domain domain) {
        return Optional.ofNullable(snapshot.nextHops().get(domain));
    }

    /// The servers that take mail for a domain that is not ours; none where relay networks may not send there.
    public Optional<NextHop> outbound(Domain domain) {
        return domain instanceof Domain.Name name
                ? snapshot.site().outbound().map(it -> it.nextHop(name))
                : Optional.empty();
    }

    /// Who exists in one of our domains.
    public RecipientRules recipients(Domain domain) {
        Listed listed = snapshot.lists().get(domain);
        return listed == null ? RecipientRules.ANY : listed.rules();
    }

    /// The list of one of our domains; none where it could not be read yet, because the database is away since the start.
    public Optional<RecipientList> list(Domain domain) {
        Listed listed = snapshot.lists().get(domain);
        return listed == null ? Optional.empty() : listed.list();
    }

    /// Whether a client may send to domains that are not ours.
    public boolean isRelayClient(InetAddress client) {
        for (Network network : snapshot.site().relayNetworks()) {
            if (network.contains(client)) {
                return true;
            }
        }
        return false;
    }

    /// Takes the version that is in force in the database. What cannot be understood leaves the last good one.
    public void refresh(Database database) throws SQLException {
        Site site;
        Map<Domain, Listed> lists;
        try (Connection connection = database.connection(DatabaseRole.MAIL)) {
            site = SiteStore.active(connection).orElse(Site.UNCONFIGURED);
            lists = lists(connection, site);
        } catch (IllegalArgumentException e) {
            complain(String.valueOf(e.getMessage()));
            return;
        }
        complaint = "";
        use(site, lists);
    }

    /// Follows the database until closed, also through its absences.
    public void follow(Database database, Duration interval) {
        following.begin("site-settings", database, interval, () -> refresh(database));
    }

    @Override
    public void close() {
        following.close();
    }

    /// Says once what is wrong, not at every look.
    private synchronized void complain(String what) {
        if (!what.equals(complaint)) {
            complaint = what;
            reports.accept(
                    "site settings cannot be used, version %d stays in force: %s"
                            .formatted(site().version(), what));
        }
    }

    private synchronized void use(Site site, Map<Domain, Listed> lists) {
        boolean same = site.equals(snapshot.site());
        if (same && lists.equals(snapshot.lists())) {
            return;
        }
        snapshot = Snapshot.of(site, lists);
        if (same) {
            return;
        }
        watcher.accept(site);
        reports.accept("site settings: version " + site.version() + " is in force");
        try {
            DurableFile.write(cache, SiteText.print(site));
        } catch (IOException e) {
            reports.accept(cache + " cannot be written: " + e.getMessage());
        }
    }
}
