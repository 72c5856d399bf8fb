package org.postern.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// The one directory in which everything lives. The launcher chooses it (`--data DIR`, else `POSTERN_DATA`, else the
/// default of the place) and passes it on in `POSTERN_DATA`.
///
/// @param root absolute path; may be missing
public record DataDirectory(Path root) {
    public DataDirectory {
        root = root.toAbsolutePath().normalize();
    }

    /// The one that the launcher chose.
    public static DataDirectory chosen() {
        String named = System.getenv("POSTERN_DATA");
        return new DataDirectory(Path.of(named == null || named.isEmpty() ? "data" : named));
    }

    /// What lives only while the gateway runs: control socket, lock, addresses.
    public Path run() {
        return root.resolve("run");
    }

    /// The address at which the edge of the running gateway can be reached from here; empty where none runs.
    public Optional<InetSocketAddress> edge() {
        try {
            String written = Files.readString(edgeFile(), StandardCharsets.US_ASCII).strip();
            return Optional.of(ServerAddress.parse(written));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Writes down where the edge listens, for [#edge]; the listener's port must be the real one, not 0.
    public void writeEdge(InetSocketAddress listener) throws IOException {
        InetAddress address = listener.getAddress();
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        String text = (host.contains(":") ? "[" + host + "]" : host) + ":" + listener.getPort();
        Path draft = edgeFile().resolveSibling("edge.address.new");
        Files.writeString(draft, text + "\n", StandardCharsets.US_ASCII);
        Files.move(draft, edgeFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path edgeFile() {
        return run().resolve("edge.address");
    }
}
