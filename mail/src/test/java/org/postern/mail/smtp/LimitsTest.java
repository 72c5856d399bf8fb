package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Everything that repeats comes to an end.
class LimitsTest {
    private static final String ENVELOPE =
            "MAIL FROM:<a@c.example>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n";

    @Test
    void a12_recipients() {
        var script = new ArrayList<>(List.of("EHLO c\r\n", "MAIL FROM:<a@c.example>\r\n"));
        for (int i = 0; i < 10_000; i++) {
            script.add("RCPT TO:<r" + i + "@example.org>\r\n");
        }
        var session = play(script);
        assertThat(count(session, 452)).isEqualTo(1000);
        assertThat(count(session, 250)).isEqualTo(1002);
        assertThat(session.replies.getLast()).isEqualTo(Replies.TOO_MANY_COMMANDS);
    }

    @Test
    void a12_oneRecipientManyTimesIsOneAndEnds() {
        var script = new ArrayList<>(List.of("EHLO c\r\n", "MAIL FROM:<a@c.example>\r\n"));
        script.addAll(repeat("RCPT TO:<b@example.org>\r\n", 200_000));
        var session = play(script);
        assertThat(session.replies).hasSize(100_001);
        assertThat(session.replies.getLast()).isEqualTo(Replies.TOO_MANY_COMMANDS);
    }

    @Test
    void a12_commandsThatBringNothing() {
        for (String junk :
                List.of("RSET\r\n", "NOOP\r\n", "VRFY x\r\n", "HELP\r\n", "EHLO again\r\n")) {
            var script = new ArrayList<>(List.of("EHLO c\r\n"));
            script.addAll(repeat(junk, 1_000_000));
            assertThat(play(script).replies)
                    .as(junk)
                    .hasSize(102)
                    .last()
                    .isEqualTo(Replies.TOO_MANY_COMMANDS);
        }
    }

    @Test
    void a12_transactionsBegunAndDropped() {
        var script = new ArrayList<>(List.of("EHLO c\r\n"));
        for (int i = 0; i < 1000; i++) {
            script.add("MAIL FROM:<a@c.example>\r\n");
            script.add("RSET\r\n");
        }
        assertThat(play(script).replies.getLast()).isEqualTo(Replies.TOO_MANY_COMMANDS);
    }

    @Test
    void a12_unknownCommands() {
        var session = play(repeat("WAT is this\r\n", 50_000));
        assertThat(session.replies).hasSize(51);
        assertThat(session.replies.getLast()).isEqualTo(Replies.TOO_MANY_ERRORS);
    }

    @Test
    void a15_harvestingEnds() {
        var script = new ArrayList<>(List.of("EHLO c\r\n", "MAIL FROM:<a@c.example>\r\n"));
        for (int i = 0; i < 10_000; i++) {
            script.add("RCPT TO:<r" + i + "@elsewhere.example>\r\n");
        }
        assertThat(play(script).replies).hasSize(53).last().isEqualTo(Replies.TOO_MANY_ERRORS);
    }

    @Test
    void anAcceptedMessageForgivesErrors() {
        var script = new ArrayList<>(List.of("EHLO c\r\n"));
        for (int i = 0; i < 200; i++) {
            script.add("WAT\r\nNOOP\r\n");
            script.add(ENVELOPE);
            script.add("x\r\n.\r\n");
        }
        script.add("QUIT\r\n");
        var session = play(script);
        assertThat(session.messages).hasSize(200);
        assertThat(session.replies.getLast()).isEqualTo(Replies.BYE);
    }

    @Test
    void a12_messagesOfOneConnection() {
        var limits = new ConversationLimits(2048, 10, 10, 1000, 3, 10, 10, 1000);
        var script = new ArrayList<>(List.of("EHLO c\r\n"));
        for (int i = 0; i < 5; i++) {
            script.addAll(List.of(ENVELOPE, ".\r\n"));
        }
        var session =
                new WireSession(limits, ContentLimits.DEFAULTS)
                        .play(Segments.of(script.toArray(String[]::new)));
        assertThat(session.messages).hasSize(3);
        assertThat(session.replies.getLast()).isEqualTo(Replies.TOO_MANY_MESSAGES);
    }

    @Test
    void a12_aCommandLineOfTwoMegabytesIsCutEarly() {
        var line = new Endless('x', 2_000_000);
        var session = new WireSession().play(line);
        assertThat(session.codes()).isEqualTo("500");
        assertThat(line.given).isLessThan(5000);
    }

