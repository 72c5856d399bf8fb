package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// There is one end of data, and nothing behind anything else is a command.
class SmugglingTest {
    private static final String SECOND =
            "MAIL FROM:<boss@example.org>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n";

    /// Everything that some server took for an end of data, as escapes of Java strings.
    static List<String> falseEnds() {
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

    @ParameterizedTest
    @MethodSource("falseEnds")
    void a2_onlyCrlfDotCrlfEndsData(String falseEnd) {
        String content = "Subject: first\r\n\r\ntext" + falseEnd + SECOND;
        String whole = content + "\r\n.\r\nQUIT\r\n";
        for (int split = 1; split < whole.length(); split++) {
            var session =
                    new WireSession()
                            .play(
                                    Segments.of(
                                            "EHLO c\r\n",
                                            "MAIL FROM:<a@c.example>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n",
                                            whole.substring(0, split),
                                            whole.substring(split)));
            assertThat(session.messages).as("split at %d", split).hasSizeLessThanOrEqualTo(1);
            if (falseEnd.contains("\0")) {
                // Not a line end of any kind, so it is content, and the message ends where the
                // client ended its own.
                assertThat(session.messages.getFirst().content())
                        .startsWith("Subject: first\r\n\r\ntext\r\n\0.\r\n");
                assertThat(session.codes()).startsWith("250 250 250 354 250 ");
            } else {
                assertThat(session.messages).isEmpty();
                assertThat(session.codes())
                        .as("split at %d", split)
                        .isEqualTo("250 250 250 354 521");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("falseEnds")
    void a3_noSecondEnvelopeFromInside(String falseEnd) {
        String whole = "Subject: first\r\n\r\ntext" + falseEnd + SECOND + "\r\n.\r\nQUIT\r\n";
        var session =
                new WireSession()
                        .play(
                                Segments.of(
                                        "EHLO c\r\n",
                                        "MAIL FROM:<a@c.example>\r\nRCPT TO:<b@example.org>\r\n",
                                        "DATA\r\n",
                                        whole));
        assertThat(session.states.toString()).doesNotContain("boss", "victim");
    }

    @Test
    void a1_bareLineEndsInCommandsClose() {
        for (String bad :
                List.of(
                        "MAIL FROM:<a@b.example>\nRCPT TO:<b@example.org>\r\n",
                        "MAIL FROM:<a@b.example>\rRCPT TO:<b@example.org>\r\n",
                        "NOOP\n",
                        "NOOP\r\r\n",
                        "\n",
                        "\r\0\r\n",
                        "NOOP \0\r\n")) {
            for (int split = 1; split < bad.length(); split++) {
                var session =
                        new WireSession()
                                .play(
                                        Segments.of(
                                                "EHLO c\r\n",
                                                bad.substring(0, split),
                                                bad.substring(split) + "RSET\r\nQUIT\r\n"));
                assertThat(session.codes()).as("%s split at %d", bad, split).isEqualTo("250 521");
            }
        }
    }

    @Test
    void a5_contentIsByteIdenticalWhateverTheDots() {
        var random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            String content = content(random);
            byte[] wire = Segments.octets(stuffed(content) + ".\r\nQUIT\r\n");
            var got = new StringBuilder();
            var in =
                    new WireInput(
                            round % 2 == 0
                                    ? Segments.splitAt(wire, 1 + random.nextInt(wire.length - 1))
                                    : Segments.randomly(wire, random));
            var ending = read(in, ContentLimits.DEFAULTS, got);
            assertThat(got.toString()).isEqualTo(content);
            assertThat(ending).isEqualTo(new DataReader.Ending.Complete(content.length()));
            assertThat(readLine(in)).isEqualTo(new Line.Complete("QUIT"));
        }
    }

    @Test
    void a5_dotLinesSplitAtEveryOctet() {
        String content = ".\r\n..\r\n.x\r\n...\r\n\r\n.\r\n";
        byte[] wire = Segments.octets(stuffed(content) + ".\r\n");
        for (int split = 0; split <= wire.length; split++) {
            var got = new StringBuilder();
            assertThat(
                            read(
                                    new WireInput(Segments.splitAt(wire, split)),
                                    ContentLimits.DEFAULTS,
                                    got))
                    .isEqualTo(new DataReader.Ending.Complete(content.length()));
            assertThat(got.toString()).isEqualTo(content);
        }
    }

    @Test
    void anEmptyMessageIsOne() {
        assertThat(
                        read(
                                new WireInput(Segments.of(".\r\n")),
                                ContentLimits.DEFAULTS,
                                new StringBuilder()))
                .isEqualTo(new DataReader.Ending.Complete(0));
    }

    @Test
    void a11_noMessageWithoutItsEnd() {
        String whole = "Subject: x\r\n\r\n.text\r\n.\r";
        for (int cut = 0; cut <= whole.length(); cut++) {
            assertThat(
                            read(
                                    new WireInput(Segments.of(whole.substring(0, cut))),
                                    ContentLimits.DEFAULTS,
                                    new StringBuilder()))
                    .isEqualTo(new DataReader.Ending.Closed());
        }
    }

    static DataReader.Ending read(WireInput in, ContentLimits limits, StringBuilder to) {
        try {
            return new DataReader(in, limits)
                    .read((from, offset, length) ->
                            to.append(
                                    new String(
                                            from,
                                            offset,
                                            length,
                                            java.nio.charset.StandardCharsets.ISO_8859_1)));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Line readLine(WireInput in) {
        try {
            return in.readLine(1000);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Lines full of what matters: dots, high octets, NUL, empty lines.
    private static String content(Random random) {
        var text = new StringBuilder();
        for (int line = random.nextInt(20); line > 0; line--) {
            for (int i = random.nextInt(random.nextInt(10) == 0 ? 2000 : 6); i > 0; i--) {
                text.append("..x \0\u00ff".charAt(random.nextInt(6)));
            }
            text.append("\r\n");
        }
        return text.toString();
    }

    private static String stuffed(String content) {
        String text = content.startsWith(".") ? "." + content : content;
        return text.replace("\r\n.", "\r\n..");
    }
}
