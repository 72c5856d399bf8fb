package org.postern.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postern.kernel.Proc;

/// The port of the embedded server: the one that was named, or any free one that then stays the same from start to
/// start, so that people's tools keep working.
final class ServerPort {
    private final Path file;
    private final int named;

    ServerPort(DataDirectory data, int named) {
        this.file = data.pg().resolve("port");
        this.named = named;
    }

    /// @param running whether our own server is the one that may have the port
    int choose(boolean running) throws IOException {
        int last = last();
        if (named != 0) {
            boolean ours = running && last == named;
            if (!ours && isBusy(named)) {
                throw new IOException(
                        "database.port = "
                                + named
                                + " is taken by "
                                + Proc.ofThisMachine().holderOf(named));
            }
            return keep(named);
        }
        if (last != 0 && (running || !isBusy(last))) {
            return last;
        }
        try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return keep(any.getLocalPort());
        }
    }

    static boolean isBusy(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private int last() throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        String text = Files.readString(file).strip();
        return text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : 0;
    }

    private int keep(int port) throws IOException {
        if (port != last()) {
            DurableFile.write(file, port + "\n");
        }
        return port;
    }
}
