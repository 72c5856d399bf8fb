package org.postern.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Client.Tls TLS = new Client.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384");

    @Test
    void namesTheProtocolThatTheClientSpoke() {
        assertThat(protocol(false, Optional.empty())).isEqualTo("SMTP");
        assertThat(protocol(false, Optional.of(TLS))).isEqualTo("SMTP");
        assertThat(protocol(true, Optional.empty())).isEqualTo("ESMTP");
        assertThat(protocol(true, Optional.of(TLS))).isEqualTo("ESMTPS");
    }

    @Test
    void namesTheProtocolOfLettersPastAscii() {
        assertThat(protocol(trace("c", true, Optional.empty(), true))).isEqualTo("UTF8SMTP");
        assertThat(protocol(trace("c", true, Optional.of(TLS), true))).isEqualTo("UTF8SMTPS");
    }

    private static String protocol(boolean extended, Optional<Client.Tls> tls) {
        return protocol(trace("client.example", extended, tls, false));
    }

    private static String protocol(String text) {
        String behind = text.substring(text.indexOf(" with ") + 6);
        return behind.substring(0, behind.indexOf(' '));
    }

    @Test
    void a18_greetingsCannotInjectIntoTraces() {
        assertThat(client("<script>")).isEqualTo("?script?");
        assertThat(client("x)\"(by\\evil;,")).isEqualTo("x???by?evil??");
        assertThat(client("[IPv6:2001:db8::1]")).isEqualTo("[IPv6:2001:db8::1]");
        assertThat(client("a\r\nX-Evil:\u0000\u00fc b")).isEqualTo("a??X-Evil:???b");
        assertThat(client("")).isEqualTo("unknown");
    }

    @Test
    void testsOfTheClientThatTagAreInAField() {
        assertThat(Trace.tags(new Evidence(List.of()))).isEmpty();
        assertThat(
                        Trace.tags(
                                new Evidence(
                                        List.of(
                                                tested("reverse-none", Finding.Kind.TAG),
                                                tested("helo-own-name", Finding.Kind.CLIENT),
                                                tested("helo-dynamic", Finding.Kind.TAG)))))
                .isEqualTo("X-Postern-Client-Tests: reverse-none,\r\n\thelo-dynamic\r\n");
    }

    private static TestResult tested(String test, Finding.Kind kind) {
        return new TestResult(
                test,
                Outcome.of(List.of(new Finding(kind, test, "seen", "client"))),
                Duration.ZERO,
                List.of());
    }

    @Test
    void whoLoggedInIsMarkedButNotNamed() {
        var peer = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 25);
        var tls = Optional.of(new Client.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256"));
        var client = new Client(peer, "laptop", true, tls, false, Optional.of("ann"));
        MailId id = MailId.next(() -> NOON, RandomGenerator.getDefault());
        String field =
                new Trace("mx1.example.org")
                        .received(id, Door.EDGE, client, List.of(), false, NOON);
        assertThat(field).contains(" with ESMTPSA id ").doesNotContain("ann");
    }

    /// Whom the message is from, the field of the mail server beside us says.
    @Test
    void besideAMailServerOnlyOurOwnStepIsTold() {
        var peer = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 25);
        var client = new Client(peer, "laptop", true, Optional.empty(), false);
        MailId id = MailId.next(() -> NOON, RandomGenerator.getDefault());
        var trace = new Trace("mx1.example.org");
        assertThat(trace.received(id, Door.FILTER, client, List.of(), false, NOON))
                .startsWith("Received: by mx1.example.org (Postern filter) id " + id + ";\r\n\t");
    }

    private static String client(String hello) {
        String text = trace(hello, true, Optional.empty(), false);
        String start = "Received: from ";
        assertThat(text).startsWith(start);
        return text.substring(
                start.length(), text.indexOf(" ([192.0.2.1])\r\n\tby mx1.example.org "));
    }

    private static String trace(
            String hello, boolean extended, Optional<Client.Tls> tls, boolean utf8) {
        var peer = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 25);
        var client = new Client(peer, hello, extended, tls, false);
        MailId id = MailId.next(() -> NOON, RandomGenerator.getDefault());
        String field =
                new Trace("mx1.example.org").received(id, Door.EDGE, client, List.of(), utf8, NOON);
        return field;
    }
}
