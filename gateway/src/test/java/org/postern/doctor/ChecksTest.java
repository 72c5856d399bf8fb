package org.postern.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.doctor.Diagnosis.Level;
import org.postern.doctor.ListenerCheck.Declared;
import org.postern.kernel.Proc;
import org.postern.settings.ByteSize;
import org.postern.store.DataDirectory;

/// Each check sees that all is well, and then that the thing is broken.
class ChecksTest {
    @TempDir Path folder;

    @Test
    void withoutADomainNobodysMailIsTaken() {
        assertThat(worst(new SiteCheck(() -> 1))).isEqualTo(Level.GOOD);
        var empty = new SiteCheck(() -> 0);
        assertThat(worst(empty)).isEqualTo(Level.WARNING);
        assertThat(empty.examine().getFirst().advice()).contains("postern site domain add");
    }

    @Test
    void n1_promise8_listenersAreComparedWithTheKernel() throws IOException {
        Set<Long> self = Set.of(ProcessHandle.current().pid());
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (var edge = new ServerSocket(0, 1, loopback);
                var undeclared = new ServerSocket(0, 1, loopback)) {
            var declared = new Declared("edge", at(loopback, edge), true);
            var missing = new Declared("filter", new InetSocketAddress(loopback, 1), false);
            var check = new ListenerCheck(List.of(declared, missing), Proc.ofThisMachine(), self);
            assertThat(check.examine())
                    .extracting(Diagnosis::seen)
                    .contains("edge listens on 127.0.0.1:" + edge.getLocalPort())
                    .contains(
                            "something undeclared listens on 127.0.0.1:"
                                    + undeclared.getLocalPort())
                    .contains("filter is declared but does not listen on port 1");
        }
    }

    @Test
    void n1_onlyTheEdgeMayBeReachedFromOutside() throws IOException {
        Set<Long> self = Set.of(ProcessHandle.current().pid());
        try (var socket = new ServerSocket(0)) {
            var address = new InetSocketAddress(socket.getLocalPort());
            var closed =
                    new ListenerCheck(
                            List.of(new Declared("filter", address, false)),
                            Proc.ofThisMachine(),
                            self);
            var open =
                    new ListenerCheck(
                            List.of(new Declared("edge", address, true)),
                            Proc.ofThisMachine(),
                            self);
            assertThat(of(closed, socket.getLocalPort())).containsExactly(Level.PROBLEM);
            assertThat(of(open, socket.getLocalPort())).containsExactly(Level.GOOD);
        }
    }

