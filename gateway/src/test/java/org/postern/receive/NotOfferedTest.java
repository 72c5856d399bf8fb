package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.journey.Client;

/// What is not offered is not done, and changes nothing.
class NotOfferedTest {
    private static final String MESSAGE =
            "MAIL FROM:<boss@own.example>\r\nRCPT TO:<b@own.example>\r\nDATA\r\n";

    private final TestEdge edge = new TestEdge();

    @BeforeEach
    void start() {
        edge.start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    /// A chunk that was refused would be read as commands: the connection ends instead.
    @Test
    void a10_binaryBodiesAreRefusedAndTheTransactionIsClean() {
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example> BODY=BINARYMIME").expect("555 5.6.1");
            client.line("RCPT TO:<b@own.example>").expect("503");
            client.data("a@sender.example", "b@own.example");
            client.send("Subject: good\r\n\r\nfine\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.66 192.0.2.1 40000 25",
                "PROXY TCP6 2001:db8::66 2001:db8::1 40000 25",
                "PROXY UNKNOWN",
                "PROXY",
                "XCLIENT ADDR=192.0.2.66 NAME=trusted.example",
                "XCLIENT ADDR=IPV6:2001:db8::66",
                "XFORWARD ADDR=192.0.2.66"
            })
    void a19_nobodySpeaksForAnotherAddress(String line) {
        try (RawClient client = edge.greeted()) {
            client.line(line).expect("50");
            client.data("a@sender.example", "b@own.example");
            client.send("Subject: good\r\n\r\nfine\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages)
                .extracting(it -> it.arrival().client())
                .extracting(Client::ip)
                .containsExactly("127.0.0.1");
    }

    @Test
    void a19_aBinaryHeaderOfAProxyEndsTheConnection() {
        String signature = "\r\n\r\n\0\r\nQUIT\n";
        String rest = "!\21\0\14\300\0\2\102\300\0\2\1\234\100\0\31";
        for (String header : List.of(signature + rest, signature)) {
            try (RawClient client = edge.greeted()) {
                client.send(header + MESSAGE);
                assertThat(client.repliesToTheEnd()).last().asString().startsWith("521 5.5.2");
            }
        }
        try (RawClient client = edge.greeted()) {
            client.send("PROXY " + "x".repeat(5000) + "\r\n" + MESSAGE);
            assertThat(client.repliesToTheEnd()).singleElement().asString().startsWith("500 5.5.2");
        }
        assertThat(edge.messages).isEmpty();
    }
}
