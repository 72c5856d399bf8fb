package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Addresses past ASCII at the edge.
class SmtpUtf8Test {
    private final TestEdge edge = new TestEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void a21_addressesPastAsciiNeedSmtpUtf8() {
        edge.start();
        try (RawClient client = edge.connect().expect("220")) {
            assertThat(client.line("EHLO client.example").reply()).contains("SMTPUTF8");
            client.line(wire("MAIL FROM:<j\u00f6rg@b\u00fccher.example>")).expect("553 5.6.7");
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            client.line(wire("RCPT TO:<j\u00f6rg@own.example>")).expect("553 5.6.7");
            client.line("RSET").expect("250");
            client.line(wire("MAIL FROM:<j\u00f6rg@b\u00fccher.example> BODY=8BITMIME SMTPUTF8"))
                    .expect("250");
            client.line(wire("RCPT TO:<j\u00f6rg@own.example>")).expect("250");
            client.line("DATA").expect("354");
            client.send(wire("Subject: gr\u00fc\u00dfe\r\n\r\nx\r\n.\r\n")).expect("250");
        }
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it -> {
                    var envelope = it.arrival().envelope();
                    assertThat(envelope.smtpUtf8()).isTrue();
                    assertThat(envelope.sender()).hasToString("j\u00f6rg@xn--bcher-kva.example");
                    assertThat(envelope.recipients().getFirst())
                            .hasToString("j\u00f6rg@own.example");
                });
    }

    @Test
    void a14_widePercentSignsAreNoWayThrough() {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example> SMTPUTF8").expect("250");
            client.line(wire("RCPT TO:<victim\uff05elsewhere.example@own.example>"))
                    .expect("550 5.7.1");
        }
    }

    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
