package org.postern.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.doctor.Diagnosis.Level;
import org.postern.receive.TlsMaterial;
import org.postern.receive.TlsProblem;
import org.postern.receive.TlsSettings;

/// The certificate of a running edge grows old, and its files are broken under it.
class CertificateCheckTest {
    private static final Instant MADE = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir Path folder;

    private Path certificate = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void files() {
        certificate = folder.resolve("tls.crt");
        key = folder.resolve("tls.key");
    }

    @Test
    void b7_aCertificateThatEndsSoonOrHasEndedIsFound() throws Exception {
        TlsMaterial tls = open(folder);
        Instant end = tls.expires();
        assertThat(only(tls, MADE).level()).isEqualTo(Level.GOOD);
        assertThat(only(tls, end.minus(Duration.ofDays(31))).level()).isEqualTo(Level.GOOD);
        assertThat(only(tls, end.minus(Duration.ofDays(29))).level()).isEqualTo(Level.WARNING);
        assertThat(only(tls, end.minus(Duration.ofDays(6))))
                .isEqualTo(
                        new Diagnosis(
                                Level.PROBLEM,
                                "certificate",
                                "valid until " + end + ", in less than a week",
                                only(tls, end.minus(Duration.ofDays(29))).advice()));
        assertThat(only(tls, end.plusSeconds(1)).seen()).isEqualTo("expired on " + end);
        assertThat(only(tls, end.plusSeconds(1)).level()).isEqualTo(Level.PROBLEM);
    }

    @Test
    void j15_aCertificateOfTheFutureMakesTheClockSuspect() throws Exception {
        Diagnosis seen = only(open(folder), MADE.minus(Duration.ofDays(2)));
        assertThat(seen.level()).isEqualTo(Level.PROBLEM);
        assertThat(seen.seen()).startsWith("valid only from ");
        assertThat(seen.advice()).startsWith("check the clock");
    }

    @Test
    void b7_aKeyOfAnotherCertificateIsFoundBeforeTheNextStart() throws Exception {
        TlsMaterial tls = open(folder);
        Path other = Files.createDirectory(folder.resolve("other"));
        open(other);
        Files.copy(other.resolve("tls.key"), key, StandardCopyOption.REPLACE_EXISTING);
        found(tls, "tls.key");
    }

    @Test
    void b7_filesThatCannotBeReadAreFoundBeforeTheNextStart() throws Exception {
        TlsMaterial tls = open(folder);
        String good = Files.readString(certificate);
        Files.writeString(certificate, good.substring(0, good.length() / 2));
        found(tls, "tls.crt");
        Files.delete(certificate);
        found(tls, "tls.crt");
        Files.writeString(certificate, good);
        assertThat(only(tls, MADE).level()).isEqualTo(Level.GOOD);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        found(tls, "tls.key");
        Files.delete(key);
        found(tls, "tls.key");
    }

    private static void found(TlsMaterial tls, String file) {
        assertThat(check(tls, MADE).examine())
                .satisfiesExactly(
                        broken -> {
                            assertThat(broken.level()).isEqualTo(Level.PROBLEM);
                            assertThat(broken.seen())
                                    .contains("the next start would fail")
                                    .contains(file);
                        },
                        inUse -> assertThat(inUse.level()).isEqualTo(Level.GOOD));
    }

    private static Diagnosis only(TlsMaterial tls, Instant now) {
        assertThat(check(tls, now).examine()).hasSize(1);
        return check(tls, now).examine().getFirst();
    }

    private static CertificateCheck check(TlsMaterial tls, Instant now) {
        return new CertificateCheck(tls::certificate, tls::trouble, InstantSource.fixed(now));
    }

    private static TlsMaterial open(Path folder) throws TlsProblem, IOException {
        var settings =
                new TlsSettings(
                        folder.resolve("tls.crt"),
                        folder.resolve("tls.key"),
                        true,
                        TlsSettings.Minimum.TLS_1_2);
        return TlsMaterial.open(settings, "mx.example.org", _ -> {}, InstantSource.fixed(MADE));
    }
}
