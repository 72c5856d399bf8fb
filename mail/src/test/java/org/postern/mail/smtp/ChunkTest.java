package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages in chunks (RFC 3030), without a network.
class ChunkTest {
    private static final String BEGIN = "MAIL FROM:<a@c.example>\r\nRCPT TO:<b@example.org>\r\n";
    private static final String HELLO = "EHLO c\r\n";

    @Test
    void chunksInOneSegmentAreOneMessage() {
        var session =
                play(
                        BEGIN
                                + "BDAT 9\r\n.\r\n..\r\nx\rBDAT 1\r\n\nBDAT 0\r\nBDAT 0 LAST\r\nQUIT\r\n");
        assertThat(session.codes()).isEqualTo("250 250 250 250 250 250 250 221");
        assertThat(session.sent.get(3)).hasToString("250 2.0.0 9 octets taken");
        assertThat(session.messages)
                .singleElement()
                .satisfies(it -> assertThat(it.content()).isEqualTo(".\r\n..\r\nx\r\n"));
    }

    @Test
    void anotherMessageMayFollow() {
        String message =
                "MAIL FROM:<a@c.example>\r\nRCPT TO:<b@example.org>\r\nBDAT 3 LAST\r\na\r\n";
        var session = play(message + message + "QUIT\r\n");
        assertThat(session.codes()).isEqualTo("250 250 250 250 250 250 250 221");
        assertThat(session.messages).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "BDAT -1, 501",
        "BDAT +5, 501",
        "BDAT, 501",
        "BDAT 5 LASTX, 501",
        "BDAT 5 LAST LAST, 501",
        "BDAT LAST, 501",
        "BDAT 0x5, 501",
        "BDAT 123456789012345678901, 501",
        "BDAT 9223372036854775808, 552",
        "BDAT 99999999999999999999 LAST, 552",
        "BDAT 52428801 LAST, 552",
    })
    void a9_whereNobodyKnowsTheEndTheConnectionEnds(String chunk, String code) {
        var session = play(BEGIN + chunk + "\r\nMAIL FROM:<x@c.example>\r\nQUIT\r\n");
        assertThat(session.codes()).isEqualTo("250 250 250 " + code);
        assertThat(session.state).isInstanceOf(State.Closed.class);
        assertThat(session.messages).isEmpty();
    }

    @Test
    void a9_leadingNoughtsAreNoughts() {
        var session = play(BEGIN + "BDAT 00005 LAST\r\nabc\r\nQUIT\r\n");
        assertThat(session.codes()).isEqualTo("250 250 250 250 221");
        assertThat(session.messages.getFirst().content()).isEqualTo("abc\r\n");
    }

    @Test
    void a9_octetsOfARefusedChunkAreNoCommands() {
        var early =
                new WireSession()
                        .play(
                                Segments.of(
                                        "BDAT 6\r\nQUIT\r\n",
                                        HELLO,
                                        "BDAT 6 LAST\r\nQUIT\r\nQUIT\r\n"));
        assertThat(early.codes()).isEqualTo("503 250 503 221");

        var limits = ConversationLimits.DEFAULTS.withMaxMessage(10);
        var session =
                new WireSession(limits, ContentLimits.DEFAULTS)
                        .play(
                                Segments.of(
                                        HELLO,
                                        BEGIN
                                                + "BDAT 6\r\nabcd\r\nBDAT 6\r\nRSET\r\nBDAT 6 LAST\r\n",
                                        "RSET\r\nNOOP\r\nQUIT\r\n"));
        assertThat(session.codes()).isEqualTo("250 250 250 250 552 503 250 221");
        assertThat(session.messages).isEmpty();
    }

    @Test
    void a10_chunksAndDataDoNotMix() {
        var session =
                play(
                        BEGIN,
                        "BDAT 3\r\na\r\n",
                        "DATA\r\n",
                        "MAIL FROM:<x@c.example>\r\n",
                        "RCPT TO:<x@example.org>\r\n",
                        "NOOP\r\n",
                        "BDAT 0 LAST\r\n",
                        "BDAT 3\r\nb\r\n",
                        "MAIL FROM:<a@c.example>\r\n",
                        "BDAT 3 LAST\r\nb\r\n",
                        "RCPT TO:<b@example.org>\r\n",
                        "BDAT 3\r\nc\r\nRSET\r\n",
                        "BDAT 3 LAST\r\nd\r\n");
        assertThat(session.codes())
                .isEqualTo("250 250 250 250 503 503 503 250 250 503 250 503 250 250 250 503 221");
        assertThat(session.messages)
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.content()).isEqualTo("a\r\n");
                    assertThat(it.recipients()).hasSize(1);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BDAT 4\r\na\nb\r\nQUIT\r\n",
                "BDAT 4\r\na\rb\r\nQUIT\r\n",
                "BDAT 2\r\na\rBDAT 2 LAST\r\nb\r\nQUIT\r\n",
                "BDAT 2 LAST\r\na\rQUIT\r\n",
                "BDAT 8 LAST\r\nx\n.\r\nyz\r\nQUIT\r\n",
                "BDAT 1\r\n\nQUIT\r\n",
            })
    void promise2_aBareLineEndEndsTheConnection(String chunks) {
        for (int at = 0; at < chunks.length(); at++) {
            var session = new WireSession();
            session.play(Segments.of(HELLO, BEGIN, chunks.substring(0, at), chunks.substring(at)));
            assertThat(session.sent.getLast().code()).isEqualTo(521);
            assertThat(session.messages).isEmpty();
        }
    }

    @Test
    void a11_aChunkThatEndsEarlyIsNoMessage() {
        for (String cut :
                new String[] {"BDAT 5\r\n", "BDAT 5 LAST\r\nabc\r", "BDAT 5\r\nabc\r\n"}) {
            var session = play(BEGIN + cut);
            assertThat(session.state).isInstanceOf(State.Closed.class);
            assertThat(session.messages).isEmpty();
        }
    }

    @Test
    void a12_longLinesAndLargeMessagesAreReadAwayAndRefused() {
        var session =
                new WireSession(ConversationLimits.DEFAULTS, new ContentLimits(2000, 1000, 5000))
                        .play(
                                Segments.of(
                                        HELLO,
                                        BEGIN
                                                + "BDAT 1500\r\n"
                                                + "x".repeat(1500)
                                                + "BDAT 3 LAST\r\nx\r\n",
                                        "MAIL FROM:<a@c.example>\r\nRCPT TO:<b@example.org>\r\n"
                                                + "BDAT 3000 LAST\r\n"
                                                + ("x".repeat(98) + "\r\n").repeat(30)
                                                + "NOOP\r\n"));
        assertThat(session.codes()).isEqualTo("250 250 250 554 503 250 250 552 250 221");
        assertThat(session.messages).isEmpty();
    }

    private static WireSession play(String... segments) {
        String[] all = Stream.concat(Stream.of(HELLO), Stream.of(segments)).toArray(String[]::new);
        return new WireSession().play(Segments.of(all));
    }
}
