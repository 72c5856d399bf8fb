package org.postern.acceptance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.postern.acceptance.Checkout.Answer;

/// A gateway that `./postern run` started on a data directory of its own, on loopback and free ports.
final class RunningGateway implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);

    private final Path data;
    private final List<String> prefix;
    private Path log;
    private Process process;

    private RunningGateway(Path data, List<String> prefix) throws IOException {
        this.data = data;
        this.prefix = prefix;
        this.log = Files.createTempFile("postern-run", ".log");
        this.process = launch();
    }

    /// Starts one for the first time.
    static RunningGateway open(String... settings) throws IOException {
        return open(List.of(), settings);
    }

    /// Starts one with words in front of the launcher, such as those of a network namespace.
    static RunningGateway open(List<String> prefix, String... settings) throws IOException {
        Path parent = Files.createTempDirectory("postern-acceptance-");
        run("chmod", "755", parent.toString());
        Path data = Files.createDirectory(parent.resolve("data"));
        var lines =
                new ArrayList<String>(
                        List.of("edge.listen = \"127.0.0.1:0\"", "edge.disk-reserve = 1MiB"));
        lines.addAll(List.of(settings));
        Files.write(data.resolve("postern.conf"), lines);
        if (Checkout.isRoot()) {
            run("chown", "-R", "postern:", data.toString());
        }
        run("chmod", "-R", "u=rwX,go=", data.toString());
        return new RunningGateway(data, prefix);
    }

    /// Starts it again on the same data.
    void restart() throws IOException {
        process = launch();
    }

    private Process launch() throws IOException {
        log = Files.createTempFile("postern-run", ".log");
        var command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        Checkout.HOME.resolve("postern").toString(),
                        "run",
                        "--data",
                        data.toString()));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process started = builder.start();
        Awaitility.await()
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> output().contains("\nready") || !started.isAlive());
        if (!started.isAlive()) {
            throw new IOException("did not start:\n" + output());
        }
        return started;
    }

    Path data() {
        return data;
    }

    /// The process of the gateway: the launcher becomes it.
    long pid() {
        return process.pid();
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    InetSocketAddress edge() throws IOException {
        String[] parts = Files.readString(data.resolve("run/edge.address")).strip().split(":", 2);
        return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }

    /// Runs a verb on the same data directory.
    Answer verb(String... args) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Checkout.HOME.resolve("postern").toString());
        command.addAll(List.of(args));
        return Checkout.run(Map.of("POSTERN_DATA", data.toString()), command);
    }

    /// Ends it as the kernel does when power fails: no word to anybody.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Asks it to stop, and waits.
    int stop() {
        process.destroy();
        return process.onExit().orTimeout(2, TimeUnit.MINUTES).join().exitValue();
    }

    /// The process of the embedded PostgreSQL.
    long database() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("pg/cluster/postmaster.pid")).getFirst().strip());
    }

    /// That process and all that serve its connections.
    List<String> databaseProcesses() throws IOException {
        ProcessHandle server = ProcessHandle.of(database()).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants())
                .map(it -> Long.toString(it.pid()))
                .toList();
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            stop();
        }
        Path pidFile = data.resolve("pg/cluster/postmaster.pid");
        if (Files.exists(pidFile)) {
            ProcessHandle.of(database()).ifPresent(ProcessHandle::destroyForcibly);
        }
        delete(Objects.requireNonNull(data.getParent()));
    }

    static void run(String... command) throws IOException {
        try {
            Answer answer = Checkout.run(Map.of(), List.of(command));
            if (answer.exit() != 0) {
                throw new IOException(String.join(" ", command) + ": " + answer.err());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
