package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.HELLO;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.journey.HandOver;
import org.postern.journey.NextHop;
import org.postern.journey.TlsUse;
import org.postern.journey.Transport;
import org.postern.settings.Secret;

/// What each use of TLS makes of each kind of server.
@Tag("slow")
@Timeout(30)
class CertificateUseTest {
    private static final String NAME = "mx.a.example";

    @TempDir private Path folder;

    enum Server {
        STRIPPED,
        GOOD,
        WRONG_NAME,
        EXPIRED,
        SELF_SIGNED
    }

    enum Result {
        CLEAR,
        ENCRYPTED,
        NOT_SENT
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    NONE,    STRIPPED,    CLEAR
                    NONE,    GOOD,        CLEAR
                    NONE,    WRONG_NAME,  CLEAR
                    NONE,    EXPIRED,     CLEAR
                    NONE,    SELF_SIGNED, CLEAR
                    MAY,     STRIPPED,    CLEAR
                    MAY,     GOOD,        ENCRYPTED
                    MAY,     WRONG_NAME,  ENCRYPTED
                    MAY,     EXPIRED,     ENCRYPTED
                    MAY,     SELF_SIGNED, ENCRYPTED
                    REQUIRE, STRIPPED,    NOT_SENT
                    REQUIRE, GOOD,        ENCRYPTED
                    REQUIRE, WRONG_NAME,  ENCRYPTED
                    REQUIRE, EXPIRED,     ENCRYPTED
                    REQUIRE, SELF_SIGNED, ENCRYPTED
                    VERIFY,  STRIPPED,    NOT_SENT
                    VERIFY,  GOOD,        ENCRYPTED
                    VERIFY,  WRONG_NAME,  NOT_SENT
                    VERIFY,  EXPIRED,     NOT_SENT
                    VERIFY,  SELF_SIGNED, NOT_SENT
                    """)
    void b3_eachServerUnderEachUse(TlsUse use, Server kind, Result expected) throws Exception {
        var authority = new Certificates();
        SSLContext tls = context(authority, kind);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet(
                                    kind == Server.STRIPPED
                                            ? new String[] {"PIPELINING"}
                                            : new String[] {"PIPELINING", "STARTTLS"});
                            if (kind != Server.STRIPPED && use != TlsUse.NONE) {
                                it.hear("STARTTLS");
                                it.say("220 Go ahead");
                                it.encrypt(tls);
                                it.hello("PIPELINING");
                            }
                            it.takeAll();
                        });
                var delivery = delivery(authority.write(folder.resolve("trust.pem")))) {
            HandOver result = send(delivery, hop(server.port(), use));
            String clear = server.heard(0);
            switch (expected) {
                case CLEAR, ENCRYPTED -> {
                    assertThat(result).isInstanceOf(HandOver.Accepted.class);
                    assertThat(clear.contains("STARTTLS")).isEqualTo(expected == Result.ENCRYPTED);
                }
                case NOT_SENT -> {
                    assertThat(result).isInstanceOf(HandOver.Failed.class);
                    assertThat(clear).doesNotContain("MAIL");
                }
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aMissingTrustFileKeepsMailHere() throws Exception {
        var authority = new Certificates();
        SSLContext tls = context(authority, Server.GOOD);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("STARTTLS");
                            it.hear("STARTTLS");
                            it.say("220 Go ahead");
                            it.encrypt(tls);
                        });
                var delivery = delivery(folder.resolve("missing.pem"))) {
            assertThat(send(delivery, hop(server.port(), TlsUse.VERIFY)))
                    .isInstanceOfSatisfying(
                            HandOver.Failed.class,
                            it -> assertThat(it.detail()).contains("deliver.tls-trust"));
        }
    }

    /// Somebody on the way can answer with some certificate, and would hear the password.
    @ParameterizedTest
    @CsvSource({"MAY, GOOD, false", "REQUIRE, SELF_SIGNED, false", "VERIFY, GOOD, true"})
    void b3_aLoginLeavesOnlyToWhoIsMeant(TlsUse use, Server kind, boolean leaves) throws Exception {
        var authority = new Certificates();
        SSLContext tls = context(authority, kind);
        var login = new Logins.Login("me", Secret.parse("password"));
        var outside =
                new PassThrough.Outside(
                        PassThrough.Outside.NONE.mx(), _ -> Optional.of(login), Itself.NOWHERE);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("STARTTLS");
                            it.hear("STARTTLS");
                            it.say("220 Go ahead");
                            it.encrypt(tls);
                            it.hello("AUTH PLAIN");
                            if (it.line().orElse("").startsWith("AUTH PLAIN ")) {
                                it.say("535 5.7.8 Who are you?");
                                it.hang();
                            }
                        });
                var delivery = delivery(authority.write(folder.resolve("trust.pem")), outside)) {
            NextHop hop =
                    new NextHop(
                            hop(server.port(), use).hops(),
                            Transport.SMTP,
                            Optional.of(use),
                            "mine");
            assertThat(send(delivery, hop)).isInstanceOf(HandOver.Failed.class);
            assertThat(server.heard(0).contains("AUTH")).isEqualTo(leaves);
        }
    }

    private static SSLContext context(Certificates authority, Server kind) throws Exception {
        Instant now = Instant.now();
        return switch (kind) {
            case STRIPPED, GOOD -> authority.server(NAME, now);
            case WRONG_NAME -> authority.server("other.example", now);
            case EXPIRED -> authority.server(NAME, now.minus(Duration.ofDays(3)));
            case SELF_SIGNED -> authority.selfSigned(NAME);
        };
    }

    private static NextHop hop(int port, TlsUse use) {
        var hop = new NextHop.Hop(new NextHop.Server(NAME, port), 10, 1);
        return new NextHop(List.of(hop), Transport.SMTP, Optional.of(use), "");
    }

    private static PassThrough delivery(Path trust) {
        return delivery(trust, PassThrough.Outside.NONE);
    }

    private static PassThrough delivery(Path trust, PassThrough.Outside outside) {
        return new PassThrough(
                "node.example",
                Letters.settings(Map.of("deliver.tls-trust", trust.toString())),
                outside,
                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                _ -> false);
    }

    private static HandOver send(PassThrough delivery, NextHop hop) throws InterruptedException {
        return delivery.handOver(hop, Letters.shipped(Letters.to(ANN)), Letters.content(HELLO));
    }
}
