package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsMaterialTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final List<EdgeEvent> events = new ArrayList<>();

    @TempDir private Path directory;
    private Path certificate = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void files() {
        certificate = directory.resolve("tls.crt");
        key = directory.resolve("tls.key");
    }

    @Test
    void whereNothingIsThereACertificateIsMade() throws Exception {
        TlsMaterial made = open(true);
        assertThat(made.expires()).isAfter(NOW.plus(Duration.ofDays(3000)));
        assertThat(made.certificate().getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(open(true).certificate()).isEqualTo(made.certificate());
    }

    @Test
    void whatIsNamedInSettingsAndMissingIsAProblem() {
        assertThatThrownBy(() -> open(false))
                .isInstanceOf(TlsProblem.class)
                .hasMessageContaining("tls.crt");
    }

    @Test
    void b8_aKeyOpenToOthersIsRefused() throws Exception {
        open(true);
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> open(true))
                    .isInstanceOf(TlsProblem.class)
                    .hasMessageContaining("chmod 600 " + key);
        }
    }

    @Test
    void b8_noProblemQuotesTheKey() throws Exception {
        open(true);
        String secret = Files.readAllLines(key).get(1);
        write(key, Files.readString(key).replaceFirst("A", "!"));
        assertThatThrownBy(() -> open(true))
                .isInstanceOf(TlsProblem.class)
                .satisfies(e -> assertThat(stack(e)).doesNotContain(secret.substring(5, 20)));
    }

    @Test
    void b7_aBrokenFileKeepsTheOldCertificateAndRaisesOneAlarm() throws Exception {
        TlsMaterial material = open(true);
        var before = material.certificate();
        String good = Files.readString(certificate);
        write(certificate, "not a certificate");
        material.refresh();
        assertThat(events).isEmpty();
        material.refresh();
        material.refresh();
        assertThat(events).singleElement().isInstanceOf(EdgeEvent.CertificateUnusable.class);
        assertThat(material.certificate()).isEqualTo(before);

        Files.delete(certificate);
        material.refresh();
        material.refresh();
        assertThat(events).hasSize(2);
        write(certificate, good);
        material.refresh();
        assertThat(events).hasSize(3).last().isInstanceOf(EdgeEvent.CertificateLoaded.class);
        material.refresh();
        assertThat(events).hasSize(3);
    }

    @Test
    void b7_filesThatAreReplacedOneAfterTheOtherRaiseNoAlarm() throws Exception {
        TlsMaterial material = open(true);
        Path other = Files.createDirectory(directory.resolve("other"));
        SelfSigned.write(other.resolve("crt"), other.resolve("key"), "new.example", NOW);
        Files.move(other.resolve("crt"), directory.resolve("tmp"));
        Files.move(
                directory.resolve("tmp"),
                certificate,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        material.refresh();
        Files.move(other.resolve("key"), key, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        material.refresh();
        assertThat(events).singleElement().isInstanceOf(EdgeEvent.CertificateLoaded.class);
        assertThat(material.certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=new.example");
    }

    @Test
    void aKeyOfAnotherCertificateIsAProblem() throws Exception {
        open(true);
        SelfSigned.write(directory.resolve("x.crt"), key, "x.example", NOW);
        assertThatThrownBy(() -> open(true))
                .isInstanceOf(TlsProblem.class)
                .hasMessageContaining("is not the key of the certificate");
    }

    @Test
    void keysInTheOlderFormOfEllipticCurvesAreRead() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var pair = generator.generateKeyPair();
        var form =
                new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256,
                        ((ECPrivateKey) pair.getPrivate()).getS(),
                        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())
                                .getPublicKeyData(),
                        PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                                .getPrivateKeyAlgorithm()
                                .getParameters());
        write(key, SelfSigned.pem("EC PRIVATE KEY", form.getEncoded()));
        write(
                certificate,
                SelfSigned.pem("CERTIFICATE", SelfSigned.certificate(pair, "old.example", NOW)));
        assertThat(open(false).certificate().getPublicKey()).isEqualTo(pair.getPublic());
    }

    @Test
    void keysInTheOlderFormOfRsaAreRead() throws Exception {
        open(true);
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate());
        }
        assertThat(text.toString()).startsWith("-----BEGIN RSA PRIVATE KEY");
        write(key, text.toString());
        // It was read: otherwise nobody could say whose it is not.
        assertThatThrownBy(() -> open(true)).hasMessageContaining("is not the key of");
    }

    private TlsMaterial open(boolean generated) throws TlsProblem {
        var settings = new TlsSettings(certificate, key, generated, TlsSettings.Minimum.TLS_1_2);
        return TlsMaterial.open(settings, "edge.example", events::add, InstantSource.fixed(NOW));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String stack(Throwable e) {
        var text = new StringWriter();
        e.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
