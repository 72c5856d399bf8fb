package org.postern.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A filter before the queue that does nothing: what Postfix says goes to the place that takes mail back, octet for octet,
/// and the same in the other direction. It is the least that any filter in this place costs. A Java process of its own.
final class PlainProxy implements HookedPostfix.Beside {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BACKLOG = 500;

    private final Process process;

    private PlainProxy(Process process) {
        this.process = process;
    }

    /// Starts one.
    ///
    /// @param log what it says, should it say anything
    static PlainProxy start(Path log, int port, int back) throws IOException {
        var command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlainProxy.class.getName(),
                        Integer.toString(port),
                        Integer.toString(back));
        return new PlainProxy(Programs.start(log, Map.of(), command));
    }

    public static void main(String[] args) throws IOException {
        InetAddress here = InetAddress.ofLiteral("127.0.0.1");
        int back = Integer.parseInt(args[1]);
        try (var listener = new ServerSocket(Integer.parseInt(args[0]), BACKLOG, here)) {
            while (true) {
                Socket from = listener.accept();
                Thread.ofVirtual().start(() -> serve(from, here, back));
            }
        }
    }

    private static void serve(Socket from, InetAddress here, int back) {
        try (from;
                var to = new Socket(here, back)) {
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            Thread answers = Thread.ofVirtual().start(() -> copy(to, from));
            copy(from, to);
            answers.join();
        } catch (IOException _) {
            // One of both is gone, and so is the other then.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var room = new byte[1 << 16];
            for (int length = in.read(room); length >= 0; length = in.read(room)) {
                out.write(room, 0, length);
            }
            to.shutdownOutput();
        } catch (IOException _) {
            // The other direction ends with it.
        }
    }

    @Override
    public String shown() {
        return "";
    }

    @Override
    public void awaitNothingLeft(Duration limit) {
        // It keeps nothing.
    }

    @Override
    public List<Long> pids() {
        return List.of(process.pid());
    }

    @Override
    public void close() {
        Programs.end(process, PATIENCE);
    }
}
