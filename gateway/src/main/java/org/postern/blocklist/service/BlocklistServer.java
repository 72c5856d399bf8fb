package org.postern.blocklist.service;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.postern.listen.Connection;
import org.postern.listen.Door;
import org.postern.listen.ListenProblem;
import org.postern.listen.SessionThreads;
import org.postern.listen.Talk;

/// The service that mail servers beside us ask about their clients: policy delegation and socket maps on the same port, told
/// apart by the first octet. Thread-safe.
public final class BlocklistServer implements AutoCloseable {
    private static final Duration SHORTEST_TICK = Duration.ofMillis(5);
    private static final Duration LONGEST_TICK = Duration.ofMillis(50);
    private static final Duration QUIET = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final Door door;

    private BlocklistServer(Door door) {
        this.door = door;
    }

    /// Binds all addresses, then begins to accept.
    ///
    /// @throws ListenProblem an address cannot be bound; none is
    public static BlocklistServer start(ServiceSettings settings, Parts parts)
            throws ListenProblem {
        var health = new Health(parts.watcher(), QUIET);
        var terms =
                new Door.Terms(
                        settings.peers(),
                        settings.maxConnections(),
                        SessionThreads.MOST,
                        settings.times(),
                        tick(settings.answer()),
                        DRAIN);
        var sessions =
                new Door.Opened() {
                    @Override
                    public Talk talk(Connection connection) {
                        return new Session(settings, parts, health, connection);
                    }

                    @Override
                    public void turnedAway(String peer, String reason) {
                        parts.watcher().saw(new ServiceEvent.TurnedAway(peer, reason));
                    }
                };
        return new BlocklistServer(
                Door.open("blocklist", settings.listen(), settings.socket(), terms, sessions));
    }

    /// The addresses of the network that are listened on, with the ports that were found free.
    public List<InetSocketAddress> addresses() {
        return door.addresses();
    }

    /// The sockets of this machine that are listened on.
    public List<Path> sockets() {
        return door.sockets();
    }

    /// Connections at this moment.
    public int connections() {
        return door.connections();
    }

    /// Late answers are little later than the settings say.
    private static Duration tick(Duration answer) {
        Duration tick = answer.dividedBy(8);
        if (tick.compareTo(SHORTEST_TICK) < 0) {
            return SHORTEST_TICK;
        }
        return tick.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : tick;
    }

    /// Stops accepting and ends every connection; a question that is with the engine may be answered.
    @Override
    public void close() {
        door.close();
    }
}
