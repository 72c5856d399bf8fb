package org.postern.listen;

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
import org.postern.settings.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listeners, and a [Talk] for each connection. Closing it lets what is in work come to its end, within a time. Thread-safe.
public final class Door implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final String name;
    private final Terms terms;
    private final Opened opened;
    private final List<Entrance> entrances;
    private final SessionThreads threads;
    private final Set<Talk> talks = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Who may come, and how long everything may take.
    ///
    /// @param peers who may connect by the network
    /// @param platformThreads how many connections at one time have a thread of the system; the rest have virtual ones
    /// @param tick how often waits are looked at
    /// @param drain for what is in work when the door closes
    public record Terms(
            List<Network> peers,
            int maxConnections,
            int platformThreads,
            Connection.Times times,
            Duration tick,
            Duration drain) {}

    /// What belongs to a door.
    public interface Opened {
        Talk talk(Connection connection);

        /// A connection that was not let in.
        ///
        /// @param reason a stable word
        void turnedAway(String peer, String reason);
    }

    private Door(String name, Terms terms, Opened opened, List<Entrance> entrances) {
        this.name = name;
        this.terms = terms;
        this.opened = opened;
        this.entrances = entrances;
        this.threads = new SessionThreads(name, terms.platformThreads());
    }

    /// Binds all places, then begins to accept.
    ///
    /// @param name of its threads
    /// @throws ListenProblem a place cannot be bound; none is
    public static Door open(
            String name, List<Place> places, SocketFile file, Terms terms, Opened opened)
            throws ListenProblem {
        var open = new ArrayList<Entrance>();
        try {
            for (Place where : places) {
                open.add(Entrance.open(where, file));
            }
        } catch (ListenProblem e) {
            open.forEach(Entrance::close);
            throw e;
        }
        var door = new Door(name, terms, opened, List.copyOf(open));
        if (!open.isEmpty()) {
            Thread.ofPlatform().name(name + "-watch").daemon().start(door::watch);
        }
        door.entrances.forEach(
                entrance -> entrance.start(name, it -> door.take(it, entrance.toString())));
        return door;
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
        return talks.size();
    }

    private void take(SocketChannel channel, String listener) {
        try {
            String peer = listener;
            if (channel.getRemoteAddress() instanceof InetSocketAddress address) {
                peer = numeric(address);
                if (terms.peers().stream().noneMatch(it -> it.contains(address.getAddress()))) {
                    turnAway(channel, peer, "not-a-peer");
                    return;
                }
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            if (talks.size() >= terms.maxConnections()) {
                turnAway(channel, peer, "too-many-connections");
                return;
            }
            begin(opened.talk(new Connection(channel, peer, terms.times())));
        } catch (IOException e) {
            LOG.debug("a peer left before anything was said", e);
            close(channel);
        } catch (RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    private static String numeric(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private void begin(Talk talk) {
        talks.add(talk);
        if (closing.get()) {
            talk.stop();
        }
        threads.start(() -> {
            try {
                talk.run();
            } finally {
                talks.remove(talk);
            }
        });
    }

    private void turnAway(SocketChannel channel, String peer, String reason) {
        opened.turnedAway(peer, reason);
        close(channel);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // It was not used yet.
        }
    }

    /// Ends waits that take too long. Time limits hang on this thread, so nothing ends it but the end of the door.
    private void watch() {
        try {
            while (!closed.await(terms.tick().toNanos(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                try {
                    for (Talk talk : talks) {
                        talk.connection().watch(now);
                        talk.watch(now);
                    }
                } catch (RuntimeException | LinkageError e) {
                    LOG.error("bug in watching the {} door", name, e);
                }
            }
        } catch (InterruptedException _) {
            LOG.error("the {} door is no longer watched", name);
        }
    }

    /// Stops accepting, ends what waits, lets come to its end what is in work.
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        entrances.forEach(Entrance::close);
        talks.forEach(Talk::stop);
        try {
            if (!allEndedWithin(terms.drain())) {
                LOG.warn("what {} peers of the {} door wait for is given up", talks.size(), name);
                talks.forEach(Talk::cut);
                allEndedWithin(LAST_WORDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            talks.forEach(it -> it.connection().close());
            closed.countDown();
            threads.close();
        }
    }

    private boolean allEndedWithin(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!talks.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }
}
