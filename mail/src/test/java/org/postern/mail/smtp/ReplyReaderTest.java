package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Replies of servers, the hostile ones too.
class ReplyReaderTest {
    @Test
    void repliesAreRead() {
        assertThat(read("250 2.1.0 Sender OK\r\n"))
                .isEqualTo(received(Reply.of(250, "2.1.0", "Sender OK")));
        assertThat(read("250\r\n")).isEqualTo(received(Reply.of(250, "", "")));
        assertThat(read("354 Go\r\n")).isEqualTo(received(Reply.of(354, "", "Go")));
        assertThat(read("250 2.0.0\r\n")).isEqualTo(received(Reply.of(250, "2.0.0", "")));
        assertThat(read("550 2.1.0 odd\r\n")).isEqualTo(received(Reply.of(550, "", "2.1.0 odd")));
        assertThat(read("550 5.1000.0 odd\r\n"))
                .isEqualTo(received(Reply.of(550, "", "5.1000.0 odd")));
        assertThat(read("550-5.7.1 one\r\n550 5.7.1 two\r\n"))
                .isEqualTo(received(new Reply(550, "5.7.1", java.util.List.of("one", "two"))));
    }

    @Test
    void pipelinedRepliesStayApart() throws IOException {
        var in = new WireInput(Segments.of("250 a\r\n250-b\r\n25", "0 c\r\n354 d\r\n"));
        var reader = new ReplyReader(in);
        assertThat(reader.read()).hasToString("Received[reply=250 a]");
        assertThat(reader.read()).hasToString("Received[reply=250 b / c]");
        assertThat(reader.read()).hasToString("Received[reply=354 d]");
        assertThat(reader.read()).isEqualTo(new ReplyReader.Result.Closed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100 x\r\n",
                "600 x\r\n",
                "25 x\r\n",
                "abc\r\n",
                "\r\n",
                "250_x\r\n",
                "250-a\r\n550 b\r\n",
                "250 x\n",
                "250 x\ry\r\n",
                "250 x\0\r\n"
            })
    void a17_whatIsNoReplyIsNotTaken(String wire) {
        assertThat(read(wire)).isInstanceOf(ReplyReader.Result.Malformed.class);
    }

    @Test
    void a17_repliesWithoutEndAreBounded() {
        assertThat(read("250 " + "x".repeat(1_000_000) + "\r\n"))
                .isInstanceOf(ReplyReader.Result.Malformed.class);
        assertThat(read("x".repeat(1_000_000))).isInstanceOf(ReplyReader.Result.Malformed.class);
        assertThat(read("250-again\r\n".repeat(1_000_000)))
                .isInstanceOf(ReplyReader.Result.Malformed.class);
        assertThat(read("250-again\r\n")).isEqualTo(new ReplyReader.Result.Closed());
    }

    @Test
    void a17_repliesAreCleanedForLogsAndNotices() {
        assertThat(read("550 5.1.1 \u001b[2J\u0007\u00ff\t<x>\r\n"))
                .isEqualTo(received(Reply.of(550, "5.1.1", "?[2J???<x>")));
        assertThat(read("550 " + "y".repeat(3000) + "\r\n"))
                .isEqualTo(received(Reply.of(550, "", "y".repeat(480))));
    }

    @Test
    void capabilitiesAreRead() {
        var result =
                read(
                        "250-mx\r\n250-PIPELINING\r\n250-size 1000\r\n250-\r\n250-8BITMIME\r\n250 STARTTLS\r\n");
        var server = Capabilities.of(((ReplyReader.Result.Received) result).reply());
        assertThat(server.pipelining() && server.eightBitMime() && server.startTls()).isTrue();
        assertThat(server.maxMessage()).isEqualTo(1000);
        assertThat(server.has("MX")).isFalse();
        assertThat(Capabilities.NONE.maxMessage()).isEqualTo(Long.MAX_VALUE);
        for (String size : new String[] {"SIZE", "SIZE 0", "SIZE x", "SIZE " + "9".repeat(400)}) {
            assertThat(
                            Capabilities.of(new Reply(250, "", java.util.List.of("mx", size)))
                                    .maxMessage())
                    .isEqualTo(Long.MAX_VALUE);
        }
    }

    private static ReplyReader.Result received(Reply reply) {
        return new ReplyReader.Result.Received(reply);
    }

    private static ReplyReader.Result read(String wire) {
        try {
            return new ReplyReader(new WireInput(Segments.of(wire))).read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
