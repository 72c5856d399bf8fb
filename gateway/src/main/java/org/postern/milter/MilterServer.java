package org.postern.milter;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.postern.listen.Connection;
import org.postern.listen.Door;
import org.postern.listen.ListenProblem;
import org.postern.listen.Talk;

/// The milter door: a session for each connection of a mail server. Closing it lets messages that are being looked at come to
/// their end, within a time, and leaves everything else to what the server does without a filter. Thread-safe.
public final class MilterServer implements AutoCloseable {
    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    private final Door door;

    private MilterServer(Door door) {
        this.door = door;
    }

    /// Binds all addresses, then begins to accept.
    ///
    /// @throws ListenProblem an address cannot be bound; none is
    public static MilterServer start(MilterSettings settings, Parts parts) throws ListenProblem {
        MilterSettings.Times times = settings.times();
        var terms =
                new Door.Terms(
                        settings.peers(),
                        settings.maxConnections(),
                        0,
                        new Connection.Times(times.idle(), times.packet(), times.write()),
                        tick(times),
                        times.drain());
        var sessions =
                new Door.Opened() {
                    @Override
                    public Talk talk(Connection connection) {
                        return new Session(settings, parts, new Link(connection, settings));
                    }

                    @Override
                    public void turnedAway(String peer, String reason) {
                        parts.watcher().saw(new MilterEvent.TurnedAway(peer, reason));
                    }
                };
        return new MilterServer(
                Door.open("milter", settings.listen(), settings.socket(), terms, sessions));
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

    /// Short limits are kept as exactly as long ones.
    private static Duration tick(MilterSettings.Times times) {
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
        door.close();
    }
}
