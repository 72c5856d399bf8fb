package org.postern.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postern.bench.trap.Point;
import org.postern.bench.trap.Trap;
import org.postern.bench.trap.Victim;

/// Gives orders to the [Trap] in a gateway: whom to kill at which [Point]. Thread-safe.
final class Traps implements AutoCloseable {
    private static final String NO_ORDER = "-\n";

    private final ServerSocket listener =
            new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
    private final Semaphore ordered = new Semaphore(0);
    private final Semaphore sprung = new Semaphore(0);
    private Optional<Socket> gateway = Optional.empty();
    private String order = NO_ORDER;

    private Traps() throws IOException {}

    static Traps open() throws IOException {
        var traps = new Traps();
        Thread.ofPlatform().daemon().name("traps").start(traps::accept);
        return traps;
    }

    /// The option of a [TrappedBuild]'s Java that shall hear the orders.
    String javaOption(Path databasePidFile) {
        return "-D" + Trap.PROPERTY + "=" + listener.getLocalPort() + "," + databasePidFile;
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

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
