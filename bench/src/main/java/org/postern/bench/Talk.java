package org.postern.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.postern.app.Complaint;
import org.postern.app.Exit;

/// One SMTP connection from a client that does no more than it must.
final class Talk implements AutoCloseable {
    static final String SENDER = "load@sender.example";
    static final String DOMAIN = "bench.example";
    static final String RECIPIENT = "user@" + DOMAIN;

    private static final int LONGEST_REPLY = 1 << 14;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(3);

    private final Socket socket;
    private final InputStream in;

    private Talk(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 512);
    }

    /// Connects to a port of loopback and hears the greeting.
    ///
    /// @param from an address of loopback, which decides whose limits count
    /// @throws IOException nobody is there, or the client is not wanted
    static Talk open(String from, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
                    (int) PATIENCE.toMillis());
            var talk = new Talk(socket);
            talk.hear(220);
            return talk;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Says one command, or several lines, and hears the reply.
    ///
    /// @throws IOException the reply has another code
    void say(String words, int code) throws IOException {
        socket.getOutputStream().write((words + "\r\n").getBytes(StandardCharsets.US_ASCII));
        hear(code);
    }

    /// Hands over one small message.
    void sendMessage() throws IOException {
        say("EHLO client.example", 250);
        say("MAIL FROM:<" + SENDER + ">", 250);
        say("RCPT TO:<" + RECIPIENT + ">", 250);
        say("DATA", 354);
        String message =
                """
                From: <%s>
                To: <%s>
                Date: Sat, 21 Nov 2026 12:00:00 +0000
                Message-ID: <%s@sender.example>
                Subject: first message

                Hello.
                .\
                """;
        say(
                message.formatted(SENDER, RECIPIENT, Long.toHexString(System.nanoTime()))
                        .replace("\n", "\r\n"),
                250);
    }

    /// Hands over a message, and says nothing once it is accepted.
    ///
    /// @param content whole lines, dots doubled
    /// @throws IOException it was not accepted
    void send(List<String> recipients, String content) throws IOException {
        say("EHLO client.example", 250);
        say("MAIL FROM:<" + SENDER + ">", 250);
        for (String recipient : recipients) {
            say("RCPT TO:<" + recipient + ">", 250);
        }
        say("DATA", 354);
        say(content + ".", 250);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /// Waits until a server greets.
    static void awaitGreeting(int port, Duration limit) throws InterruptedException {
        retry(limit, () -> open("127.0.0.1", port).close());
    }

    /// Waits until a server takes a message.
    static void awaitMessage(int port, Duration limit) throws InterruptedException {
        retry(
                limit,
                () -> {
                    try (Talk talk = open("127.0.0.1", port)) {
                        talk.sendMessage();
                    }
                });
    }

    @FunctionalInterface
    private interface Try {
        void run() throws IOException;
    }

    private static void retry(Duration limit, Try attempt) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                attempt.run();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new Complaint(
                            Exit.NO,
                            "no luck within " + limit.toSeconds() + " s: " + e.getMessage());
                }
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    private void hear(int code) throws IOException {
        var reply = new StringBuilder();
        int start = 0;
        while (true) {
            int octet = in.read();
            if (octet < 0 || reply.length() == LONGEST_REPLY) {
                throw new IOException("no reply but: " + reply);
            }
            reply.append((char) octet);
            if (octet == '\n') {
                boolean last = reply.length() - start < 4 || reply.charAt(start + 3) != '-';
                if (last) {
                    break;
                }
                start = reply.length();
            }
        }
        if (!reply.substring(start).startsWith(Integer.toString(code))) {
            throw new IOException("expected " + code + " and got: " + reply.toString().strip());
        }
    }
}
