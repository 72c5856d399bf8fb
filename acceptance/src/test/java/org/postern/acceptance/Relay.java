package org.postern.acceptance;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/// A mail server of others that takes every message from this machine and hands it on to one port of it.
interface Relay extends AutoCloseable {
    /// Where it insists on TLS; on the other side it offers and uses none.
    enum Tls {
        NEVER,
        IN,
        OUT
    }

    int port();

    /// Messages, or files of them, that it has stored and not handed on.
    long queued() throws IOException;

    /// Has it try again at once what it put off, where it does not soon by itself.
    default void hurry() throws IOException {}

    @Override
    void close() throws IOException;

    /// How many files are in folders and below, those that come and go meanwhile included.
    static long files(Path... folders) throws IOException {
        var count = new AtomicLong();
        for (Path folder : folders) {
            if (Files.exists(folder)) {
                Files.walkFileTree(folder, new Counting(count));
            }
        }
        return count.get();
    }

    /// Counts files, some of which are gone or moved on while it looks.
    final class Counting extends SimpleFileVisitor<Path> {
        private final AtomicLong count;

        private Counting(AtomicLong count) {
            this.count = count;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            count.incrementAndGet();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            count.incrementAndGet();
            return FileVisitResult.CONTINUE;
        }
    }

    /// Waits until a server greets its clients.
    static void awaitGreeting(int port) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .until(() -> greets(port));
    }

    /// The same; fails at once where its process ends, with what that wrote into a file.
    static void awaitGreeting(int port, Process process, Path output) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IOException(Files.readString(output));
                    }
                    return greets(port);
                });
    }

    private static boolean greets(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            return socket.getInputStream().read() == '2';
        }
    }

    /// Makes a key and a certificate that nobody signed: `key.pem` and `cert.pem`.
    static void makeCertificate(Path place) throws IOException {
        RunningGateway.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-keyout",
                place.resolve("key.pem").toString(),
                "-out",
                place.resolve("cert.pem").toString(),
                "-days",
                "2",
                "-subj",
                "/CN=localhost");
    }
}
