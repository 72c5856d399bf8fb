package org.postern.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.postern.app.Complaint;
import org.postern.app.Exit;

/// How much memory the gateway takes: after load, and with many connections that do nothing.
final class Memory {
    private static final int SMALL = 4096;
    private static final int LARGE = 50 * 1024;
    private static final int DOSE = 2000;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final double MEBI = 1 << 20;

    /// Few enough for the limits of a single client, which stay as they are by default.
    private static final int IDLE_PER_ADDRESS = 50;

    private Memory() {}

    /// What the soak came to, in octets.
    ///
    /// @param messages that passed in it
    /// @param resident of the Java process afterwards
    /// @param peak the most it was ever
    /// @param database the proportional share of all processes of the database
    record Soak(long messages, Duration length, long resident, long peak, long database) {}

    /// What idle connections came to, in octets.
    ///
    /// @param before heap in use after a collection, without them
    /// @param heap heap in use after a collection, with them
    record Idle(int connections, long before, long heap, long resident) {}

    /// Loads the gateway, small and large messages in turns, then reads its size.
    static Soak soak(PosternGateway gateway, Duration length, Consumer<String> progress)
            throws IOException, InterruptedException {
        long messages = 0;
        long start = System.nanoTime();
        long told = start;
        while (System.nanoTime() - start < length.toNanos()) {
            Client.send(gateway.port(), DOSE, messages / DOSE % 2 == 0 ? SMALL : LARGE, LIMIT);
            messages += DOSE;
            if (System.nanoTime() - told > Duration.ofMinutes(1).toNanos()) {
                told = System.nanoTime();
                progress.accept(
                        String.format(
                                Locale.ROOT,
                                "soak: %,d messages, resident %.0f MB",
                                messages,
                                status(gateway, "VmRSS") / MEBI));
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        gateway.awaitNothingLeft(LIMIT);
        return new Soak(
                messages,
                took,
                status(gateway, "VmRSS"),
                status(gateway, "VmHWM"),
                Processes.proportional(List.of(gateway.databasePid())));
    }

    /// Opens connections from many addresses, says EHLO on each, and reads the heap while they stand. Then each must
    /// still answer.
    static Idle idle(PosternGateway gateway, int connections)
            throws IOException, InterruptedException {
        long before = heap(gateway.pid());
        var talks = new ArrayList<Talk>();
        try {
            for (int i = 0; i < connections; i++) {
                Talk talk = Talk.open("127.0.1." + (1 + i / IDLE_PER_ADDRESS), gateway.port());
                talks.add(talk);
                talk.say("EHLO client.example", 250);
            }
            long heap = heap(gateway.pid());
            long resident = status(gateway, "VmRSS");
            for (Talk talk : talks) {
                talk.say("NOOP", 250);
            }
            return new Idle(talks.size(), before, heap, resident);
        } catch (IOException e) {
            throw new Complaint(
                    Exit.NO, "only " + talks.size() + " idle connections: " + e.getMessage());
        } finally {
            for (Talk talk : talks) {
                talk.close();
            }
        }
    }

    /// The heap in use when nothing is left to collect.
    private static long heap(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        String answer = jcmd(pid, "GC.heap_info");
        return found(Readings.heapUsed(answer), "the heap in: " + answer);
    }

    private static String jcmd(long pid, String what) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return Programs.run(LIMIT, List.of(jcmd.toString(), Long.toString(pid), what));
    }

    private static long status(PosternGateway gateway, String name) throws IOException {
        String status = Machine.read("/proc/" + gateway.pid() + "/status");
        return found(Readings.octets(status, name), name);
    }

    private static long found(OptionalLong figure, String what) throws IOException {
        return figure.orElseThrow(() -> new IOException("cannot find " + what));
    }
}
