package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.connect.ClientLimits;
import org.postern.journey.Client;
import org.postern.settings.Network;

/// Clients that somebody trusted speaks for: a proxy, or a server with XCLIENT.
class SpokesmenTest {
    private static final List<Network> LOOPBACK = List.of(Network.parse("127.0.0.0/8"));
    private static final String BINARY =
            "\r\n\r\n\0\r\nQUIT\n!\21\0\14\300\0\2\102\300\0\2\1\234\100\0\31";

    private final TestEdge edge = new TestEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void aProxyTellsTheClient() {
        edge.spokesmen = new Spokesmen(LOOPBACK, List.of());
        edge.start();
        for (String header : List.of("PROXY TCP4 192.0.2.66 192.0.2.1 40000 25\r\n", BINARY)) {
            try (RawClient client = edge.connect().send(header).expect("220").hello()) {
                client.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n");
                client.expect("250");
            }
        }
        assertThat(edge.messages)
                .extracting(it -> it.arrival().client())
                .extracting(Client::ip)
                .containsExactly("192.0.2.66", "192.0.2.66");
    }

    @Test
    void limitsAreThoseOfTheClientBehindTheProxy() {
        edge.clients = new ClientLimits(10, 1, 1000, 1000, 1000);
        edge.spokesmen = new Spokesmen(LOOPBACK, List.of());
        edge.start();
        String one = "PROXY TCP4 192.0.2.66 192.0.2.1 40000 25\r\n";
        String other = "PROXY TCP4 192.0.2.67 192.0.2.1 40000 25\r\n";
        try (RawClient first = edge.connect().send(one).expect("220");
                RawClient second = edge.connect().send(other).expect("220");
                RawClient third = edge.connect().send(one)) {
            third.expect("421 4.7.0").expectClosed();
            first.line("QUIT").expect("221");
            second.line("QUIT").expect("221");
        }
        edge.settled();
    }

    @Test
    void a19_aProxyWithoutHeaderIsNotServed() {
        edge.command = Duration.ofMillis(300);
        edge.spokesmen = new Spokesmen(LOOPBACK, List.of());
        edge.start();
        for (String wrong :
                List.of(
                        "EHLO client.example\r\n",
                        "PROXY TCP4 192.0.2.66\r\n",
                        "PROXY " + "x".repeat(5000),
                        BINARY.substring(0, 12) + "!\21\377\377")) {
            try (RawClient client = edge.connect().sendIfOpen(wrong)) {
                client.expectClosed();
            }
        }
        try (RawClient client = edge.connect().send(BINARY.substring(0, 20))) {
            client.expect("421 4.4.2").expectClosed();
        }
        edge.settled();
        assertThat(edge.dropped()).containsOnly("bad-proxy-header", "timeout").hasSize(5);
    }

    @Test
    void a19_whoIsNotNamedSpeaksForNobody() {
        edge.spokesmen = new Spokesmen(List.of(Network.parse("192.0.2.0/24")), List.of());
        edge.start();
        try (RawClient client = edge.connect().expect("220")) {
            assertThat(client.line("EHLO x").reply()).doesNotContain("XCLIENT");
            client.line("PROXY TCP4 192.0.2.66 192.0.2.1 40000 25").expect("500");
            client.line("XCLIENT ADDR=192.0.2.66").expect("502");
            client.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages.getFirst().arrival().client().ip()).isEqualTo("127.0.0.1");
    }

    @Test
    void xclientTellsTheClientAndBeginsAnew() {
        edge.spokesmen = new Spokesmen(List.of(), LOOPBACK);
        edge.start();
        try (RawClient client = edge.connect().expect("220")) {
            assertThat(client.line("EHLO front.example").reply())
                    .contains("XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT");
            client.line("XCLIENT ADDR=IPV6:2001:db8::66 PORT=4711 HELO=client.example PROTO=SMTP")
                    .expect("220");
            client.line("MAIL FROM:<a@sender.example>").expect("503");
            client.line("EHLO front.example").expect("250");
            client.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n").expect("250");
            client.line("XCLIENT ADDR=x").expect("501");
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            client.line("XCLIENT ADDR=192.0.2.1").expect("503");
        }
        Client told = edge.messages.getFirst().arrival().client();
        assertThat(told.ip()).isEqualTo("2001:db8:0:0:0:0:0:66");
        assertThat(told.address().getPort()).isEqualTo(4711);
        assertThat(told.hello()).isEqualTo("client.example");
        assertThat(told.extended()).isFalse();
    }

    @Test
    void a19_behindAProxyNobodyIsTrusted() {
        edge.spokesmen = new Spokesmen(LOOPBACK, LOOPBACK);
        edge.start();
        try (RawClient client = edge.connect().send(BINARY).expect("220")) {
            assertThat(client.line("EHLO x").reply()).doesNotContain("XCLIENT");
            client.line("XCLIENT ADDR=192.0.2.66").expect("502");
        }
    }
}
