package org.postern.app;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.postern.app.control.Refusal;
import org.postern.directory.Change;
import org.postern.directory.Directory;
import org.postern.directory.DomainRoute;
import org.postern.directory.Publication;
import org.postern.directory.Recipient;
import org.postern.directory.RecipientStore;
import org.postern.directory.Site;
import org.postern.directory.SiteStore;
import org.postern.journal.Event;
import org.postern.journal.Journal;
import org.postern.journey.NextHop;
import org.postern.journey.Standing;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.receive.Recipients;
import org.postern.recipients.Roll;
import org.postern.settings.Network;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;

/// The site settings in force, in the words of the edge and of the journey; and the one way to change them.
final class LiveSite implements Recipients {

    /// The mail server behind a gateway that has no domain yet.
    interface BuiltInSink {
        /// Where it listens; opens it if it does not.
        NextHop open();

        /// Closes it if it is open.
        void close();
    }

    private final Directory directory;
    private final Database database;
    private final Journal journal;
    private final BuiltInSink sink;
    private final Roll roll;
    private final Domain fallbackHome;
    private final List<Network> trusted;

    /// @param node the name of this node, which is home where no domain is
    /// @param trusted servers that bring mail of others
    LiveSite(
            String node,
            List<Network> trusted,
            Directory directory,
            Database database,
            Journal journal,
            BuiltInSink sink,
            Roll roll) {
        this.fallbackHome = new Domain.Name(node);
        this.trusted = List.copyOf(trusted);
        this.directory = directory;
        this.database = database;
        this.journal = journal;
        this.sink = sink;
        this.roll = roll;
        directory.watch(this::fitSink);
    }

    /// The sink listens while the example domain is there, and no longer.
    private void fitSink(Site now) {
        if (now.isUnconfigured()) {
            sink.open();
        } else {
            sink.close();
        }
    }

    Site site() {
        return directory.site();
    }

    Optional<NextHop> nextHop(Address recipient) {
        return route(recipient).map(Route::nextHop);
    }

    @Override
    public Optional<Route> route(Address recipient) {
        Domain domain = recipient.domain();
        Optional<NextHop> ours = directory.nextHop(domain);
        if (ours.isPresent()) {
            return ours.map(it -> new Route(it, true));
        }
        if (directory.destination(domain).isPresent()) {
            return Optional.of(new Route(sink.open(), true));
        }
        return directory.outbound(domain).map(it -> new Route(it, false));
    }

    /// Whether a domain is one that we take mail for.
    boolean isOwn(Domain domain) {
        return directory.destination(domain).isPresent();
    }

    /// Whether the list of one of our domains was read.
    boolean hasList(Domain domain) {
        return directory.list(domain).isPresent();
    }

    @Override
    public Standing standing(Address recipient) throws InterruptedException {
        return roll.of(recipient);
    }

    @Override
    public Optional<String> person(Address recipient) {
        return roll.person(recipient);
    }

    @Override
    public boolean isExempt(InetAddress client) {
        return isRelay(client) || trusted.stream().anyMatch(it -> it.contains(client));
    }

    @Override
    public boolean isRelay(InetAddress client) {
        return directory.isRelayClient(client);
    }

    @Override
    public Domain home() {
        List<DomainRoute> domains = directory.site().domains();
        return domains.isEmpty() ? fallbackHome : domains.getFirst().domain();
    }

    /// Publishes a change as a new version and puts it in force here; other nodes follow within seconds.
    ///
    /// @throws Refusal somebody else published meanwhile
    Site change(UnaryOperator<Site> edit, String by, String note) throws SQLException, Refusal {
        return publish(
                connection -> {
                    Site now = SiteStore.active(connection).orElse(Site.UNCONFIGURED);
                    return SiteStore.publish(connection, edit.apply(now), by, note);
                },
                by,
                note);
    }

    /// A change of a domain's list of recipients.
    @FunctionalInterface
    interface ListEdit {
        /// @return the revision that came of it
        long make(Connection connection, DomainRoute route) throws SQLException;
    }

    /// Changes a domain's list and publishes the version that names it, in one transaction.
    ///
    /// @throws IllegalArgumentException the domain is not ours
    /// @throws Refusal somebody else published meanwhile
    Site changeList(Domain.Name domain, ListEdit edit, String by, String note)
            throws SQLException, Refusal {
        return publish(
                connection -> {
                    SiteStore.lock(connection);
                    Site now = SiteStore.active(connection).orElse(Site.UNCONFIGURED);
                    DomainRoute route = now.ours(domain);
                    long revision = edit.make(connection, route);
                    return SiteStore.publish(connection, now.with(route.with(revision)), by, note);
                },
                by,
                note);
    }

    /// Tells every entry of a domain's list.
    void readList(Domain.Name domain, Consumer<Recipient> told) throws SQLException {
        long revision = site().ours(domain).list();
        database.<Optional<Void>>transaction(
                DatabaseRole.MANAGER,
                connection -> {
                    RecipientStore.read(connection, domain, revision, told);
                    return Optional.empty();
                });
    }

    /// Puts in force what an older version says, as a new version.
    ///
    /// @throws Refusal there is no such version, or somebody else published meanwhile
    Site rollBack(long older, String by, String why) throws SQLException, Refusal {
        try {
            return publish(
                    connection -> {
                        Site now = SiteStore.active(connection).orElse(Site.UNCONFIGURED);
                        return SiteStore.rollBack(connection, older, now.version(), by, why);
                    },
                    by,
                    SiteStore.noteOfRollBack(older, why));
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.NO, String.valueOf(e.getMessage()));
        }
    }

    /// The newest changes first.
    List<Change> history(int limit) throws SQLException {
        return database.transaction(DatabaseRole.MANAGER, it -> SiteStore.history(it, limit));
    }

    private Site publish(Database.Work<Publication> work, String by, String note)
            throws SQLException, Refusal {
        Publication publication = database.transaction(DatabaseRole.MANAGER, work);
        return switch (publication) {
            case Publication.Published(Site site) -> {
                directory.refresh(database);
                journal.record(new Event.SiteChanged(journal.stamp(), site.version(), by, note));
                yield site;
            }
            case Publication.Overtaken(long current) ->
                    throw new Refusal(
                            Exit.NO,
                            "somebody published version "
                                    + current
                                    + " meanwhile; look, and do it again");
        };
    }
}
