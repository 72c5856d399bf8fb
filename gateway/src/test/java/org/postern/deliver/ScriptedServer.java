package org.postern.deliver;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.postern.journey.NextHop;

/// A next hop that says what its script says, octet by octet. Closing it fails the test where a script failed.
final class ScriptedServer implements Closeable {
    private static final int PATIENCE_MILLIS = 60_000;

    /// What the server does on one connection; returning closes it.
    @FunctionalInterface
    interface Script {
        void play(Peer client) throws IOException;
    }

    private final ServerSocket listener;
    private final List<Script> scripts;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<Peer> peers = new CopyOnWriteArrayList<>();

    private ScriptedServer(List<Script> scripts) throws IOException {
        this.scripts = scripts;
        this.listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::listen);
    }

    /// The first script is for the first connection and so on; the last one is for all further ones.
    static ScriptedServer of(Script... scripts) throws IOException {
        return new ScriptedServer(List.of(scripts));
    }

    NextHop nextHop() {
        return new NextHop("127.0.0.1", port());
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /// All octets that came in over one connection, in clear.
    String heard(int connection) {
        return peers.get(connection).heard.toString(StandardCharsets.ISO_8859_1);
    }

    /// The same, after the connection ended.
    String heardToTheEnd(int connection) throws InterruptedException {
        if (!peers.get(connection).ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the connection does not end");
        }
        return heard(connection);
    }

    /// Content of the messages taken so far, as on the wire, final dots included.
    List<String> taken() {
        return taken;
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                int number = connections.getAndIncrement();
                Script script = scripts.get(Math.min(number, scripts.size() - 1));
                var peer = new Peer(socket);
                peers.add(peer);
                Thread.ofVirtual().start(() -> play(script, peer));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void play(Script script, Peer peer) {
        try (peer.socket) {
            script.play(peer);
        } catch (IOException _) {
            // The client left in the middle of the script; the test sees what came of it.
        } catch (AssertionError | RuntimeException e) {
            failures.add(e);
        } finally {
            peer.ended.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closed.countDown();
        for (Peer peer : peers) {
            peer.socket.close();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a script failed", failures.getFirst());
        }
    }

    /// The client at the other end.
    final class Peer {
        private final Socket socket;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private BufferedInputStream in;
        private OutputStream out;

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        /// Says lines, each ended by CRLF, in one write.
        void say(String... lines) throws IOException {
            raw(String.join("\r\n", lines) + "\r\n");
        }

        /// Says these octets, one for each character.
        void raw(String octets) throws IOException {
            out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /// Hears one line; empty at the end of the connection.
        Optional<String> line() throws IOException {
            var line = new StringBuilder();
            while (true) {
                int octet = in.read();
                if (octet < 0) {
                    return Optional.empty();
                }
                heard.write(octet);
                line.append((char) octet);
                if (line.toString().endsWith("\r\n")) {
                    return Optional.of(line.substring(0, line.length() - 2));
                }
            }
        }

        /// Hears one line that begins so.
        String hear(String start) throws IOException {
            String line = line().orElseThrow(() -> new AssertionError("no " + start));
            if (!line.startsWith(start)) {
                throw new AssertionError("expected " + start + " and heard " + line);
            }
            return line;
        }

        /// Hears all these lines before it says anything.
        void hearAll(String... starts) throws IOException {
            for (String start : starts) {
                hear(start);
            }
        }

        /// Checks that nothing came together with the line heard last.
        void hearNoMore() throws IOException {
            if (in.available() > 0) {
                throw new AssertionError("more came than was due");
            }
        }

        /// Hears content up to the final dot, octets as they are on the wire, final dot included.
        String content() throws IOException {
            var content = new StringBuilder();
            while (content.length() < 5 && !content.toString().equals(".\r\n")
                    || content.length() >= 5
                            && !content.substring(content.length() - 5).equals("\r\n.\r\n")) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("ended in content");
                }
                heard.write(octet);
                content.append((char) octet);
            }
            return content.toString();
        }

        /// Greets, and offers extensions after EHLO.
        void greet(String... extensions) throws IOException {
            say("220 sink.example ESMTP");
            hello(extensions);
        }

        void hello(String... extensions) throws IOException {
            hear("EHLO node.example");
            var lines = new ArrayList<String>();
            lines.add("sink.example");
            lines.addAll(List.of(extensions));
            for (int i = 0; i < lines.size(); i++) {
                lines.set(i, (i == lines.size() - 1 ? "250 " : "250-") + lines.get(i));
            }
            say(lines.toArray(String[]::new));
        }

        /// Takes one message for one recipient, from a client that uses PIPELINING.
        void take() throws IOException {
            hear("MAIL");
            takeAfterMail();
        }

        private void takeAfterMail() throws IOException {
            hearAll("RCPT", "DATA");
            say("250 2.1.0 Sender", "250 2.1.5 Recipient", "354 Go ahead");
            taken.add(content());
            say("250 2.0.0 Taken");
        }

        /// Takes messages until the client takes leave.
        void takeAll() throws IOException {
            for (var line = line(); line.isPresent(); line = line()) {
                if (line.get().equals("QUIT")) {
                    say("221 Bye");
                    return;
                }
                if (!line.get().startsWith("MAIL")) {
                    throw new AssertionError("expected MAIL and heard " + line.get());
                }
                takeAfterMail();
            }
        }

        /// Says nothing any more, and reads until the client leaves.
        void hang() throws IOException {
            while (line().isPresent()) {
                // What it says does not matter.
            }
        }

        /// Reads nothing any more until the server is closed.
        void stopReading() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        void encrypt(SSLContext tls) throws IOException {
            var secured =
                    (SSLSocket)
                            tls.getSocketFactory()
                                    .createSocket(socket, null, socket.getPort(), true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            in = new BufferedInputStream(secured.getInputStream());
            out = secured.getOutputStream();
        }
    }
}
