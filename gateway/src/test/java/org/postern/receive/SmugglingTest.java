package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nobody hides a second message in a first.
class SmugglingTest {
    private static final String SECOND =
            "MAIL FROM:<boss@own.example>\r\nRCPT TO:<b@own.example>\r\nDATA\r\nSubject: two\r\n\r\nx\r\n.\r\n";

    private final TestEdge edge = new TestEdge();

    @BeforeEach
    void start() {
        edge.start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    static List<String> almostEnds() {
        return List.of(
                "\n.\n",
                "\n.\r",
                "\r.\n",
                "\r.\r",
                "\n.\r\n",
                "\r.\r\n",
                "\r\n\0.\r\n",
                "\r\n.\r\r\n",
                "\r\r\n.\r\r\n",
                "\r\n.\n",
                "\r\n.\r");
    }

    @Test
    void a1_bareLfInACommandEndsTheConnectionAndNothingAfterItIsDone() {
        try (RawClient client = edge.greeted()) {
            client.send("MAIL FROM:<a@sender.example>\nRCPT TO:<b@own.example>\r\nDATA\r\n");
            assertThat(client.repliesToTheEnd()).singleElement().asString().startsWith("521 5.5.2");
        }
        try (RawClient client = edge.greeted()) {
            client.send("MAIL FROM:<a@sender.example>\rRSET\r\n");
            assertThat(client.repliesToTheEnd()).singleElement().asString().startsWith("521 5.5.2");
        }
        assertThat(edge.messages).isEmpty();
        assertThat(edge.dropped()).containsExactly("bare-lf", "bare-cr");
    }

    /// With a NUL before its dot the line end is whole: then all of it is one message up to the real end.
    @Tag("slow")
    @ParameterizedTest
    @MethodSource("almostEnds")
    void a2_onlyCrlfDotCrlfEndsData(String almost) {
        String stream = "Subject: one\r\n\r\nx" + almost + SECOND;
        for (int at = 1; at < stream.length(); at++) {
            try (RawClient client = edge.greeted()) {
                client.data("a@sender.example", "b@own.example");
                client.split(stream, at);
                if (almost.contains("\0")) {
                    client.expect("250");
                } else {
                    assertThat(client.repliesToTheEnd())
                            .singleElement()
                            .asString()
                            .startsWith("521 5.5.2");
                }
            }
        }
        if (almost.contains("\0")) {
            assertThat(edge.messages).hasSize(stream.length() - 1);
            assertThat(edge.messages)
                    .allSatisfy(it -> assertThat(it.text()).contains("\0.\r\nMAIL FROM:<boss@"));
        } else {
            assertThat(edge.messages).isEmpty();
        }
        edge.settled();
    }

    @Test
    void a3_noSecondEnvelopeIsSeenAnywhere() {
        for (String almost : almostEnds()) {
            try (RawClient client = edge.greeted()) {
                client.data("a@sender.example", "b@own.example");
                client.sendIfOpen("Subject: one\r\n\r\nx" + almost + SECOND);
                client.reply();
            }
        }
        edge.settled();
        assertThat(edge.messages)
                .allSatisfy(it ->
                        assertThat(it.arrival().envelope().sender())
                                .hasToString("a@sender.example"));
        assertThat(edge.saw(EdgeEvent.NotTaken.class))
                .hasSize(10)
                .allSatisfy(it -> {
                    assertThat(it.envelope().sender()).hasToString("a@sender.example");
                    assertThat(it.reason()).startsWith("bare-");
                });
    }

    @Test
    void promise2_oneEndOfDataAndTheNextOctetIsTheNextCommand() {
        try (RawClient client = edge.greeted()) {
            client.data("a@sender.example", "b@own.example");
            client.send("..one\r\n.\r\nRSET\r\nNOOP\r\n");
            client.expect("250").expect("250 2.0.0 OK").expect("250 2.0.0 OK");
            client.data("", "b@own.example").send(".\r\n").expect("250");
        }
        assertThat(edge.messages)
                .extracting(TestEdge.Message::text)
                .containsExactly(".one\r\n", "");
    }
}
