package org.postern.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.postern.bench.trap.Point;
import org.postern.bench.trap.TrapAgent;
import org.postern.bench.trap.Victim;

/// Gives orders to the agent in a gateway: whom to kill at which [Point]. Thread-safe.
final class Traps implements AutoCloseable {
    private static final String NO_ORDER = "-\n";

    private final ServerSocket listener =
            new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
    private final Semaphore ordered = new Semaphore(0);
    private final Semaphore sprung = new Semaphore(0);
    private final Path jar;
    private Optional<Socket> gateway = Optional.empty();
    private String order = NO_ORDER;

    private Traps(Path jar) throws IOException {
        this.jar = jar;
    }

    /// @param place a directory that the user of the gateway may read
    static Traps open(Path place) throws IOException {
        Path jar = place.resolve("trap.jar");
        pack(jar);
        var traps = new Traps(jar);
        Thread.ofPlatform().daemon().name("traps").start(traps::accept);
        return traps;
    }

    /// The option of a Java that shall hear the orders.
    String javaOption(Path databasePidFile) {
        return "-javaagent:" + jar + "=" + listener.getLocalPort() + "," + databasePidFile;
    }

    /// Orders that somebody is killed where a point is reached for the `time`-th time; also by a gateway that is started
    /// later.
    void set(Point point, Victim victim, int time) throws IOException {
        sprung.drainPermits();
        give(victim.name() + " " + point.name() + " " + time + "\n");
    }

    /// Takes the order back.
    void clear() throws IOException {
        give(NO_ORDER);
    }

    /// Waits until a point is reached; false if it is not in time.
    boolean awaitSprung(Duration limit) throws InterruptedException {
        return sprung.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Waits until an order is in force; false if it is not in time.
    boolean awaitOrdered(Duration limit) throws InterruptedException {
        return ordered.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void give(String line) throws IOException {
        order = line;
        ordered.drainPermits();
        if (gateway.isPresent()) {
            try {
                say(gateway.get());
            } catch (IOException _) {
                // It has been killed meanwhile; the next one hears it.
                gateway = Optional.empty();
            }
        }
    }

    private void say(Socket to) throws IOException {
        to.getOutputStream().write(order.getBytes(StandardCharsets.US_ASCII));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                synchronized (this) {
                    gateway = Optional.of(socket);
                    say(socket);
                }
                Thread.ofPlatform().daemon().name("trap").start(() -> hear(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void hear(Socket from) {
        try (from;
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        from.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("sprung")) {
                    synchronized (this) {
                        order = NO_ORDER;
                    }
                    sprung.release();
                } else {
                    ordered.release();
                }
            }
        } catch (IOException _) {
            // Killed.
        } finally {
            synchronized (this) {
                gateway = gateway.filter(it -> !it.equals(from));
            }
        }
    }

    /// Puts the classes of the agent, and nothing else, into a jar.
    private static void pack(Path jar) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(new Attributes.Name("Premain-Class"), TrapAgent.class.getName());
        Path folder =
                Path.of(
                                TrapAgent.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .getPath())
                        .resolve(TrapAgent.class.getPackageName().replace('.', '/'));
        String prefix = TrapAgent.class.getPackageName().replace('.', '/') + "/";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                out.putNextEntry(new JarEntry(prefix + file.getFileName()));
                try (InputStream in = Files.newInputStream(file)) {
                    in.transferTo(out);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