    @Test
    void n1_aKernelThatSaysNothingIsFound() {
        var check =
                new ListenerCheck(
                        List.of(new Declared("edge", new InetSocketAddress(25), true)),
                        new Proc(folder.resolve("no-proc")),
                        Set.of(1L));
        assertThat(check.examine())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.level()).isEqualTo(Level.WARNING);
                    assertThat(it.seen()).startsWith("the kernel's list cannot be read");
                    assertThat(it.advice()).isEqualTo("mount /proc");
                });
    }

    @Test
    void m5_aSecretOfAnotherOwnerIsFound() throws IOException {
        DataDirectory data = new DataDirectory(folder).create();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path secret = Files.writeString(data.keys().resolve("db-mail.secret"), "x");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        var check =
                new FileModeCheck(
                        data, path -> new Owned(path, path.equals(secret) ? "mallory" : "postern"));
        assertThat(check.examine())
                .containsExactly(
                        new Diagnosis(
                                Level.PROBLEM,
                                "file modes",
                                secret + " belongs to mallory, not to postern",
                                "chown postern " + secret));
    }

    @Test
    void m5_aDataDirectoryThatCannotBeReadIsFound() {
        var check = new FileModeCheck(new DataDirectory(folder.resolve("gone")));
        assertThat(check.examine())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.level()).isEqualTo(Level.PROBLEM);
                    assertThat(it.seen()).startsWith("the data directory cannot be read");
                });
    }

    @Test
    void m5_openSecretsAreFound() throws IOException {
        DataDirectory data = new DataDirectory(folder).create();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path secret = Files.writeString(data.keys().resolve("db-mail.secret"), "x");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(worst(new FileModeCheck(data))).isEqualTo(Level.GOOD);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(new FileModeCheck(data).examine())
                .singleElement()
                .satisfies(it -> assertThat(it.advice()).isEqualTo("chmod go= " + secret));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(data.keys(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(worst(new FileModeCheck(data))).isEqualTo(Level.PROBLEM);
    }

    @Test
    void j6_diskBelowTheReserveIsAProblem() {
        var reserve = new ByteSize(100);
        assertThat(worst(new DiskCheck(() -> 1000, folder, reserve))).isEqualTo(Level.GOOD);
        assertThat(worst(new DiskCheck(() -> 150, folder, reserve))).isEqualTo(Level.WARNING);
        assertThat(worst(new DiskCheck(() -> 99, folder, reserve))).isEqualTo(Level.PROBLEM);
        DiskCheck gone = DiskCheck.of(folder.resolve("gone"), reserve);
        assertThat(worst(gone)).isEqualTo(Level.PROBLEM);
        assertThat(worst(DiskCheck.of(folder, new ByteSize(1)))).isEqualTo(Level.GOOD);
    }

    @Test
    void clockBeforeTheBuildOrApartFromTheDatabaseIsAProblem() {
        Instant built = Instant.parse("2026-11-21T00:00:00Z");
        InstantSource now = InstantSource.fixed(built.plusSeconds(100));
        assertThat(worst(new ClockCheck(now, built, Optional::empty))).isEqualTo(Level.GOOD);
        assertThat(worst(new ClockCheck(now, built.plusSeconds(200), Optional::empty)))
                .isEqualTo(Level.PROBLEM);
        assertThat(worst(new ClockCheck(now, built, () -> Optional.of(built.plusSeconds(102)))))
                .isEqualTo(Level.GOOD);
        assertThat(worst(new ClockCheck(now, built, () -> Optional.of(built.plusSeconds(200)))))
                .isEqualTo(Level.PROBLEM);
    }

    @Test
    void n2_resolverIsAskedOnlyForNamesInUse() {
        var ten = Duration.ofSeconds(10);
        ResolverCheck.Lookup broken =
                _ -> {
                    throw new UnknownHostException();
                };
        ResolverCheck.Lookup works = _ -> new InetAddress[] {InetAddress.getLoopbackAddress()};
        assertThat(worst(names(Set.of(), broken, ten))).isEqualTo(Level.GOOD);
        assertThat(worst(names(Set.of("mail.example"), works, ten))).isEqualTo(Level.GOOD);
        assertThat(worst(names(Set.of("mail.example"), broken, ten))).isEqualTo(Level.PROBLEM);
        var never = new CountDownLatch(1);
        ResolverCheck.Lookup hangs =
                _ -> {
                    try {
                        never.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException();
                };
        assertThat(worst(names(Set.of("mail.example"), hangs, Duration.ofMillis(50))))
                .isEqualTo(Level.PROBLEM);
        never.countDown();
    }

    @Test
    void aResolverThatIsOfNoUseIsAProblemWhereMailNeedsIt() {
        var good = new ResolverCheck.Server("resolver 192.0.2.1:53", Optional::empty);
        var dead = new ResolverCheck.Server("resolver 192.0.2.2:53", () -> Optional.of("silence"));
        assertThat(servers(List.of(good), true))
                .containsExactly(
                        new Diagnosis(Level.GOOD, "resolver", "resolver 192.0.2.1:53 answers", ""));
        assertThat(servers(List.of(good, dead), true))
                .extracting(Diagnosis::level)
                .containsExactly(Level.GOOD, Level.PROBLEM);
        assertThat(servers(List.of(dead), true).getFirst().seen())
                .isEqualTo(
                        "resolver 192.0.2.2:53 is of no use: silence; mail by MX waits while none"
                                + " answers");
        assertThat(servers(List.of(dead), false))
                .extracting(Diagnosis::level)
                .containsExactly(Level.WARNING);
    }

    private static List<Diagnosis> servers(List<ResolverCheck.Server> servers, boolean needed) {
        return new ResolverCheck(
                        Set.of(), _ -> new InetAddress[0], Duration.ofSeconds(1), servers, needed)
                .examine();
    }

    private static ResolverCheck names(
            Set<String> names, ResolverCheck.Lookup lookup, Duration budget) {
        return new ResolverCheck(names, lookup, budget, List.of(), /* needed= */ false);
    }

    @Test
    void m1_anOpenedDatabaseIsFound() throws IOException {
        String closed =
                """
                # comment
                host postern postern_mail 127.0.0.1/32 scram-sha-256
                local all all reject
                host all all all reject
                """;
        assertThat(exposure(closed, "listen_addresses = '127.0.0.1'\n")).isEqualTo(Level.GOOD);
        assertThat(exposure("local all all trust\n" + closed, "")).isEqualTo(Level.PROBLEM);
        assertThat(exposure("host all all 0.0.0.0/0 scram-sha-256\n" + closed, ""))
                .isEqualTo(Level.PROBLEM);
        assertThat(exposure("host all all 127.0.0.1/32 md5\n" + closed, ""))
                .isEqualTo(Level.PROBLEM);
        assertThat(exposure(closed, "listen_addresses = '*'\n")).isEqualTo(Level.PROBLEM);
        assertThat(exposure(closed, "fsync = off\n")).isEqualTo(Level.PROBLEM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include other.conf",
                "host postern",
                "local all all",
                "host all all 127.0.0.1 255.255.255.255 scram-sha-256",
                "host \"my base\" all 127.0.0.1/32 reject",
                "nonsense"
            })
    void m1_aLineThatNobodyHereWroteIsFound(String line) throws IOException {
        assertThat(exposure(line + "\nlocal all all reject\n", "")).isEqualTo(Level.PROBLEM);
    }

    @Test
    void m1_settingsOfTheDatabaseThatCannotBeReadAreFound() {
        var check =
                new DatabaseCheck(
                        Optional.of(folder.resolve("no-cluster")),
                        () -> {
                            throw new SQLException("down");
                        });
        assertThat(check.examine().getFirst().seen()).startsWith("its settings cannot be read");
        assertThat(worst(check)).isEqualTo(Level.PROBLEM);
    }

    @Test
    void j8_aDatabaseThatIsDownIsAProblem() {
        var check =
                new DatabaseCheck(
                        Optional.empty(),
                        () -> {
                            throw new SQLException("connection refused");
                        });
        assertThat(worst(check)).isEqualTo(Level.PROBLEM);
    }

    /// The worst of what the files alone say; the connection always fails here and is left out.
    private Level exposure(String hba, String settings) throws IOException {
        Files.writeString(folder.resolve("pg_hba.conf"), hba);
        Files.writeString(folder.resolve("postgresql.conf"), settings);
        var check =
                new DatabaseCheck(
                        Optional.of(folder),
                        () -> {
                            throw new SQLException("down");
                        });
        return check.examine().stream()
                .filter(it -> !it.seen().startsWith("does not answer"))
                .map(Diagnosis::level)
                .max(Level::compareTo)
                .orElseThrow();
    }

    private static List<Level> of(Check check, int port) {
        return check.examine().stream()
                .filter(it -> it.seen().endsWith(":" + port))
                .map(Diagnosis::level)
                .toList();
    }

    private static Level worst(Check check) {
        return check.examine().stream().map(Diagnosis::level).max(Level::compareTo).orElseThrow();
    }

    private static InetSocketAddress at(InetAddress address, ServerSocket socket) {
        return new InetSocketAddress(address, socket.getLocalPort());
    }
}