    @Test
    void a12_longestLineIsExact() {
        assertThat(lineOf(2046)).isInstanceOf(Line.Complete.class);
        assertThat(lineOf(2047)).isInstanceOf(Line.TooLong.class);
        assertThat(lineOf(2048)).isInstanceOf(Line.TooLong.class);
    }

    private static Line lineOf(int length) {
        try {
            return new WireInput(Segments.of("x".repeat(length) + "\r\n")).readLine(2048);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a12_contentLinesEnd() {
        var limits = new ContentLimits(10_000_000, 1000, 5_000_000);
        String fits = "x".repeat(998) + "\r\n";
        assertThat(content(fits + ".\r\n", limits)).isEqualTo(new DataReader.Ending.Complete(1000));
        assertThat(content("x" + fits + ".\r\n", limits))
                .isEqualTo(new DataReader.Ending.LineTooLong(true));
        assertThat(content(new Endless('x', 10_000_000), limits))
                .isEqualTo(new DataReader.Ending.LineTooLong(false));
    }

    @Test
    void a13_largerThanDeclaredIsReadToItsEndAndRefused() {
        var limits = new ContentLimits(2000, 1000, 100_000);
        var session =
                new WireSession(ConversationLimits.DEFAULTS, limits)
                        .play(
                                Segments.of(
                                        "EHLO c\r\n",
                                        "MAIL FROM:<a@c.example> SIZE=10\r\nRCPT TO:<b@example.org>\r\nDATA\r\n",
                                        "line\r\n".repeat(10_000),
                                        ".\r\n",
                                        "MAIL FROM:<a@c.example>\r\nQUIT\r\n"));
        assertThat(session.codes()).isEqualTo("250 250 250 354 552 250 221");
        assertThat(session.messages).isEmpty();
    }

    @Test
    void a13_beyondTheCapTheConnectionEnds() {
        var limits = new ContentLimits(2000, 1000, 1000);
        var session =
                new WireSession(ConversationLimits.DEFAULTS, limits)
                        .play(
                                Segments.of(
                                        "EHLO c\r\n",
                                        ENVELOPE,
                                        "line\r\n".repeat(10_000),
                                        ".\r\n",
                                        "NOOP\r\n"));
        assertThat(session.codes()).isEqualTo("250 250 250 354 552");
        assertThat(session.state).isInstanceOf(State.Closed.class);
    }

    @Test
    void a13_largestMessageIsExact() {
        var limits = new ContentLimits(1000, 1000, 1_000_000);
        String thousand = "12345678\r\n".repeat(100);
        assertThat(content(thousand + ".\r\n", limits))
                .isEqualTo(new DataReader.Ending.Complete(1000));
        assertThat(content(thousand + "\r\n.\r\n", limits))
                .isEqualTo(new DataReader.Ending.TooLarge(true));
    }

    @Test
    void idleConnectionsHoldLittle() throws Exception {
        var in =
                new WireInput(
                        Segments.of("NOOP\r\n", "line\r\n".repeat(10_000) + ".\r\n", "QUIT\r\n"));
        assertThat(in.buffer()).isEmpty();
        in.readLine(2048);
        assertThat(in.buffer()).hasSizeLessThanOrEqualTo(512);
        new DataReader(in, ContentLimits.DEFAULTS).read((from, offset, length) -> {});
        assertThat(in.buffer()).hasSizeLessThanOrEqualTo(512);
        assertThat(in.readLine(2048)).isEqualTo(new Line.Complete("QUIT"));
    }

    private static DataReader.Ending content(String wire, ContentLimits limits) {
        return content(Segments.of(wire), limits);
    }

    private static DataReader.Ending content(InputStream wire, ContentLimits limits) {
        return SmugglingTest.read(new WireInput(wire), limits, new StringBuilder());
    }

    private static WireSession play(List<String> script) {
        return new WireSession().play(Segments.of(script.toArray(String[]::new)));
    }

    private static List<String> repeat(String line, int times) {
        return IntStream.range(0, times).mapToObj(_ -> line).toList();
    }

    private static long count(WireSession session, int code) {
        return session.replies.stream().filter(reply -> reply.code() == code).count();
    }

    /// A client that sends one octet over and over.
    private static final class Endless extends InputStream {
        private final byte octet;
        private int left;
        int given;

        Endless(char octet, int count) {
            this.octet = (byte) octet;
            this.left = count;
        }

        @Override
        public int read() {
            throw new AssertionError("octets are read in blocks");
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            int count = Math.min(left, length);
            Arrays.fill(to, offset, offset + count, octet);
            left -= count;
            given += count;
            return count == 0 ? -1 : count;
        }
    }
}
