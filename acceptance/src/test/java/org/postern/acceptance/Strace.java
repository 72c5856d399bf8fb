package org.postern.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/// The system calls of running processes as strace(1) sees them, in the order in which they happened. It can make them
/// fail, too.
final class Strace implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String UNFINISHED = " <unfinished ...>";

    private final Path output;
    private final Path told;
    private final Process process;

    /// One call.
    ///
    /// @param text with arguments, whose descriptors are named, and with the result
    /// @param begun place in the order of beginnings and ends
    /// @param ended the same; [Integer#MAX_VALUE] if it did not end
    record Call(long thread, String text, int begun, int ended) {
        boolean is(String name) {
            return text.startsWith(name + "(");
        }

        /// Whether it is about a connection of which one end is a port.
        boolean on(int port) {
            return text.contains(":" + port + "]>") || text.contains(":" + port + "->");
        }

        boolean reads() {
            return is("read") || is("recvfrom") || is("recvmsg");
        }

        boolean writes() {
            return is("write") || is("sendto") || is("sendmsg") || is("writev");
        }

        boolean forces() {
            return is("fdatasync") || is("fsync");
        }

        boolean has(String text) {
            return this.text.contains(text);
        }
    }

    private Strace(Path output, Path told, Process process) {
        this.output = output;
        this.told = told;
        this.process = process;
    }

    /// Begins to watch processes with all their threads and children to come.
    ///
    /// @param options which calls, and what to do to them
    static Strace attach(List<Long> processes, String... options) throws IOException {
        Path output = Files.createTempFile("postern-strace", ".txt");
        Path told = Files.createTempFile("postern-strace", ".err");
        // Without -a the result of a short call, and of any that was interrupted, stands behind
        // blanks.
        var command =
                new ArrayList<String>(
                        List.of("strace", "-f", "-yy", "-a", "1", "-o", output.toString()));
        command.addAll(List.of(options));
        for (long one : processes) {
            command.addAll(List.of("-p", Long.toString(one)));
        }
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(told.toFile())
                        .start();
        var strace = new Strace(output, told, process);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> !process.isAlive() || strace.watches(processes));
        if (!process.isAlive()) {
            throw new IOException("strace cannot watch: " + Files.readString(told));
        }
        return strace;
    }

    private boolean watches(List<Long> processes) throws IOException {
        String said = Files.readString(told);
        return processes.stream().allMatch(one -> said.contains("Process " + one + " attached"));
    }

    /// Lets go of the processes, and returns what they called.
    List<Call> stop() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new IOException("strace does not let go");
        }
        return parse(Files.readAllLines(output, StandardCharsets.ISO_8859_1));
    }

    /// A call that another one interrupts stands on two lines: `1 read(4, <unfinished ...>` and
    /// `1 <... read resumed>"x", 9) = 1`.
    static List<Call> parse(List<String> lines) {
        var calls = new ArrayList<Call>();
        Map<Long, Call> open = new HashMap<>();
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            int blank = line.indexOf(' ');
            long thread = Long.parseLong(line, 0, blank, 10);
            String text = line.substring(blank).strip();
            if (text.startsWith("+++") || text.startsWith("---")) {
                continue;
            }
            if (text.endsWith(UNFINISHED.strip())) {
                String begun = text.substring(0, text.length() - UNFINISHED.length());
                open.put(thread, new Call(thread, begun, at, Integer.MAX_VALUE));
            } else if (text.startsWith("<... ")) {
                Call half = open.remove(thread);
                if (half != null) {
                    String rest = text.substring(text.indexOf("resumed>") + "resumed>".length());
                    calls.add(new Call(thread, half.text() + rest, half.begun(), at));
                }
            } else {
                calls.add(new Call(thread, text, at, at));
            }
        }
        calls.addAll(open.values());
        return calls;
    }

    /// The first call of a kind that began after another one had ended.
    static Optional<Call> after(List<Call> calls, Call before, Predicate<Call> kind) {
        return calls.stream()
                .filter(it -> it.begun() > before.ended() && kind.test(it))
                .min((a, b) -> Integer.compare(a.begun(), b.begun()));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
        Files.deleteIfExists(output);
        Files.deleteIfExists(told);
    }
}
