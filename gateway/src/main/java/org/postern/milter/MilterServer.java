package org.postern.milter;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The milter door: listeners, and a session for each connection of a mail server. Closing it lets messages that are being
/// looked at come to their end, within a time, and leaves everything else to what the server does without a filter.
/// Thread-safe.
public final class MilterServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MilterServer.class);
    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final MilterSettings settings;
    private final Parts parts;
    private final List<Entrance> entrances;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private MilterServer(MilterSettings settings, Parts parts, List<Entrance> entrances) {
        this.settings = settings;
        this.parts = parts;
        this.entrances = entrances;
    }

    /// Binds all addresses, then begins to accept.
    ///
    /// @throws MilterProblem an address cannot be bound; none is
    public static MilterServer start(MilterSettings settings, Parts parts) throws MilterProblem {
        var open = new ArrayList<Entrance>();
        try {
            for (MilterListen where : settings.listen()) {
                open.add(Entrance.open(where, settings.socket()));
            }
        } catch (MilterProblem e) {
            open.forEach(Entrance::close);
            throw e;
        }
        var server = new MilterServer(settings, parts, List.copyOf(open));
        if (!open.isEmpty()) {
            Thread.ofPlatform().name("milter-watch").daemon().start(server::watch);
        }
        server.entrances.forEach(
                entrance -> entrance.start(it -> server.take(it, entrance.toString())));
        return server;
    }

    /// The addresses of the network that are listened on, with the ports that were found free.
    public List<InetSocketAddress> addresses() {
        return entrances.stream().map(Entrance::address).flatMap(Optional::stream).toList();
    }

    /// The sockets of this machine that are listened on.
    public List<Path> sockets() {
        return entrances.stream().map(Entrance::socket).flatMap(Optional::stream).toList();
    }

    /// Connections at this moment.
    public int connections() {
        return sessions.size();
    }

    private void take(SocketChannel channel, String listener) {
        try {
            String peer = Link.peer(channel, listener);
            if (channel.getRemoteAddress() instanceof InetSocketAddress address) {
                if (settings.peers().stream().noneMatch(it -> it.contains(address.getAddress()))) {
                    turnAway(channel, peer, "not-a-peer");
                    return;
                }
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            if (sessions.size() >= settings.maxConnections()) {
                turnAway(channel, peer, "too-many-connections");
                return;
            }
            begin(new Session(settings, parts, new Link(channel, peer, settings)));
        } catch (IOException e) {
            LOG.debug("a mail server left before anything was said", e);
            close(channel);
        } catch (RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    private void begin(Session session) {
        sessions.add(session);
        if (closing.get()) {
            session.stop();
        }
        Thread.ofVirtual()
                .name("milter")
                .start(() -> {
                    try {
                        session.run();
                    } finally {
                        sessions.remove(session);
                    }
                });
    }

    private void turnAway(SocketChannel channel, String peer, String reason) {
        parts.watcher().saw(new MilterEvent.TurnedAway(peer, reason));
        close(channel);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // It was not used yet.
        }
    }

    /// Ends waits that take too long. Time limits hang on this thread, so nothing ends it but the end of the server.
    private void watch() {
        try {
            while (!closed.await(tick().toNanos(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                try {
                    sessions.forEach(it -> it.link().watch(now));
                } catch (RuntimeException | LinkageError e) {
                    LOG.error("bug in watching the milter door", e);
                }
            }
        } catch (InterruptedException _) {
            LOG.error("the milter door is no longer watched");
        }
    }

    /// Short limits are kept as exactly as long ones.
    private Duration tick() {
        MilterSettings.Times times = settings.times();
        Duration shortest =
                List.of(times.idle(), times.packet(), times.write()).stream()
                        .min(Duration::compareTo)
                        .orElseThrow()
                        .dividedBy(4);
        if (shortest.compareTo(SHORTEST_TICK) < 0) {
            return SHORTEST_TICK;
        }
        return shortest.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : shortest;
    }

    /// Stops accepting, ends what waits, lets messages come to their end that are being looked at.
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        entrances.forEach(Entrance::close);
        sessions.forEach(Session::stop);
        try {
            if (!allEndedWithin(settings.times().drain())) {
                LOG.warn("{} messages of mail servers are given up", sessions.size());
                sessions.forEach(Session::cut);
                allEndedWithin(LAST_WORDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            sessions.forEach(it -> it.link().close());
            closed.countDown();
        }
    }

    private boolean allEndedWithin(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!sessions.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }
}
