package org.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.settings.Secret;

/// The same migrations on a server of somebody else: the newest PostgreSQL that Debian has put on this machine, set up as
/// the manual of an administrator would have it, with an owner that may create roles and nothing more.
@Tag("slow")
@Timeout(120)
final class ExternalDatabaseTest {
    private static final Path RELEASES = Path.of("/usr/lib/postgresql");
    private static final int OLDEST = 15;

    private static int release;

    @TempDir private Path directory;
    private DataDirectory data;
    private final Queue<String> reports = new ConcurrentLinkedQueue<>();
    private int port;
    private @Nullable Process server;

    @BeforeAll
    static void findPrograms() throws IOException {
        try (Stream<Path> found = Files.list(RELEASES)) {
            release =
                    found.filter(it -> Files.isExecutable(it.resolve("bin/initdb")))
                            .map(it -> it.getFileName().toString())
                            .filter(it -> it.matches("[0-9]{1,4}"))
                            .mapToInt(Integer::parseInt)
                            .max()
                            .orElse(0);
        }
        assertThat(release)
                .as("the newest PostgreSQL below %s: apt-get install postgresql", RELEASES)
                .isGreaterThanOrEqualTo(OLDEST);
    }

    @BeforeEach
    void makeCluster() throws Exception {
        data = new DataDirectory(directory.resolve("data")).create();
        Path password = Files.writeString(directory.resolve("password"), "root-word");
        run(
                "initdb",
                "-D",
                directory.resolve("cluster").toString(),
                "-U",
                "root",
                "-A",
                "scram-sha-256",
                "--pwfile=" + password,
                "-N");
        try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = any.getLocalPort();
        }
        Files.writeString(
                directory.resolve("cluster/postgresql.conf"),
                """
                port = %d
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                fsync = off
                timezone = 'Pacific/Kiritimati'
                """
                        .formatted(port),
                StandardOpenOption.APPEND);
        startServer();
        try (Connection root = connect("postgres", "root", "root-word");
                Statement statement = root.createStatement()) {
            statement.execute("create role postern_owner login createrole password 'owner-word'");
            statement.execute("create database site owner postern_owner");
        }
        Files.writeString(data.keys().resolve("db-owner.secret"), "owner-word\n");
    }

    @AfterEach
    void stopServer() throws InterruptedException {
        Process running = server;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(10, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void theSameMigrationsRunOnAnExternalServerAndOnlyOnce() throws Exception {
        for (int start = 0; start < 2; start++) {
            try (InstanceLock lock = InstanceLock.take(data);
                    Database database = open(lock)) {
                assertThat(database.up()).isTrue();
                assertThat(database.server()).isEmpty();
                try (Connection mail = database.connection(DatabaseRole.MAIL)) {
                    assertThat(mail.getMetaData().getUserName()).isEqualTo("postern_mail");
                    assertThat(mail.getMetaData().getDatabaseMajorVersion()).isEqualTo(release);
                }
            }
        }
        assertThat(reports).isEmpty();
    }

    @Test
    void expiryDropsTheDaysBeforeADay() throws Exception {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            int made =
                    database.transaction(
                            DatabaseRole.JOBS,
                            it -> PartitionStore.makeDays(it, today.minusDays(30), 10));
            assertThat(made).isEqualTo(50);
            int dropped =
                    database.transaction(
                            DatabaseRole.JOBS,
                            it ->
                                    PartitionStore.dropDays(
                                            it, PartitionStore.Kind.RECORDS, today.minusDays(25)));
            assertThat(dropped).isEqualTo(10);
            assertThatThrownBy(() ->
                            database.transaction(
                                    DatabaseRole.JOBS,
                                    it -> PartitionStore.makeDays(it, today.plusYears(5), 1)))
                    .hasMessageContaining("out of bounds");
        }
    }

    @Test
    void j8_aServerThatIsDownAtTheStartIsFoundLater() throws Exception {
        stopServer();
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            assertThat(database.up()).isFalse();
            assertThatThrownBy(() -> database.connection(DatabaseRole.MAIL))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("is down");
            startServer();
            await().atMost(Duration.ofMinutes(1)).until(database::up);
            database.connection(DatabaseRole.MAIL).close();

            stopServer();
            await().atMost(Duration.ofMinutes(1)).until(() -> !database.up());
            startServer();
            await().atMost(Duration.ofMinutes(1)).until(database::up);
            database.connection(DatabaseRole.MAIL).close();
        }
    }

    @Test
    void j8_anEmptyPoolFailsWithinThePatience() throws Exception {
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock);
                Connection one = database.connection(DatabaseRole.JOBS);
                Connection two = database.connection(DatabaseRole.JOBS)) {
            assertThat(one).isNotSameAs(two);
            long begun = System.nanoTime();
            assertThatThrownBy(() -> database.connection(DatabaseRole.JOBS))
                    .isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(20));
            database.connection(DatabaseRole.MAIL).close();
        }
    }

    /// As after a failover that is half done. New sessions follow the setting of the database, those that are open keep it.
    @Test
    void j8_aServerThatTakesNoWritesIsReadAndWaitedFor() throws Exception {
        try (InstanceLock lock = InstanceLock.take(data)) {
            open(lock).close();
        }
        readOnly(true);
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            assertThat(database.up()).isTrue();
            database.transaction(DatabaseRole.MAIL, ExternalDatabaseTest::read);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() ->
                            database.transaction(DatabaseRole.MAIL, ExternalDatabaseTest::write))
                    .matches(SqlStates::isPassing);
            readOnly(false);
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptionsMatching(
                            it -> it instanceof SQLException sql && SqlStates.isPassing(sql))
                    .until(() ->
                            database.transaction(DatabaseRole.MAIL, ExternalDatabaseTest::write));
        }
    }

    /// Nothing of the schema is there, and nothing can be made.
    @Test
    void j8_aFirstStartWaitsForAServerThatTakesNoWrites() throws Exception {
        readOnly(true);
        try (InstanceLock lock = InstanceLock.take(data);
                Database database = open(lock)) {
            assertThat(database.up()).isFalse();
            assertThat(database.trouble()).contains("read-only");
            readOnly(false);
            await().atMost(Duration.ofMinutes(1)).until(database::up);
            database.transaction(DatabaseRole.MAIL, ExternalDatabaseTest::write);
        }
    }

    private static boolean read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("select count(*) from postern.queue_worker");
        }
    }

    private static boolean write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("delete from postern.queue_worker") >= 0;
        }
    }

    private void readOnly(boolean only) throws SQLException {
        try (Connection root = connect("postgres", "root", "root-word");
                Statement statement = root.createStatement()) {
            statement.execute("alter database site set default_transaction_read_only = " + only);
        }
    }

    @Test
    void aWrongPasswordIsToldAtTheStart() throws Exception {
        Files.writeString(data.keys().resolve("db-owner.secret"), "other-word\n");
        try (InstanceLock lock = InstanceLock.take(data)) {
            assertThatIOException()
                    .isThrownBy(() -> open(lock))
                    .withMessageContaining("authentication failed")
                    .withMessageNotContaining("other-word");
        }
    }

    @Test
    void loginsOfAnotherNodeNeedItsSecrets() throws Exception {
        try (Connection owner = connect("site", "postern_owner", "owner-word");
                Statement statement = owner.createStatement()) {
            statement.execute("create role postern_mail login");
        }
        try (InstanceLock lock = InstanceLock.take(data)) {
            assertThatIOException()
                    .isThrownBy(() -> open(lock))
                    .withMessageContaining("db-mail.secret does not: copy it");
        }
    }

    private Database open(InstanceLock lock) throws IOException, InterruptedException {
        var address = DatabaseAddress.parse("jdbc:postgresql://127.0.0.1:" + port + "/site");
        return Database.open(
                data,
                lock,
                TestDatabase.external(address, Path.of("keys/db-owner.secret")),
                List.of(),
                reports::add);
    }

    private Connection connect(String database, String user, String password) throws SQLException {
        return DatabaseAddress.embedded(port, database).connect(user, Secret.parse(password));
    }

    private void startServer() throws IOException {
        server = start("postgres", "-D", directory.resolve("cluster").toString());
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> {
                    connect("postgres", "root", "root-word").close();
                    return true;
                });
    }

    private void run(String... command) throws IOException, InterruptedException {
        assertThat(start(command).waitFor()).isZero();
    }

    private Process start(String... command) throws IOException {
        var all = new ArrayList<>(TestDatabase.prefix());
        all.add(RELEASES.resolve(release + "/bin").resolve(command[0]).toString());
        all.addAll(List.of(command).subList(1, command.length));
        File log = directory.resolve("log").toFile();
        return new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log).start();
    }
}
