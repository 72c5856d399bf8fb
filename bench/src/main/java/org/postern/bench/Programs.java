package org.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.postern.app.Complaint;
import org.postern.app.Exit;

/// Starts programs, and ends them by the process id they got.
final class Programs {
    private static final int LOWEST_PORT = 10_240;

    /// See `ip_local_port_range` in ip(7).
    private static final int LOWEST_OF_CLIENTS = 32_768;

    private static final int MOST_WORDS = 2000;

    private Programs() {}

    /// Runs a program to its end and returns what it printed.
    ///
    /// @throws Complaint it failed, or took longer than `limit`
    static String run(Duration limit, List<String> command)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile("postern-bench", ".txt");
        try {
            Process process = start(said, command);
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new Complaint(
                            Exit.NO,
                            command.getFirst() + " took longer than " + limit.toSeconds() + " s");
                }
                if (process.exitValue() != 0) {
                    throw new Complaint(
                            Exit.NO,
                            String.join(" ", command)
                                    + " ended with "
                                    + process.exitValue()
                                    + "\n"
                                    + end(said));
                }
                return Files.readString(said, StandardCharsets.UTF_8);
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(said);
        }
    }

    /// Starts a program that stays; both its outputs go to `log`.
    static Process start(Path log, List<String> command) throws IOException {
        return start(log, Map.of(), command);
    }

    /// @param more of an environment
    static Process start(Path log, Map<String, String> more, List<String> command)
            throws IOException {
        var builder = new ProcessBuilder(command);
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        // Options meant for this program would be taken by the gateway too.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(more);
        return builder.start();
    }

    /// Asks a program to end, and makes it after `patience`. Tells whether it ended by itself.
    static boolean end(Process process, Duration patience) {
        process.destroy();
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    /// The last words in a log file.
    static String end(Path log) {
        try {
            String text = Files.readString(log, StandardCharsets.UTF_8);
            return text.substring(Math.max(0, text.length() - MOST_WORDS)).strip();
        } catch (IOException e) {
            return "(" + log + ": " + e.getMessage() + ")";
        }
    }

    /// A port of loopback that is free now. Servers that cannot tell which free port they took need one beforehand.
    ///
    /// It lies below those that the kernel gives to clients: a client that tries again and again to reach a server that is
    /// not up yet would else in time be given that very port, be connected to itself, and keep the server from starting.
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_OF_CLIENTS);
            try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                return port;
            } catch (BindException _) {
                // Another one, then.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
