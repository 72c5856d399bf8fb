package org.postern.acceptance;

import java.io.IOException;
import java.net.InetAddress;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.postern.acceptance.Checkout.Answer;

/// A gateway that `./postern run` started on a data directory of its own, on loopback and free ports.
final class RunningGateway implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Pattern EDGE = Pattern.compile("mail is taken on 127\\.0\\.0\\.1:(\\d+)");

    /// The programs of PostgreSQL as the first gateway unpacked them, for the data directories of the others: that takes
    /// longer than all else that a first start does.
    private static @Nullable Path programs;

    private final Path data;
    private Namespaces namespaces;
    private final boolean dataAreOurs;
    private Path log;
    private Process process;

    private RunningGateway(Path data, Namespaces namespaces, boolean dataAreOurs)
            throws IOException {
        this.data = data;
        this.namespaces = namespaces;
        this.dataAreOurs = dataAreOurs;
        this.log = Files.createTempFile("postern-run", ".log");
        this.process = launch();
        keepPrograms();
    }

    /// Starts one for the first time.
    static RunningGateway open(String... settings) throws IOException {
        return open(Namespaces.OURS, settings);
    }

    /// Starts one in namespaces of its own.
    static RunningGateway open(Namespaces namespaces, String... settings) throws IOException {
        Path parent = Files.createTempDirectory("postern-acceptance-");
        Path data = prepare(parent, settings);
        Path kept = programs;
        if (kept != null) {
            run("cp", "-a", kept.toString(), data.resolve("pg").toString());
        }
        return new RunningGateway(data, namespaces, true);
    }

    /// Starts one for the first time, with its data below a folder that somebody else takes away.
    ///
    /// It unpacks its own programs of PostgreSQL: a copy of ours would not be forced to the disk as theirs are.
    static RunningGateway in(Path parent, String... settings) throws IOException {
        return new RunningGateway(prepare(parent, settings), Namespaces.OURS, false);
    }

    /// Starts one on data that are there already below such a folder.
    static RunningGateway again(Path parent) throws IOException {
        return again(parent, Namespaces.OURS);
    }

    /// Starts one on such data in namespaces of its own.
    static RunningGateway again(Path parent, Namespaces namespaces) throws IOException {
        return new RunningGateway(parent.resolve("data"), namespaces, false);
    }

    /// Makes a data directory with settings.
    private static Path prepare(Path parent, String... settings) throws IOException {
        run("chmod", "755", parent.toString());
        Path data = Files.createDirectory(parent.resolve("data"));
        var lines =
                new ArrayList<String>(
                        List.of("edge.listen = \"127.0.0.1:0\"", "edge.disk-reserve = 1MiB"));
        if (Stream.of(settings).noneMatch(it -> it.startsWith("blocklist.listen"))) {
            lines.add("blocklist.listen = \"127.0.0.1:0\"");
        }
        lines.addAll(List.of(settings));
        Files.write(data.resolve("postern.conf"), lines);
        if (Checkout.isRoot()) {
            run("chown", "-R", "postern:", data.toString());
        }
        run("chmod", "-R", "u=rwX,go=", data.toString());
        return data;
    }

    private void keepPrograms() throws IOException {
        if (programs != null) {
            return;
        }
        Path pg = data.resolve("pg");
        if (!Files.isDirectory(pg)) {
            // On a disk that is mounted for nobody else.
            return;
        }
        Path parent = Files.createTempDirectory("postern-programs-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteQuietly(parent)));
        Path kept = parent.resolve("pg");
        // Without the cluster, whose files come and go while it runs.
        Files.createDirectory(kept);
        run("chown", "--reference", pg.toString(), kept.toString());
        run("chmod", "--reference", pg.toString(), kept.toString());
        try (Stream<Path> parts = Files.list(pg)) {
            for (Path part : parts.toList()) {
                if (!List.of("cluster", "port").contains(part.getFileName().toString())) {
                    run("cp", "-a", part.toString(), kept.toString());
                }
            }
        }
        programs = kept;
    }

    /// Starts it again on the same data.
    void restart() throws IOException {
        process = launch();
    }

    /// The same in other namespaces.
    void restart(Namespaces others) throws IOException {
        namespaces = others;
        restart();
    }

    private Process launch() throws IOException {
        log = Files.createTempFile("postern-run", ".log");
        var command = new ArrayList<>(namespaces.unshare());
        command.addAll(
                List.of(
                        // Tests that run under nohup(1) would have it ignore that.
                        "env",
                        "--default-signal=HUP",
                        Checkout.HOME.resolve("postern").toString(),
                        "run",
                        "--data",
                        data.toString()));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process started = builder.start();
        try {
            Awaitility.await()
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> output().contains("\nready") || !started.isAlive());
        } catch (RuntimeException e) {
            started.destroy();
            throw e;
        }
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
        Matcher said = EDGE.matcher(output());
        if (!said.find()) {
            throw new IOException("does not say where it takes mail:\n" + output());
        }
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(said.group(1)));
    }

    /// Gives mail for `example.net` to a server on a port of loopback.
    void route(int port) throws IOException, InterruptedException {
        Answer added =
                verb("site", "domain", "add", "example.net", "--next-hop", "127.0.0.1:" + port);
        if (added.exit() != 0) {
            throw new IOException(added.err());
        }
    }

    /// Runs a verb on the same data directory.
    Answer verb(String... args) throws IOException, InterruptedException {
        return inside(words(Checkout.HOME.resolve("postern").toString(), args));
    }

    /// Runs a command in its namespaces.
    Answer inside(List<String> words) throws IOException, InterruptedException {
        var command = new ArrayList<>(namespaces.enter(pid()));
        command.addAll(words);
        return Checkout.run(Map.of("POSTERN_DATA", data.toString()), command);
    }

    private static List<String> words(String first, String... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toList();
    }

    /// How many files and sockets it has open.
    int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
            return (int) open.count();
        }
    }

    /// Ends it as the kernel does when power fails: no word to anybody.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Asks it to stop, and waits.
    int stop() {
        process.destroy();
        return ended();
    }

    /// Waits until it has stopped.
    int ended() {
        return process.onExit().orTimeout(2, TimeUnit.MINUTES).join().exitValue();
    }

    /// The process of the embedded PostgreSQL.
    long database() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("pg/cluster/postmaster.pid")).getFirst().strip());
    }

    /// That process and all that serve its connections.
    List<Long> databaseProcesses() throws IOException {
        ProcessHandle server = ProcessHandle.of(database()).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /// The files of its write-ahead log.
    List<Path> databaseLog() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("pg/cluster/pg_wal"))) {
            return files.filter(Files::isRegularFile).toList();
        }
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
        if (dataAreOurs) {
            delete(Objects.requireNonNull(data.getParent()));
        }
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

    private static void deleteQuietly(Path folder) {
        try {
            delete(folder);
        } catch (IOException e) {
            System.err.println("left over: " + e);
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
