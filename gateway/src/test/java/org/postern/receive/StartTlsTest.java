package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartTlsTest {
    private final TestEdge edge = new TestEdge();

    @TempDir private Path keys;

    @BeforeEach
    void certificate() throws TlsProblem {
        var settings =
                new TlsSettings(
                        keys.resolve("tls.crt"),
                        keys.resolve("tls.key"),
                        true,
                        TlsSettings.Minimum.TLS_1_2);
        edge.tls =
                Optional.of(
                        TlsMaterial.open(
                                settings,
                                "edge.example",
                                edge.events::add,
                                InstantSource.system()));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void aMessageComesInOverTls() {
        edge.start();
        try (RawClient client = edge.connect().expect("220")) {
            assertThat(client.line("EHLO client.example").reply()).contains("STARTTLS");
            client.startTls().hello();
            assertThat(client.protocol()).isEqualTo("TLSv1.3");
            client.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n").expect("250");
            client.line("QUIT").expect("221").expectClosed();
        }
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it ->
                        assertThat(it.arrival().client().tls().orElseThrow().protocol())
                                .isEqualTo("TLSv1.3"));
        edge.settled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO injected\r\n", "RSET\r\n", "MAIL FROM:<x@y.example>\r\n", "x"})
    void b1_whatIsSentBehindStartTlsIsNeverAnswered(String injected) {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.send("STARTTLS\r\n" + injected);
            assertThat(client.repliesToTheEnd()).singleElement().asString().startsWith("554 5.5.0");
        }
        // The same, arriving when the server already waits for the handshake.
        try (RawClient client = edge.greeted()) {
            client.line("STARTTLS").expect("220").send(injected.repeat(20));
            assertThat(client.repliesToTheEnd()).noneMatch(reply -> reply.matches("\\d{3}.*"));
        }
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(edge.dropped())
                                .containsExactly("improper-pipelining", "tls-failed"));
        edge.settled();
    }

    @Test
    void b2_nothingSaidInClearIsRemembered() {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<clear@sender.example>").expect("250");
            client.line("STARTTLS").expect("503");
            client.line("RSET").expect("250");
            client.startTls();
            client.line("MAIL FROM:<a@sender.example>").expect("503 5.5.1");
            client.line("RCPT TO:<b@own.example>").expect("503 5.5.1");
            client.line("STARTTLS").expect("503 5.5.1");
            assertThat(client.line("EHLO within.example").reply()).doesNotContain("STARTTLS");
            client.line("STARTTLS").expect("503 5.5.1");
            client.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it ->
                        assertThat(it.arrival().client().hello()).isEqualTo("within.example"));
    }

    @Test
    void b4_nothingIsReadBehindTheEndOfTls() {
        edge.start();
        try (RawClient client = edge.greeted().startTls().hello()) {
            client.data("a@sender.example", "b@own.example").send("Subject: half\r\n\r\nx\r\n");
            client.closeNotify().sendIfOpen(".\r\nNOOP\r\nQUIT\r\n");
            await().atMost(Duration.ofMinutes(1)).until(() -> edge.server().connections() == 0);
        }
        try (RawClient client = edge.greeted().startTls().hello()) {
            client.closeNotify().sendIfOpen("NOOP\r\n");
            await().atMost(Duration.ofMinutes(1)).until(() -> edge.server().connections() == 0);
        }
        try (RawClient client = edge.greeted().startTls().hello()) {
            client.data("a@sender.example", "b@own.example").send("x\r\n").reset();
        }
        edge.settled();
        assertThat(edge.messages).isEmpty();
        assertThat(edge.notTaken()).hasSize(2).first().isEqualTo("client-gone");
    }

    /// Twenty are enough: each that waits has a thread and a limit of its own, and how many may is a limit of clients.
    @Tag("slow")
    @Test
    void b6_aHandshakeThatNeverEndsIsEnded() {
        edge.handshake = Duration.ofMillis(500);
        edge.start();
        var silent = new ArrayList<RawClient>();
        try (var drip = Executors.newSingleThreadScheduledExecutor()) {
            for (int i = 0; i < 20; i++) {
                silent.add(edge.greeted().line("STARTTLS").expect("220"));
            }
            // A record of handshake that comes octet by octet.
            silent.forEach(client -> client.sendIfOpen("\u0016\u0003\u0001\u0002\0\u0001"));
            var dripping =
                    drip.scheduleAtFixedRate(
                            () -> silent.forEach(client -> client.sendIfOpen("\0")),
                            0,
                            50,
                            TimeUnit.MILLISECONDS);
            edge.sendGood();
            await().atMost(Duration.ofMinutes(1)).until(() -> edge.server().connections() == 0);
            assertThat(dripping.isDone()).isFalse();
        }
        assertThat(edge.dropped()).hasSize(20).containsOnly("tls-timeout");
        silent.forEach(RawClient::close);
        edge.settled();
    }

    @Test
    void b7_aNewCertificateIsShownWithoutDroppingSessions() throws TlsProblem {
        edge.start();
        var material = edge.tls.orElseThrow();
        try (RawClient old = edge.greeted().startTls().hello()) {
            SelfSigned.write(
                    keys.resolve("tls.crt"),
                    keys.resolve("tls.key"),
                    "renewed.example",
                    InstantSource.system().instant());
            material.refresh();
            try (RawClient fresh = edge.greeted().startTls().hello()) {
                assertThat(fresh.certificate().getSubjectX500Principal().getName())
                        .isEqualTo("CN=renewed.example");
                assertThat(fresh.certificate()).isNotEqualTo(old.certificate());
            }
            old.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(edge.saw(EdgeEvent.CertificateLoaded.class)).hasSize(1);
    }
}
