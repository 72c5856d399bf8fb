package org.postern.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A planted fault: stands between clients and the gateway, and answers the final dot with 250 before the gateway has even
/// seen it. A measurement of lost mail that finds none behind this is worth nothing.
final class EarlyAnswers implements AutoCloseable {
    private static final Duration LATE = Duration.ofMillis(300);
    private static final String DOT = "\r\n.\r\n";

    private final ServerSocket listener;
    private final int gateway;

    private EarlyAnswers(ServerSocket listener, int gateway) {
        this.listener = listener;
        this.gateway = gateway;
    }

    static EarlyAnswers before(int gateway) throws IOException {
        var listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        var early = new EarlyAnswers(listener, gateway);
        Thread.ofPlatform().daemon().name("early").start(early::accept);
        return early;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client;
                var server = new Socket()) {
            server.bind(new InetSocketAddress(client.getInetAddress(), 0));
            server.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), gateway));
            Thread.ofVirtual().start(() -> copy(server, client));
            var said = new StringBuilder();
            byte[] buffer = new byte[1 << 16];
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                said.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
                if (said.indexOf(DOT) >= 0) {
                    client.getOutputStream()
                            .write("250 2.0.0 Early\r\n".getBytes(StandardCharsets.US_ASCII));
                    Thread.sleep(LATE);
                }
                out.write(buffer, 0, length);
            }
        } catch (IOException _) {
            // One of both has gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // One of both has gone.
        } finally {
            try {
                to.close();
            } catch (IOException _) {
                // It was going anyway.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
