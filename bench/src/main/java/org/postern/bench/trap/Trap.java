package org.postern.bench.trap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What every thread of a gateway runs over at the points, and where one of them ends. It hears orders over a connection,
/// one in a line: `JAVA TAKEN 3` kills Java where it is taken for the third time; `-` takes an order back. The first point
/// that is reached, which every start has, connects to whoever gives orders, and goes on when it has heard one.
public final class Trap {
    /// The name of the system property that says where orders come from: a port of loopback, and the pid file of the
    /// database, with a comma between. Without it nothing happens at any point.
    public static final String PROPERTY = "postern.trap";

    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final int LONGEST_DELAY = 1_000_000;

    @SuppressWarnings("restricted")
    private static final MethodHandle KILL =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT));

    private static volatile @Nullable Order order;

    static {
        String words = System.getProperty(PROPERTY);
        if (words != null) {
            String[] both = words.split(",", 2);
            listen(Integer.parseInt(both[0]), Path.of(both[1]));
        }
    }

    private final Path pidFile;
    private final OutputStream out;
    private final BufferedReader in;

    private record Order(Trap from, Victim victim, Point point, AtomicInteger left) {}

    private Trap(Socket socket, Path pidFile) throws IOException {
        this.pidFile = pidFile;
        this.out = socket.getOutputStream();
        this.in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void listen(int port, Path pidFile) {
        try {
            var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
            var trap = new Trap(socket, pidFile);
            kill(own(), 0);
            trap.hear(trap.in.readLine());
            Thread.ofPlatform().daemon().name("trap").start(trap::hearAll);
        } catch (IOException e) {
            // Nobody is there who could want a gateway like this.
            System.err.println("trap: " + e);
            Runtime.getRuntime().halt(1);
        }
    }

    private void hearAll() {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                hear(line);
            }
        } catch (IOException _) {
            // Whoever gave orders has gone.
        }
    }

    private void hear(String line) throws IOException {
        String[] words = line.split(" ", -1);
        order =
                words.length < 3
                        ? null
                        : new Order(
                                this,
                                Victim.valueOf(words[0]),
                                Point.valueOf(words[1]),
                                new AtomicInteger(Integer.parseInt(words[2])));
        say("ordered");
    }

    private void say(String word) throws IOException {
        out.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /// Called at every point, by the name of its constant.
    public static void pass(String name) {
        Order now = order;
        if (now == null || !now.point.name().equals(name)) {
            return;
        }
        if (now.point.isBarred()) {
            while (now.equals(order)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            return;
        }
        if (now.left.decrementAndGet() != 0) {
            return;
        }
        if (now.point.isPassed()) {
            Thread.ofPlatform().start(() -> now.from.springLater(now.victim));
        } else {
            now.from.spring(now.victim);
        }
    }

    private void springLater(Victim victim) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(LONGEST_DELAY));
        spring(victim);
    }

    private void spring(Victim victim) {
        order = null;
        try {
            // What is written to a socket arrives, whatever becomes of the writer.
            say("sprung");
            if (victim.takesDatabase()) {
                killDatabase();
            }
        } catch (IOException e) {
            System.err.println("trap: " + e);
        }
        if (victim.takesJava()) {
            kill(own(), SIGKILL);
        }
    }

    /// Kills the server with all that it started. It is stopped first, so that it starts nothing more.
    private void killDatabase() throws IOException {
        List<String> lines = Files.readAllLines(pidFile);
        long server = Long.parseLong(lines.getFirst().strip());
        kill(server, SIGSTOP);
        ProcessHandle.of(server).stream()
                .flatMap(ProcessHandle::children)
                .forEach(it -> kill(it.pid(), SIGKILL));
        kill(server, SIGKILL);
    }

    private static long own() {
        return ProcessHandle.current().pid();
    }

    /// Sends a signal, at once and without a program in between.
    private static void kill(long process, int signal) {
        try {
            int failed = (int) KILL.invokeExact((int) process, signal);
            if (failed != 0) {
                System.err.println("trap: no signal " + signal + " to " + process);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
