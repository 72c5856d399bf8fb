package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipeliningTest {
    private static final String TO_DATA =
            "MAIL FROM:<a@sender.example>\r\nRCPT TO:<b@own.example>\r\nDATA\r\n";

    private final TestEdge edge = new TestEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void a6_octetsBehindDataBeforeItsReplyEndTheConnection() {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.send(TO_DATA + "Subject: too early\r\n\r\nx\r\n.\r\n");
            assertThat(client.repliesToTheEnd())
                    .hasSize(3)
                    .last()
                    .asString()
                    .startsWith("554 5.5.0");
        }
        assertThat(edge.messages).isEmpty();
        assertThat(edge.dropped()).containsExactly("improper-pipelining");
    }

    @Test
    void a6_whoSpeaksInThePauseBeforeTheGreetingIsRefused() {
        edge.greetPause = Duration.ofSeconds(20);
        edge.start();
        try (RawClient client = edge.connect()) {
            client.send("EHLO early.example\r\n");
            assertThat(client.repliesToTheEnd()).singleElement().asString().startsWith("554 5.5.0");
        }
        assertThat(edge.saw(EdgeEvent.TurnedAway.class))
                .extracting(EdgeEvent.TurnedAway::reason)
                .containsExactly("early-talker");
    }

    @Test
    void a6_whoWaitsForThePauseIsGreeted() {
        edge.greetPause = Duration.ofMillis(50);
        edge.start();
        edge.sendGood();
        assertThat(edge.saw(EdgeEvent.TurnedAway.class)).isEmpty();
        assertThat(edge.saw(EdgeEvent.Accepting.class)).hasSize(1);
    }

    @Test
    void a7_repliesComeInOrderAndOnlyGoodRecipientsAreServed() {
        edge.start();
        try (RawClient client = edge.greeted()) {
            var group =
                    """
                    MAIL FROM:<a@sender.example>
                    RCPT TO:<one@own.example>
                    RCPT TO:<two@elsewhere.example>
                    RCPT TO:<three@own.example>
                    DATA
                    """;
            client.send(group.replace("\n", "\r\n"));
            client.expect("250 2.1.0").expect("250 2.1.5").expect("550 5.7.1");
            client.expect("250 2.1.5").expect("354");
            client.send("Subject: x\r\n\r\nx\r\n.\r\nQUIT\r\n").expect("250").expect("221");
            client.expectClosed();
        }
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it ->
                        assertThat(it.arrival().envelope().recipients())
                                .extracting(Object::toString)
                                .containsExactly("one@own.example", "three@own.example"));
    }

    @Test
    void a7_aPipelinedGroupIsAnsweredInOneWriteHoweverItIsCut() {
        edge.start();
        String group =
                "MAIL FROM:<a@sender.example>\r\nRCPT TO:<b@own.example>\r\nRSET\r\nNOOP\r\n";
        try (RawClient client = edge.greeted()) {
            for (int at = 1; at < group.length(); at++) {
                client.split(group, at);
                client.expect("250 2.1.0").expect("250 2.1.5").expect("250").expect("250");
                // An accepted message keeps the count of empty commands low.
                client.send("MAIL FROM:<>\r\nRCPT TO:<b@own.example>\r\n");
                client.expect("250").expect("250").line("DATA").expect("354");
                client.send("x: y\r\n.\r\n").expect("250");
            }
        }
    }

    /// Where the end of a chunk is not known, nothing behind it may become a command.
    @ParameterizedTest
    @ValueSource(
            strings = {"BDAT -1", "BDAT +5", "BDAT 9223372036854775808", "BDAT 5 LASTX", "BDAT"})
    void a9_octetsOfAChunkAreNeverCommands(String line) {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            client.line("RCPT TO:<b@own.example>").expect("250");
            client.send(line + "\r\nRSET\r\nMAIL FROM:<x@own.example>\r\n");
            assertThat(client.repliesToTheEnd()).singleElement().asString().startsWith("5");
        }
        assertThat(edge.messages).isEmpty();
        edge.settled();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: edge.example\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nMAIL FROM",
                "\u0016\u0003\u0001\0\u00f5\u0001\0\0\u00f1\u0003\u0003client hello\r\nRSET\r\n"
            })
    void a20_otherProtocolsGetOneRefusalAndTheEnd(String octets) {
        edge.start();
        try (RawClient client = edge.connect().expect("220")) {
            client.send(octets);
            List<String> replies = client.repliesToTheEnd();
            assertThat(replies).singleElement().asString().startsWith("5");
        }
        try (RawClient client = edge.connect()) {
            client.sendIfOpen(octets);
            assertThat(client.repliesToTheEnd())
                    .filteredOn(reply -> !reply.startsWith("220"))
                    .singleElement()
                    .asString()
                    .startsWith("5");
        }
        edge.settled();
    }
}
