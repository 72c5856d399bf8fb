package org.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.settings.Secret;

/// The embedded server through its whole life, with deaths.
@Tag("slow")
@Timeout(120)
final class DatabaseServerTest {
    @TempDir private static Path original;
    @TempDir private Path directory;
    private DataDirectory data;
    private final ConcurrentLinkedQueue<String> reports = new ConcurrentLinkedQueue<>();

    /// A cluster is made once, as the first start does, and copied for each test.
    @BeforeAll
    static void makeCluster() throws Exception {
        DataDirectory first = new DataDirectory(original).create();
        // Unpacking is tested once, by the shared server; here its folder is borrowed.
        Path binaries = TestDatabase.sharedData().pg().resolve(PostgresBinaries.VERSION);
        Files.createSymbolicLink(first.pg().resolve(PostgresBinaries.VERSION), binaries);
        try (InstanceLock lock = InstanceLock.take(first);
                Database database = open(first, lock, _ -> {})) {
            assertThat(database.up()).isTrue();
        }
    }

    @BeforeEach
    void makeDirectory() throws Exception {
        var copy = new ProcessBuilder("cp", "-a", original + "/.", directory.toString());
        assertThat(copy.inheritIO().start().waitFor()).isZero();
        data = new DataDirectory(directory);
    }

    @AfterAll
    static void giveBinariesBack() throws IOException {
        Files.delete(new DataDirectory(original).pg().resolve(PostgresBinaries.VERSION));
    }

    @AfterEach
    void nothingIsLeftOver() throws IOException {
        Files.delete(data.pg().resolve(PostgresBinaries.VERSION));
        assertThat(Postmaster.leftOver(new Cluster(data))).isEmpty();
    }

