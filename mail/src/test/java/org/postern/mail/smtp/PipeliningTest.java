package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a client may send before it has the reply, and what it may not (RFC 2920 §3.1).
class PipeliningTest {
    @Test
    void a6_octetsBehindDataClose() {
        var session =
                new WireSession()
                        .play(
                                Segments.of(
                                        "EHLO c\r\n",
                                        "MAIL FROM:<a@c.example>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nSubject: early\r\n\r\n.\r\n"));
        assertThat(session.codes()).isEqualTo("250 250 250 554");
        assertThat(session.messages).isEmpty();
    }

    @Test
    void a6_octetsBehindEhloClose() {
        assertThat(
                        new WireSession()
                                .play(Segments.of("EHLO c\r\nMAIL FROM:<a@c.example>\r\n"))
                                .codes())
                .isEqualTo("554");
    }

    @Test
    void a6_earlyTalkersAreSeen() throws Exception {
        var early = Segments.of("EHLO c\r\n");
        assertThat(early.read()).isEqualTo('E');
        assertThat(new WireInput(early).hasMore()).isTrue();
        assertThat(new WireInput(Segments.of("EHLO c\r\n")).hasMore()).isFalse();
    }

    @Test
    void a7_repliesComeInOrderAndOnlyGoodRecipientsAreServed() {
        var session =
                new WireSession()
                        .play(
                                Segments.of(
                                        "EHLO c\r\n",
                                        String.join(
                                                "\r\n",
                                                "MAIL FROM:<a@c.example>",
                                                "RCPT TO:<b@example.org>",
                                                "RCPT TO:<x@elsewhere.example>",
                                                "RCPT TO:<d@example.org>",
                                                "DATA",
                                                ""),
                                        "Subject: x\r\n\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<e@example.org>\r\nDATA\r\n",
                                        ".\r\nQUIT\r\n"));
        assertThat(session.codes()).isEqualTo("250 250 250 550 250 354 250 250 250 354 250 221");
        assertThat(session.messages.stream().map(WireSession.Message::recipients))
                .containsExactly(
                        List.of(
                                WireSession.address("b@example.org"),
                                WireSession.address("d@example.org")),
                        List.of(WireSession.address("e@example.org")));
    }

    @Test
    void b1_commandsBehindStartTlsAreNeverAnswered() {
        for (String injected :
                List.of("EHLO x\r\n", "RSET\r\n", "MAIL FROM:<a@c.example>\r\n", "x", "\r\n")) {
            var session =
                    new WireSession()
                            .play(Segments.of("EHLO c\r\n", "STARTTLS\r\n" + injected, "NOOP\r\n"));
            assertThat(session.codes()).as(injected).isEqualTo("250 554");
        }
    }

    @Test
    void b1_whatWasReadInClearIsDiscarded() throws Exception {
        var in = new WireInput(Segments.of("STARTTLS\r\nEHLO injected\r\n", "EHLO protected\r\n"));
        in.readLine(512);
        assertThat(in.discard()).isEqualTo("EHLO injected\r\n".length());
        assertThat(in.hasMore()).isFalse();
        assertThat(in.readLine(512)).isEqualTo(new Line.Complete("EHLO protected"));
    }

    @Test
    void b4_nothingIsReadBehindTheEndOfTheStream() throws Exception {
        var stream = new ReopeningStream();
        var in = new WireInput(stream);
        assertThat(in.readLine(512)).isEqualTo(new Line.Closed());
        assertThat(in.readLine(512)).isEqualTo(new Line.Closed());
        assertThat(in.hasMore()).isFalse();
        assertThat(new DataReader(in, ContentLimits.DEFAULTS).read((from, offset, length) -> {}))
                .isEqualTo(new DataReader.Ending.Closed());
        assertThat(stream.reads).isEqualTo(1);
    }

    /// A stream that ends and then goes on, as one does where TLS was closed and clear text follows.
    private static final class ReopeningStream extends InputStream {
        int reads;

        @Override
        public int read() {
            throw new AssertionError("octets are read in blocks");
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            to[offset] = '.';
            return reads++ == 0 ? -1 : 1;
        }

        @Override
        public int available() {
            return 1;
        }
    }

    @Test
    void a20_otherProtocolsAreClosedAtOnce() {
        for (String first :
                List.of(
                        "GET / HTTP/1.1\r\nHost: x\r\n\r\nEHLO c\r\n",
                        "POST /x HTTP/1.1\r\nEHLO c\r\n",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                        "Host: x\r\nEHLO c\r\n",
                        "Content-Type: text/plain\r\n",
                        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001")) {
            var session = new WireSession().play(Segments.of(first, "EHLO c\r\n"));
            assertThat(session.codes()).as(first).isEqualTo("521");
        }
    }
}
