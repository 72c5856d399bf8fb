package org.postern.app;

import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.postern.app.control.ControlServer;
import org.postern.blocklist.service.BlocklistServer;
import org.postern.contents.ContentStore;
import org.postern.contents.MasterKeys;
import org.postern.contents.Stock;
import org.postern.custody.Custodian;
import org.postern.custody.Spool;
import org.postern.decide.Decide;
import org.postern.deliver.PassThrough;
import org.postern.directory.Directory;
import org.postern.dns.Dns;
import org.postern.doctor.CertificateCheck;
import org.postern.doctor.Diagnosis;
import org.postern.doctor.ListenerCheck;
import org.postern.inspect.Inspectors;
import org.postern.inspect.content.LimitInspector;
import org.postern.inspect.content.LoopInspector;
import org.postern.inspect.content.MimeInspector;
import org.postern.journal.Event;
import org.postern.journal.FilingStore;
import org.postern.journal.Journal;
import org.postern.journal.MessageLog;
import org.postern.journey.Journey;
import org.postern.journey.NextHop;
import org.postern.journey.Routes;
import org.postern.journey.Trace;
import org.postern.kernel.Proc;
import org.postern.listen.ListenProblem;
import org.postern.mail.mime.MimeLimits;
import org.postern.milter.HandBack;
import org.postern.milter.MilterServer;
import org.postern.milter.PassMark;
import org.postern.quarantine.Onward;
import org.postern.quarantine.Quarantine;
import org.postern.queue.Queue;
import org.postern.queue.QueueDesk;
import org.postern.receive.ContentSpool;
import org.postern.receive.EdgeProblem;
import org.postern.receive.EdgeServer;
import org.postern.receive.Parts;
import org.postern.receive.TlsMaterial;
import org.postern.receive.TlsProblem;
import org.postern.recipients.People;
import org.postern.recipients.Roll;
import org.postern.recipients.Sources;
import org.postern.settings.Destination;
import org.postern.store.DataDirectory;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.GroupCommit;
import org.postern.store.InstanceLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// A running gateway with all its roles in one process. This is where everything is put together, by hand, from the
/// bottom up; parts are closed in the opposite order.
final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration SITE_INTERVAL = Duration.ofSeconds(2);

    private final NodeSettings settings;
    private final DataDirectory data;
    private final InstantSource clock = InstantSource.system();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Doors doors = new Doors();
    private BooleanSupplier unconfigured = () -> false;

    private Gateway(NodeSettings settings, DataDirectory data) {
        this.settings = settings;
        this.data = data;
    }

    /// What cannot start, in words for the person who started it.
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        Failure(String message, Throwable cause) {
            super(message, cause);
        }

        Failure(String message) {
            super(message);
        }
    }

    /// Starts everything, or nothing.
    ///
    /// @throws Failure why nothing runs
    static Gateway start(NodeSettings settings, DataDirectory data)
            throws Failure, InterruptedException {
        var gateway = new Gateway(settings, data);
        boolean started = false;
        try {
            gateway.assemble();
            started = true;
            return gateway;
        } catch (IOException | EdgeProblem | ListenProblem | TlsProblem e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        } finally {
            if (!started) {
                gateway.close();
            }
        }
    }

    private void assemble()
            throws IOException,
                    EdgeProblem,
                    ListenProblem,
                    TlsProblem,
                    Failure,
                    InterruptedException {
        String node = settings.name();
        InstanceLock lock = own(InstanceLock.take(data.create()));
        Database database =
                own(
                        Database.open(
                                data,
                                lock,
                                settings.database(),
                                Privileges.withoutAny(),
                                LOG::warn));
        var filing = new FilingStore(() -> database.connection(DatabaseRole.MAIL), node);
        Journal journal = own(Journal.open(data.journal(), node, settings.journal(), filing));
        var watcher = new EdgeEvents(journal);
        TlsMaterial tls = TlsMaterial.open(settings.tls(), node, watcher, clock);
        Directory directory = own(Directory.open(data, LOG::info));
        directory.follow(database, SITE_INTERVAL);
        var keys = MasterKeys.open(data);
        var dns = new Dns(settings.dns());
        var strangers =
                own(
                        StrangerTests.open(
                                settings,
                                data.root(),
                                dns,
                                directory::site,
                                clock,
                                journal::alarm));
        var blocking =
                own(
                        Blocking.open(
                                new Blocking.Parts(
                                        settings.blocklist(),
                                        node,
                                        strangers.tests(),
                                        settings.feeds(),
                                        () -> directory.site().relayNetworks(),
                                        new FeedEvents(journal),
                                        data,
                                        dns,
                                        clock,
                                        LOG::info)));
        blocking.follow(database, SITE_INTERVAL);
        var itself = new OwnPlace(node, doors::edge);
        var logins = new SiteLogins(directory, keys);
        var outside = new PassThrough.Outside(dns, logins, itself);
        var delivery = own(new PassThrough(node, settings.deliver(), outside));
        var callForward = new CallForward(directory, delivery, settings.probeSender());
        var lookups = new SiteLookups(directory, logins);
        var sources = own(new Sources(lookups, callForward, settings.lookupTrust()));
        var people =
                own(
                        new People(
                                () -> directory.site().people(),
                                lookups,
                                it -> directory.destination(it).isPresent(),
                                settings.lookupTrust()));
        var roll = new Roll(new SiteBook(directory), sources.asked());
        var sink = own(new ExampleSink(doors));
        var site =
                new LiveSite(
                        node, settings.trustedRelays(), directory, database, journal, sink, roll);

        unconfigured = () -> site.site().isUnconfigured();

        var inspectors = own(inspectors(node));
        var spool = new ContentSpool(data.tmp(), settings.edge().room());
        // A next hop may hold queued mail for long; the edge has to have room meanwhile.
        ContentSpool behind = spool.beside();
        Spool rest = (size, source) -> behind.<SQLException>keep(size, source::writeTo);
        Routes routes = routes(site);
        var mark = new PassMark(new MarkSeals(keys), clock);
        var dossiers = new FiledDossiers();
        var quarantine =
                new Quarantine(
                        database,
                        new ContentStore(Stock.STANDARD, keys, clock),
                        dossiers,
                        new QuarantineEvents(journal),
                        rest,
                        new Onward(new Trace(node), routes, new HandBack(delivery, mark)),
                        settings.quarantine(),
                        clock,
                        new SecureRandom());
        var queueParts =
                new Queue.Parts(
                        database,
                        new ContentStore(Stock.QUEUE, keys, clock),
                        rest,
                        routes,
                        roll::behind,
                        new HandBack(
                                own(new PassThrough(node, settings.deliver().patiently(), outside)),
                                mark),
                        new HeldInstead(quarantine),
                        new QueueEvents(journal),
                        settings.queue(),
                        node,
                        clock,
                        new SecureRandom());
        Queue queue = own(QueueRun.start(data, queueParts));
        var trust = new SiteTrust(site, settings.trustedRelays());
        var journey =
                new Journey(
                        node,
                        trust,
                        inspectors,
                        new Decide(),
                        routes,
                        new SiteWays(site, settings.queue()),
                        delivery,
                        new Custodian(
                                new GroupCommit(database, DatabaseRole.MAIL),
                                dossiers,
                                List.of(quarantine, queue)),
                        journal);
        var edge =
                own(
                        EdgeServer.start(
                                settings.edge(),
                                settings.submission().with(new LiveLogins(database, people)),
                                settings.filter(),
                                new Parts(
                                        node,
                                        Optional.of(tls),
                                        site,
                                        new EdgeClients(blocking, trust::bringsMail),
                                        journey::receive,
                                        spool,
                                        watcher,
                                        clock)));
        doors.declare(edge);
        var milter =
                own(
                        MilterServer.start(
                                settings.milter(),
                                new org.postern.milter.Parts(
                                        node,
                                        new MilterSite(site),
                                        journey::review,
                                        mark,
                                        spool,
                                        new MilterEvents(journal),
                                        clock)));
        doors.declare(milter);
        var blocklist =
                own(
                        BlocklistServer.start(
                                settings.blocklistService(),
                                new org.postern.blocklist.service.Parts(
                                        new ServiceJudge(
                                                        blocking.blocker(),
                                                        journal::stamp,
                                                        journal::record)
                                                ::judge,
                                        new BlocklistEvents(journal),
                                        () -> journal.stamp().id().toString(),
                                        blocking::direction)));
        doors.declare(blocklist);
        database.server().ifPresent(it -> doors.declareDatabase(it.port()));
        own(Housekeeping.start(database, settings, clock));

        var doctor =
                new Doctor(
                        settings,
                        data,
                        database,
                        new CertificateCheck(tls::certificate, tls::trouble, clock),
                        () -> site.site().domains().size(),
                        () -> RoutePlaces.of(site.site()),
                        new RouteFaults(
                                        site::site,
                                        site::hasList,
                                        dns,
                                        itself,
                                        sources.asked(),
                                        settings.deliver().tls())
                                ::find,
                        doors,
                        clock);
        var log = new MessageLog(() -> database.connection(DatabaseRole.MANAGER));
        var handlers =
                new HashMap<>(new Requests(site, keys, quarantine, journal, doctor).handlers());
        handlers.putAll(new QueueRequests(new QueueDesk(database), queue, journal).handlers());
        handlers.putAll(new LoginRequests(database, journal).handlers());
        handlers.putAll(new LogRequests(log, journal, clock).handlers());
        handlers.putAll(
                new BlocklistRequests(blocking, strangers::lists, database, journal, clock)
                        .handlers());
        handlers.putAll(
                new ClientListRequests(blocking, database, journal, new Staged(), clock)
                        .handlers());
        own(ControlServer.open(data.run(), handlers, JsonMapper.shared()));
        refuseUndeclaredListeners(database);
        Home.writeEdge(data, edge.addresses());
        journal.record(new Event.Started(journal.stamp(), Version.number()));
        parts.push(() -> journal.record(new Event.Stopped(journal.stamp(), Version.number())));
    }

    /// Where it can be reached.
    Doors doors() {
        return doors;
    }

    /// Whether nobody has named a domain yet.
    boolean isUnconfigured() {
        return unconfigured.getAsBoolean();
    }

    /// What a mail server beside us handed over goes back to it.
    private Routes routes(LiveSite site) {
        Optional<NextHop> filter = back(settings.filter().reinjection());
        Optional<NextHop> milter = back(settings.milter().handBack());
        return (door, recipient) ->
                switch (door) {
                    case FILTER -> filter;
                    case MILTER -> milter;
                    case EDGE, REPLAY -> site.nextHop(recipient);
                };
    }

    private static Optional<NextHop> back(Destination server) {
        return Optional.of(new NextHop(server.host(), server.port()));
    }

    private Inspectors inspectors(String node) {
        var budget = settings.inspect();
        return new Inspectors(
                budget,
                MimeLimits.DEFAULT,
                List.of(
                        new LimitInspector(),
                        new LoopInspector(node, budget.maxHops(), budget.maxOwnPasses()),
                        new MimeInspector()));
    }

    /// Promise 8: what listens and was not declared is either a mistake of ours or somebody else's; neither may stay.
    private void refuseUndeclaredListeners(Database database) throws Failure {
        var check =
                new ListenerCheck(doors.all(), Proc.ofThisMachine(), Doctor.processes(database));
        for (var diagnosis : check.examine()) {
            if (diagnosis.level() == Diagnosis.Level.PROBLEM) {
                throw new Failure(diagnosis.seen() + "; " + diagnosis.advice());
            }
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /// Stops accepting, lets running transactions end, and closes everything.
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            closeQuietly(parts.pop());
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.error("cannot close {}", part.getClass().getSimpleName(), e);
        }
    }
}
