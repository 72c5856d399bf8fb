package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.HELLO;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.journey.HandOver;
import org.postern.mail.smtp.Reply;

/// STARTTLS as a client, against servers and wires that mean harm.
@Tag("slow")
@Timeout(30)
class EncryptionTest {
    private static final HandOver TAKEN = new HandOver.Accepted(Reply.of(250, "2.0.0", "Taken"));

    private static SSLContext tls;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("sink.p12");
        char[] password = "password".toCharArray();
        int exit =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "sink",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=sink.example",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(password))
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(exit).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
    }

    @Test
    void whereOfferedMailGoesEncryptedOverAKeptConnection() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "STARTTLS");
                            it.hear("STARTTLS");
                            it.say("220 Go ahead");
                            it.encrypt(tls);
                            it.hello("PIPELINING");
                            it.takeAll();
                        });
                var delivery = delivery("may")) {
            assertThat(send(delivery, server)).isEqualTo(TAKEN);
            assertThat(send(delivery, server)).isEqualTo(TAKEN);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatWasOfferedInClearIsForgotten() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "SIZE", "STARTTLS");
                            it.hear("STARTTLS");
                            it.say("220 Go ahead");
                            it.encrypt(tls);
                            it.hello();
                            assertThat(it.hear("MAIL")).doesNotContain("SIZE");
                            it.hearNoMore();
                            it.say("550 5.7.1 Enough");
                            it.hang();
                        });
                var delivery = delivery("require")) {
            assertThat(send(delivery, server)).isInstanceOf(HandOver.Declined.class);
        }
    }

    @Test
    void b3_answersAheadOfTheHandshakeEndTheConnection() throws Exception {
        for (String use : new String[] {"may", "require"}) {
            try (var server =
                            ScriptedServer.of(it -> {
                                it.greet("PIPELINING", "STARTTLS");
                                it.hear("STARTTLS");
                                it.say("220 Go ahead", "250 injected", "250 injected");
                                it.encrypt(tls);
                            });
                    var delivery = delivery(use)) {
                assertThat(send(delivery, server))
                        .isInstanceOfSatisfying(
                                HandOver.Failed.class,
                                it ->
                                        assertThat(it.detail())
                                                .contains("ahead of the TLS handshake"));
                assertThat(server.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void b3_whereRequiredNothingGoesInClear() throws Exception {
        ScriptedServer.Script stripped =
                it -> {
                    it.greet("PIPELINING");
                    it.takeAll();
                };
        ScriptedServer.Script refused =
                it -> {
                    it.greet("PIPELINING", "STARTTLS");
                    it.hear("STARTTLS");
                    it.say("454 4.7.0 Not now");
                    it.takeAll();
                };
        ScriptedServer.Script broken =
                it -> {
                    it.greet("PIPELINING", "STARTTLS");
                    it.hear("STARTTLS");
                    it.say("220 Go ahead");
                    it.raw("no handshake at all\r\n");
                };
        for (var script : new ScriptedServer.Script[] {stripped, refused, broken}) {
            try (var server = ScriptedServer.of(script);
                    var delivery = delivery("require")) {
                assertThat(send(delivery, server)).isInstanceOf(HandOver.Failed.class);
                assertThat(server.connections()).isEqualTo(1);
                assertThat(server.heard(0)).doesNotContain("MAIL");
            }
        }
    }

    @Test
    void brokenTlsDoesNotKeepMailFromANextHopThatNeedsNone() throws Exception {
        try (var server =
                        ScriptedServer.of(
                                it -> {
                                    it.greet("PIPELINING", "STARTTLS");
                                    it.hear("STARTTLS");
                                    it.say("220 Go ahead");
                                    it.raw("");
                                },
                                it -> {
                                    it.greet("PIPELINING", "STARTTLS");
                                    it.takeAll();
                                });
                var delivery = delivery("may")) {
            assertThat(send(delivery, server)).isEqualTo(TAKEN);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void toALoopbackAddressMayMeansNo() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "STARTTLS");
                            it.takeAll();
                        });
                var delivery =
                        new PassThrough(
                                "node.example", Letters.settings(Map.of("deliver.tls", "may")))) {
            assertThat(send(delivery, server)).isEqualTo(TAKEN);
        }
    }

    private static PassThrough delivery(String use) {
        var settings = Letters.settings(Map.of("deliver.tls", use));
        return new PassThrough(
                "node.example",
                settings,
                PassThrough.Outside.NONE,
                InetAddress::getAllByName,
                _ -> false);
    }

    private static HandOver send(PassThrough delivery, ScriptedServer server)
            throws InterruptedException {
        return delivery.handOver(
                server.nextHop(), Letters.shipped(Letters.to(ANN)), Letters.content(HELLO));
    }
}
