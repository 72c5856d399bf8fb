package org.postern.receive;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.postern.connect.Admission;
import org.postern.connect.ClientLimits;
import org.postern.listen.SessionThreads;
import org.postern.mail.smtp.Reply;
import org.postern.settings.Listen;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The edge: listeners, and a session for each client that gets a place. Closing it lets running transactions end, within
/// a time, and tells everybody else to come back later. Thread-safe.
public final class EdgeServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeServer.class);

    private static final Duration LAST_WORDS = Duration.ofSeconds(3);
    private static final Duration TLS_LOOK = Duration.ofSeconds(5);
    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    private static final Reply STRANGER =
            Reply.of(554, "5.7.1", "This port is for the mail servers that it belongs to");

    private final EdgeSettings settings;
    private final FilterSettings filter;
    private final EdgeSettings besideServers;
    private final Parts parts;
    private final LoginDesk logins;
    private final Admission admission;
    private final List<Listener> listeners;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final SessionThreads threads = new SessionThreads("edge", SessionThreads.MOST);
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean draining;
    private final CountDownLatch closed = new CountDownLatch(1);

    private EdgeServer(
            EdgeSettings settings,
            Submission submission,
            FilterSettings filter,
            Parts parts,
            List<Listener> listeners) {
        this.settings = settings;
        this.filter = filter;
        this.besideServers = filter.over(settings);
        this.parts = parts;
        this.listeners = listeners;
        this.logins = new LoginDesk(submission, parts.watcher(), parts.clock());
        this.admission = new Admission(affordable(settings.clients()));
    }

    /// Binds all addresses, then begins to accept.
    ///
    /// @throws EdgeProblem an address cannot be bound; none is
    public static EdgeServer start(
            EdgeSettings settings, Submission submission, FilterSettings filter, Parts parts)
            throws EdgeProblem {
        var bound = new ArrayList<Listener>();
        try {
            bind(bound, settings.listen(), Role.EDGE, parts);
            bind(bound, submission.listen(), Role.SUBMISSION, parts);
            bind(bound, submission.tlsListen(), Role.SUBMISSIONS, parts);
            for (FilterSettings.Place place : filter.places()) {
                bind(bound, List.of(place.where()), place.role(), parts);
            }
        } catch (EdgeProblem e) {
            bound.forEach(Listener::close);
            throw e;
        }
        var server = new EdgeServer(settings, submission, filter, parts, List.copyOf(bound));
        Thread.ofPlatform().name("edge-watch").daemon().start(server::watch);
        server.listeners.forEach(
                listener -> listener.start(socket -> server.take(socket, listener.role())));
        return server;
    }

    private static void bind(List<Listener> bound, List<Listen> all, Role role, Parts parts)
            throws EdgeProblem {
        for (Listen where : all) {
            bound.add(Listener.bind(where, role, parts.watcher(), parts.clock()));
        }
    }

    private static ClientLimits affordable(ClientLimits wanted) {
        int affordable = Descriptors.connections();
        if (affordable < wanted.connections()) {
            LOG.warn(
                    "open files allow {} connections, not {}; raise the limit of open files",
                    affordable,
                    wanted.connections());
        }
        return wanted.atMost(affordable);
    }

    /// The addresses that anybody's mail is taken on, with the ports that were found free.
    public List<InetSocketAddress> addresses() {
        return addresses(Role.EDGE);
    }

    /// The addresses where people who log in hand in mail, with STARTTLS.
    public List<InetSocketAddress> submission() {
        return addresses(Role.SUBMISSION);
    }

    /// The same with TLS from the first octet.
    public List<InetSocketAddress> submissionOverTls() {
        return addresses(Role.SUBMISSIONS);
    }

    /// Where mail servers beside us have mail looked at.
    public List<InetSocketAddress> filter() {
        return listeners.stream()
                .filter(it -> it.role().isFilter())
                .map(Listener::address)
                .toList();
    }

    private List<InetSocketAddress> addresses(Role role) {
        return listeners.stream().filter(it -> it.role() == role).map(Listener::address).toList();
    }

    /// Connections at this moment.
    public int connections() {
        return admission.open();
    }

    private void take(Socket socket, Role role) {
        try {
            InetAddress client = socket.getInetAddress();
            if (role.isFilter()) {
                takeBeside(socket, role);
                return;
            }
            boolean relay = parts.recipients().isRelay(client);
            boolean proxy = settings.spokesmen().isProxy(client);
            boolean exempt = proxy || parts.recipients().isExempt(client);
            switch (admission.enter(client, exempt)) {
                case Admission.Place place -> begin(socket, role, place, relay && !proxy);
                case Admission.Turned why -> turnAway(socket, why);
            }
        } catch (IOException e) {
            LOG.debug("a client left before it was greeted", e);
            close(socket);
        } catch (RuntimeException e) {
            close(socket);
            throw e;
        }
    }

    /// A mail server brings the mail of everybody, so no limit of one client is for it.
    private void takeBeside(Socket socket, Role role) throws IOException {
        InetAddress server = socket.getInetAddress();
        if (!filter.isPeer(server)) {
            turnAway(socket, role.mayRefuse() ? STRANGER : BehindQueue.mild(STRANGER), "stranger");
            return;
        }
        switch (admission.enter(server, true)) {
            case Admission.Place place -> begin(socket, role, place, true);
            case Admission.Turned why -> turnAway(socket, why);
        }
    }

    private Admission.Entry enter(InetAddress client) {
        return admission.enter(client, parts.recipients().isExempt(client));
    }

    private void begin(Socket socket, Role role, Admission.Place place, boolean relay)
            throws IOException {
        Session session;
        try {
            socket.setTcpNoDelay(true);
            session =
                    role.isFilter()
                            ? beside(socket, role, place)
                            : session(socket, role, place, relay);
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
        sessions.add(session);
        threads.start(() -> run(session));
    }

    private Session session(Socket socket, Role role, Admission.Place place, boolean relay)
            throws IOException {
        var peer = new Peer(socket, settings.times());
        var admitted = new Admitted(this::enter, parts.recipients(), place, relay);
        boolean telling =
                role == Role.EDGE && settings.spokesmen().mayTell(peer.address().getAddress());
        var gate = new Gate(parts, role, logins, peer, admitted, telling);
        return new Session(settings, parts, logins, peer, admitted, gate, () -> draining);
    }

    private Session beside(Socket socket, Role role, Admission.Place place) throws IOException {
        EdgeSettings own = besideServers;
        UnaryOperator<Reply> tone = role.mayRefuse() ? UnaryOperator.identity() : BehindQueue::told;
        var peer = new Peer(socket, own.times(), tone);
        var admitted =
                new Admitted(it -> admission.enter(it, true), parts.recipients(), place, true);
        boolean telling = own.spokesmen().mayTell(peer.address().getAddress());
        var gate = new FilterGate(parts, role, peer, filter.refusals(role), telling);
        return new Session(own, parts, logins, peer, admitted, gate, () -> draining);
    }

    private void run(Session session) {
        try {
            session.run();
        } finally {
            sessions.remove(session);
            if (draining) {
                synchronized (sessions) {
                    sessions.notifyAll();
                }
            }
        }
    }

    /// The send buffer of a new connection is empty, so this does not wait.
    private void turnAway(Socket socket, Admission.Turned why) throws IOException {
        turnAway(socket, Turning.reply(why), Turning.reason(why));
    }

    private void turnAway(Socket socket, Reply reply, String reason) throws IOException {
        try (socket) {
            socket.getOutputStream().write(reply.encode());
        }
        var peer = (InetSocketAddress) socket.getRemoteSocketAddress();
        parts.watcher().saw(new EdgeEvent.TurnedAway(parts.clock().instant(), peer, reason));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It was not used yet.
        }
    }

    /// Ends waits that take too long, and looks for a new certificate. Time limits hang on this thread, so nothing ends it
    /// but the end of the server.
    private void watch() {
        Duration tick = tick(settings.times());
        long lookAt = System.nanoTime();
        try {
            while (!closed.await(tick.toNanos(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                boolean look = now - lookAt > TLS_LOOK.toNanos();
                if (look) {
                    lookAt = now;
                }
                watch(now, look);
            }
        } catch (InterruptedException _) {
            LOG.error("the edge is no longer watched");
        }
    }

    private void watch(long now, boolean look) {
        try {
            for (Session session : sessions) {
                session.peer().watch(now);
            }
            if (look) {
                parts.tls().ifPresent(TlsMaterial::refresh);
            }
        } catch (RuntimeException | LinkageError e) {
            // Without descriptors even classes cannot be loaded.
            LOG.error("bug in watching the edge", e);
        }
    }

    /// Short limits are kept as exactly as long ones.
    private static Duration tick(EdgeSettings.Times times) {
        Duration shortest =
                Stream.of(
                                times.command(),
                                times.data(),
                                times.transaction(),
                                times.write(),
                                times.handshake())
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
        Duration tick = shortest.dividedBy(4);
        if (tick.compareTo(SHORTEST_TICK) < 0) {
            return SHORTEST_TICK;
        }
        return tick.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : tick;
    }

    /// Stops accepting, dismisses idle clients, waits for running transactions, then ends what is left.
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        // Who is told to come back later must not be let in again here.
        listeners.forEach(Listener::close);
        draining = true;
        sessions.forEach(session -> Thread.startVirtualThread(session.shutdown()::dismiss));
        try {
            if (!allEndedWithin(settings.times().drain())) {
                LOG.warn("{} sessions did not end in time and are cut", sessions.size());
                sessions.forEach(session -> session.shutdown().cut());
                allEndedWithin(LAST_WORDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            sessions.forEach(session -> session.peer().reset());
            threads.close();
            closed.countDown();
        }
    }

    private boolean allEndedWithin(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        synchronized (sessions) {
            while (!sessions.isEmpty()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(sessions, Math.min(left, 100_000_000));
            }
        }
        return true;
    }
}
