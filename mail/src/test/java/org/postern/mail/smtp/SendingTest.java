package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;

/// What goes out: one command is one command, one message is one message.
class SendingTest {
    private static final Capabilities ALL =
            new Capabilities(Map.of("SIZE", "", "8BITMIME", "", "PIPELINING", ""));

    @Test
    void commandsAreEncodedInGroups() {
        var sender = new ReversePath.Mailbox(WireSession.address("a@b.example"));
        byte[] group =
                ClientCommand.encode(
                        List.of(
                                ClientCommand.mail(sender, MailParameters.of(12, true), ALL),
                                ClientCommand.rcpt(WireSession.address("\"c d\"@e.example")),
                                ClientCommand.DATA));
        assertThat(new String(group, StandardCharsets.US_ASCII))
                .isEqualTo(
                        String.join(
                                "\r\n",
                                "MAIL FROM:<a@b.example> SIZE=12 BODY=8BITMIME",
                                "RCPT TO:<\"c d\"@e.example>",
                                "DATA",
                                ""));
        assertThat(
                        ClientCommand.mail(
                                        ReversePath.Null.NULL,
                                        MailParameters.of(12, true),
                                        Capabilities.NONE)
                                .line())
                .isEqualTo("MAIL FROM:<>");
    }

    @Test
    void a17_noArgumentHoldsASecondCommand() {
        for (String bad : List.of("x\r\nRSET", "x\nRSET", "x\rRSET", "x\0", "x y", "ü", "")) {
            assertThatThrownBy(() -> ClientCommand.ehlo(bad))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ClientCommand.helo(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String bad :
                List.of("x\r\nRSET", "x\nRSET", "x\rRSET", "x\0", "\u0085", "", "x".repeat(1001))) {
            assertThatThrownBy(() -> new ClientCommand(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        Address international = AddressParser.INTERNATIONAL.address("ü@b.example").orThrow();
        assertThatThrownBy(() -> ClientCommand.rcpt(international))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Address("x\r\nRSET", new Domain.Name("b.example")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a4_strayLineEndsNeverGoOut() {
        for (String falseEnd : SmugglingTest.falseEnds()) {
            if (falseEnd.contains("\0")) {
                continue;
            }
            String content = "Subject: x\r\n\r\ntext" + falseEnd + "MAIL FROM:<x@y.example>\r\n";
            for (int split = 0; split <= content.length(); split++) {
                var out = new ByteArrayOutputStream();
                int at = split;
                assertThatThrownBy(() -> send(content, at, out)).isInstanceOf(IllegalContent.class);
                assertThat(withoutLineEnds(out)).doesNotContain("\r", "\n");
                assertThat(text(out)).doesNotContain("\r\n.\r\n");
            }
        }
        assertThatThrownBy(() -> send("x\r", 1, new ByteArrayOutputStream()))
                .isInstanceOf(IllegalContent.class);
    }

    @Test
    void a5_whatWasSentIsWhatIsReceived() throws Exception {
        var random = new Random(55);
        for (int round = 0; round < 500; round++) {
            String content = lines(random);
            var out = new ByteArrayOutputStream();
            send(content, random.nextInt(content.length() + 1), out);
            var got = new StringBuilder();
            var in = new WireInput(Segments.randomly(out.toByteArray(), random));
            var ending = SmugglingTest.read(in, ContentLimits.of(1 << 30), got);
            String whole =
                    content.isEmpty() || content.endsWith("\r\n") ? content : content + "\r\n";
            assertThat(ending).isEqualTo(new DataReader.Ending.Complete(whole.length()));
            assertThat(got.toString()).isEqualTo(whole);
            assertThat(in.hasMore()).isFalse();
        }
    }

    @Test
    void aSmallMessageIsOneWrite() throws Exception {
        int[] writes = {0};
        var writer = new DataWriter((from, offset, length) -> writes[0]++);
        writer.write(Segments.octets("Received: x\r\n"), 0, 13);
        writer.write(ByteBuffer.wrap(Segments.octets(".line\r\n".repeat(500))).asReadOnlyBuffer());
        writer.finish();
        assertThat(writes[0]).isEqualTo(1);
        assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    }

    private static void send(String content, int split, ByteArrayOutputStream out)
            throws IOException, IllegalContent {
        byte[] octets = Segments.octets(content);
        var writer = new DataWriter(out::write);
        writer.write(octets, 0, split);
        ByteBuffer rest = ByteBuffer.wrap(octets, split, octets.length - split);
        writer.write(split % 2 == 0 ? rest : rest.asReadOnlyBuffer());
        writer.finish();
    }

    private static String text(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String withoutLineEnds(ByteArrayOutputStream out) {
        return text(out).replace("\r\n", "");
    }

    private static String lines(Random random) {
        var text = new StringBuilder();
        for (int line = random.nextInt(8); line > 0; line--) {
            int longest = random.nextInt(20) == 0 ? 50_000 : 5;
            for (int i = random.nextInt(longest); i > 0; i--) {
                text.append("..ab\0\u00ff".charAt(random.nextInt(6)));
            }
            if (line > 1 || random.nextBoolean()) {
                text.append("\r\n");
            }
        }
        return text.toString();
    }
}