    @Test
    void aSecondStartIsQuickAndFindsWhatWasWritten() throws Exception {
        int port;
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            write(database, "first");
            port = database.server().orElseThrow().port();
        }
        long begun = System.nanoTime();
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(database.up()).isTrue();
            assertThat(took).isLessThan(Duration.ofSeconds(20));
            assertThat(database.server().orElseThrow().port()).isEqualTo(port);
            assertThat(nodes(database)).containsExactly("first");
            System.getLogger("test").log(System.Logger.Level.INFO, "second start: " + took);
        }
        assertThat(reports).isEmpty();
    }

    @Test
    void j8_aDatabaseKilledWhileRunningComesBackByItself() throws Exception {
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            write(database, "before");
            long pid = database.server().orElseThrow().pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofMinutes(1)).until(() -> !database.up());
            long begun = System.nanoTime();
            assertThatThrownBy(() -> database.connection(DatabaseRole.MAIL))
                    .isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(5));

            await().atMost(Duration.ofMinutes(1)).until(database::up);
            assertThat(database.server().orElseThrow().pid()).isNotEqualTo(pid);
            write(database, "after");
            assertThat(nodes(database)).containsExactly("after", "before");
            assertThat(reports)
                    .anyMatch(it -> it.contains("has died"))
                    .anyMatch(it -> it.contains("is back"));
        }
    }

    @Test
    void j8_aHungDatabaseIsNoticedAndLetGo() throws Exception {
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            long pid = database.server().orElseThrow().pid();
            List<Long> all =
                    stopped(
                            Stream.concat(
                                    ProcessHandle.of(pid).stream(),
                                    ProcessHandle.of(pid).orElseThrow().descendants()));
            try {
                await().atMost(Duration.ofMinutes(1)).until(() -> !database.up());
            } finally {
                all.forEach(it -> signal("-CONT", it));
            }
            await().atMost(Duration.ofMinutes(1)).until(database::up);
            write(database, "after");
        }
    }

    @Test
    void aDatabaseLeftBehindByAKilledGatewayIsTakenOver() throws Exception {
        long pid = leaveOneBehind();
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            assertThat(database.server().orElseThrow().pid()).isEqualTo(pid);
            assertThat(nodes(database)).containsExactly("elsewhere");
            assertThat(reports).anyMatch(it -> it.contains("took over"));

            // One that was taken over is watched like one that was started.
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofMinutes(1)).until(() -> !database.up());
            await().atMost(Duration.ofMinutes(1)).until(database::up);
        }
    }

    /// Killed together with its parent, a server keeps its number until somebody takes note of its end.
    @Test
    void j8_aDatabaseThatIsAZombieIsWaitedFor() throws Exception {
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            write(database, "first");
        }
        Path zombie = Files.copy(Path.of("/bin/sleep"), directory.resolve("postgres"));
        // The shell becomes a program that takes note of nothing, until its input ends. The child
        // must outlive it: the shell itself would take note.
        String parent = "\"$0\" 60 & echo $!; exec cat";
        Process shell = new ProcessBuilder("sh", "-c", parent, zombie.toString()).start();
        try (BufferedReader lines = shell.inputReader(StandardCharsets.UTF_8)) {
            String pid = lines.readLine();
            Path program = Path.of("/proc", Long.toString(shell.pid()), "comm");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(program).equals("cat\n"));
            signal("-KILL", Long.parseLong(pid));
            Path stat = Path.of("/proc", pid, "stat");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(stat).contains("(postgres) Z"));
            Files.writeString(data.pg().resolve("cluster/postmaster.pid"), pid + "\n");
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(shell::destroy);
            try (InstanceLock lock = InstanceLock.take(data);
                    Database database = open(lock)) {
                assertThat(nodes(database)).containsExactly("first");
            }
        }
    }

    @Test
    void j8_aDatabaseThatIsStoppingIsNotTakenOver() throws Exception {
        long pid = leaveOneBehind();
        signal("-STOP", pid);
        signal("-INT", pid);
        try (InstanceLock lock = InstanceLock.take(data)) {
            var opened = CompletableFuture.supplyAsync(() -> openUnchecked(lock));
            signal("-CONT", pid);
            try (Database database = opened.get(1, TimeUnit.MINUTES)) {
                assertThat(nodes(database)).containsExactly("elsewhere");
                assertThat(database.server().orElseThrow().pid()).isNotEqualTo(pid);
            }
        }
    }

    @Test
    void j8_theLastProcessesOfAKilledDatabaseAreWaitedFor() throws Exception {
        long pid = leaveOneBehind();
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        List<Long> last = stopped(server.children());
        assertThat(last).isNotEmpty();
        server.destroyForcibly();
        server.onExit().get(1, TimeUnit.MINUTES);
        try (InstanceLock lock = InstanceLock.take(data)) {
            var opened = CompletableFuture.supplyAsync(() -> openUnchecked(lock));
            Path said = data.log().resolve("postgres-start.log");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(said).contains("is still in use"));
            assertThat(opened).isNotDone();
            // One that has ended by now needs no signal.
            last.forEach(it -> signalled("-CONT", it));
            try (Database database = opened.get(1, TimeUnit.MINUTES)) {
                assertThat(nodes(database)).containsExactly("elsewhere");
            }
        }
    }

    @Test
    void aPidFileOfAnotherProgramIsNoObstacle() throws Exception {
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            write(database, "first");
        }
        Files.writeString(
                data.pg().resolve("cluster/postmaster.pid"), ProcessHandle.current().pid() + "\n");
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            assertThat(nodes(database)).containsExactly("first");
        }
    }

    @Test
    void j18_aSecondInstanceIsRefusedAndToldWhoHasTheDirectory() throws Exception {
        Process other = startElsewhere();
        try (BufferedReader lines = other.inputReader(StandardCharsets.UTF_8)) {
            lines.readLine();
            assertThatIOException()
                    .isThrownBy(() -> InstanceLock.take(data))
                    .withMessageContaining("already, as process " + other.pid());
        } finally {
            other.outputWriter(StandardCharsets.UTF_8).close();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        try (InstanceLock lock = InstanceLock.take(data)) {
            assertThat(lock).isNotNull();
            assertThatIOException().isThrownBy(() -> InstanceLock.take(data));
        }
    }

    @Test
    void aBusyPortIsAnErrorThatNamesTheHolder() throws Exception {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                InstanceLock lock = InstanceLock.take(data)) {
            var launch =
                    new DatabaseServer.Launch(
                            data, lock, holder.getLocalPort(), TestDatabase.prefix(), reports::add);
            assertThatIOException()
                    .isThrownBy(() -> DatabaseServer.start(launch))
                    .withMessageContaining("database.port = " + holder.getLocalPort())
                    .withMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void m5_secretsAndDataAreForTheirOwnerAlone() throws Exception {
        try (InstanceLock lock = InstanceLock.take(data);
                Database _ = open(lock);
                Stream<Path> keys = Files.list(data.keys())) {
            assertThat(keys.map(it -> it.getFileName() + " " + mode(it)).sorted())
                    .containsExactly(
                            "db-admin.secret rw-------",
                            "db-jobs.secret rw-------",
                            "db-mail.secret rw-------",
                            "db-manager.secret rw-------",
                            "db-owner.secret rw-------");
            for (String name :
                    List.of("keys", "pg", "pg/cluster", "run", "journal", "log", "tmp")) {
                assertThat(mode(directory.resolve(name))).as(name).isEqualTo("rwx------");
            }
        }
    }

    @Test
    void m6_noSecretIsWrittenAnywhereElse() throws Exception {
        Secret secret;
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            secret = new DatabaseSecrets(data).of(DatabaseRole.MAIL);
            String command =
                    ProcessHandle.of(database.server().orElseThrow().pid())
                            .orElseThrow()
                            .info()
                            .commandLine()
                            .orElse("");
            assertThat(command).doesNotContain(secret.reveal());
        }
        try (Stream<Path> files = Files.walk(data.root())) {
            List<Path> holding =
                    files.filter(Files::isRegularFile)
                            .filter(it -> !it.startsWith(data.keys()))
                            .filter(it -> contains(it, secret.reveal()))
                            .toList();
            assertThat(holding).isEmpty();
        }
    }

    private Database open(InstanceLock lock) throws IOException, InterruptedException {
        return open(data, lock, reports::add);
    }

    private static Database open(DataDirectory data, InstanceLock lock, Consumer<String> reports)
            throws IOException, InterruptedException {
        return Database.open(data, lock, TestDatabase.settings(), TestDatabase.prefix(), reports);
    }

    private Database openUnchecked(InstanceLock lock) {
        try {
            return open(lock);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The process of a database whose gateway was killed.
    private long leaveOneBehind() throws Exception {
        Process other = startElsewhere();
        try (BufferedReader lines = other.inputReader(StandardCharsets.UTF_8)) {
            long pid = Long.parseLong(lines.readLine());
            other.destroyForcibly();
            assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ProcessHandle.of(pid)).isPresent();
            return pid;
        }
    }

    private Process startElsewhere() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Elsewhere.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// A gateway in another process: starts the database, prints its pid, and ends when its input does.
    static final class Elsewhere {
        private Elsewhere() {}

        static void main(String[] arguments) throws Exception {
            var data = new DataDirectory(Path.of(arguments[0]));
            try (InstanceLock lock = InstanceLock.take(data);
                    Database database = open(data, lock, _ -> {})) {
                write(database, "elsewhere");
                System.out.println(database.server().orElseThrow().pid());
                while (System.in.read() >= 0) {
                    // Nothing is said to us.
                }
            }
        }
    }

    private static void write(Database database, String node) throws SQLException {
        String sql =
                """
                insert into node (name, version, started_at, seen_at)
                values (?, '1', now(), now())\
                """;
        database.transaction(
                DatabaseRole.MAIL,
                connection -> {
                    try (var statement = connection.prepareStatement(sql)) {
                        statement.setString(1, node);
                        return statement.executeUpdate();
                    }
                });
    }

    private static List<String> nodes(Database database) throws SQLException {
        try (Connection connection = database.connection(DatabaseRole.MAIL);
                var statement = connection.prepareStatement("select name from node order by 1");
                ResultSet rows = statement.executeQuery()) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            String octets = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return octets.contains(text);
        } catch (IOException _) {
            return false;
        }
    }

    /// Those that were stopped. What serves a connection may end of itself before.
    private static List<Long> stopped(Stream<ProcessHandle> processes) {
        return processes.map(ProcessHandle::pid).filter(it -> signalled("-STOP", it)).toList();
    }

    private static void signal(String signal, long pid) {
        assertThat(signalled(signal, pid)).isTrue();
    }

    private static boolean signalled(String signal, long pid) {
        try {
            return new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
