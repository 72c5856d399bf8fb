package org.postern.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.postern.app.control.ControlClient;
import org.postern.store.DataDirectory;
import tools.jackson.databind.json.JsonMapper;

/// Where the gateway that a verb is about lives. The launcher chooses the data directory (`--data DIR`, else
/// `POSTERN_DATA`, else the default of the place) and passes it on in `POSTERN_DATA`.
public final class Home {
    private Home() {}

    /// The data directory that the launcher chose; it may be missing.
    public static DataDirectory data() {
        String named = System.getenv("POSTERN_DATA");
        String chosen = named == null || named.isEmpty() ? "data" : named;
        return new DataDirectory(Path.of(chosen).toAbsolutePath().normalize());
    }

    /// A way to ask the gateway that runs there.
    static ControlClient gateway() {
        return new ControlClient(data().run(), JsonMapper.shared());
    }

    /// The address at which the edge of the running gateway can be reached from here; empty where none runs.
    public static Optional<InetSocketAddress> edge() {
        return edge(data());
    }

    static Optional<InetSocketAddress> edge(DataDirectory data) {
        try {
            String written = Files.readString(edgeFile(data), StandardCharsets.US_ASCII).strip();
            return Optional.of(ServerAddress.parse(written));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Writes down where the edge listens, for [#edge]; the listener's port must be the real one, not 0.
    static void writeEdge(DataDirectory data, List<InetSocketAddress> listeners)
            throws IOException {
        if (listeners.isEmpty()) {
            Files.deleteIfExists(edgeFile(data));
            return;
        }
        InetSocketAddress listener = listeners.getFirst();
        InetAddress address = listener.getAddress();
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        String text = (host.contains(":") ? "[" + host + "]" : host) + ":" + listener.getPort();
        Path draft = data.run().resolve("edge.address.new");
        Files.writeString(draft, text + "\n", StandardCharsets.US_ASCII);
        Files.move(draft, edgeFile(data), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path edgeFile(DataDirectory data) {
        return data.run().resolve("edge.address");
    }
}
