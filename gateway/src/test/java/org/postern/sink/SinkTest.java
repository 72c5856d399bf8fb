package org.postern.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mail.address.Address;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SinkTest {
    private static final String PREPARE =
            "EHLO client.example\r\nMAIL FROM:<a@one.example>\r\nRCPT TO:<b@two.example>\r\n";
    private static final String MESSAGE = "Subject: x\r\n\r\n..dots\r\nend\r\n.\r\n";

    private final Shelf.Memory shelf = new Shelf.Memory();

    @Test
    void takesAMessageAsTheClientMeantIt() throws Exception {
        String answers = talk(Behaviour.GOOD, PREPARE + "DATA\r\n" + MESSAGE + "QUIT\r\n");
        assertThat(codes(answers)).containsExactly("220", "250", "250", "250", "354", "250", "221");
        assertThat(answers).contains("250-PIPELINING\r\n", "250-8BITMIME\r\n");
        Taken taken = shelf.messages().getFirst();
        assertThat(taken.text()).isEqualTo("Subject: x\r\n\r\n.dots\r\nend\r\n");
        assertThat(taken.hello()).isEqualTo("client.example");
        assertThat(taken.sender()).hasToString("a@one.example");
        assertThat(taken.recipients())
                .extracting(Address::toString)
                .containsExactly("b@two.example");
    }

    @Test
    void countsWithoutKeeping() throws Exception {
        try (Sink sink = Sink.start(Behaviour.GOOD, new Shelf.Nothing())) {
            String two =
                    PREPARE
                            + "DATA\r\n"
                            + MESSAGE
                            + "MAIL FROM:<>\r\nRCPT TO:<c@two.example>\r\nDATA\r\n.\r\nQUIT\r\n";
            talk(sink, two);
            assertThat(sink.counts().messages()).isEqualTo(2);
            assertThat(sink.counts().recipients()).isEqualTo(2);
            assertThat(sink.counts().octets()).isEqualTo(26);
            assertThat(sink.counts().connections()).isEqualTo(1);
        }
    }

    @Test
    void refusesAtAStage() throws Exception {
        Behaviour full = Behaviour.GOOD.at(Stage.DOT, Act.answer(452, "4.3.1", "Full"));
        assertThat(codes(talk(full, PREPARE + "DATA\r\n" + MESSAGE + "QUIT\r\n")))
                .containsExactly("220", "250", "250", "250", "354", "452", "221");
        Behaviour closed = Behaviour.GOOD.at(Stage.DATA, Act.answer(554, "5.0.0", "No"));
        assertThat(codes(talk(closed, PREPARE + "DATA\r\nQUIT\r\n")))
                .containsExactly("220", "250", "250", "250", "554", "221");
        assertThat(shelf.messages()).isEmpty();
    }

    @Test
    void refusesOneRecipientOfTwo() throws Exception {
        Behaviour picky =
                Behaviour.GOOD.forRecipient("B@two.example", Act.answer(550, "5.1.1", "Unknown"));
        String answers =
                talk(picky, PREPARE + "RCPT TO:<c@two.example>\r\nDATA\r\n" + MESSAGE + "QUIT\r\n");
        assertThat(codes(answers))
                .containsExactly("220", "250", "250", "550", "250", "354", "250", "221");
        assertThat(shelf.messages().getFirst().recipients())
                .extracting(Address::toString)
                .containsExactly("c@two.example");
    }

    @Test
    void dropsAfterTheDotWithoutTakingTheMessage() throws Exception {
        Behaviour rude = Behaviour.GOOD.at(Stage.DOT, Act.drop());
        assertThat(codes(talk(rude, PREPARE + "DATA\r\n" + MESSAGE)))
                .containsExactly("220", "250", "250", "250", "354");
        assertThat(shelf.messages()).isEmpty();
    }

    @Test
    void hangsUntilItIsClosed() throws Exception {
        try (Sink sink = Sink.start(Behaviour.GOOD.at(Stage.DOT, new Act.Hang()), shelf);
                var socket = new Socket(sink.address().getAddress(), sink.port())) {
            socket.getOutputStream().write(ascii(PREPARE + "DATA\r\n" + MESSAGE));
            var answers = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (!answers.toString().contains("354 ")) {
                answers.append((char) in.read());
            }
            in.skipNBytes(in.available());
            sink.cutConnections();
            assertThat(in.readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .doesNotContain("250 ");
        }
    }

    @Test
    void a17_saysWhateverAHostileServerWouldSay() throws Exception {
        Behaviour hostile =
                Behaviour.GOOD
                        .at(Stage.HELLO, new Act.Endless("250-" + "x".repeat(60), 1 << 20))
                        .at(Stage.QUIT, Act.raw("221 \u0000\u001b[2J bye\nextra\r\n"));
        String answers = talk(hostile, "EHLO x\r\nQUIT\r\n");
        assertThat(answers)
                .hasSizeGreaterThan(1 << 20)
                .endsWith("221 \u0000\u001b[2J bye\nextra\r\n");
    }

    @Test
    void a2_countsContentThatIsNotFramedByTheLetter() throws Exception {
        try (Sink sink = Sink.start(Behaviour.GOOD, shelf)) {
            assertThat(codes(talk(sink, PREPARE + "DATA\r\nx\n.\r\n.\r\n"))).contains("521");
            assertThat(sink.counts().faults()).isEqualTo(1);
            assertThat(shelf.messages()).isEmpty();
        }
    }

    @Test
    void withoutEightBitItRefusesTheParameter() throws Exception {
        Behaviour old =
                Behaviour.GOOD
                        .without(Extension.EIGHT_BIT_MIME)
                        .without(Extension.ENHANCED_STATUS_CODES);
        String answers = talk(old, "EHLO x\r\nMAIL FROM:<> BODY=8BITMIME\r\nQUIT\r\n");
        assertThat(codes(answers)).containsExactly("220", "250", "555", "221");
        assertThat(answers).doesNotContain("8BITMIME", "2.0.0");
    }

    @Test
    void waitsBeforeItAnswers() throws Exception {
        long begin = System.nanoTime();
        talk(Behaviour.GOOD.at(Stage.CONNECT, Act.slowly(Duration.ofMillis(120))), "QUIT\r\n");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThan(Duration.ofMillis(100));
    }

    @Test
    void writesEachMessageToAFolder(@TempDir Path folder) throws Exception {
        try (Sink sink = Sink.start(Behaviour.GOOD, new Shelf.Folder(folder.resolve("new")))) {
            talk(sink, PREPARE + "DATA\r\n" + MESSAGE + "QUIT\r\n");
        }
        assertThat(Files.readString(folder.resolve("new/000001.eml")))
                .isEqualTo("Subject: x\r\n\r\n.dots\r\nend\r\n");
        assertThat(Files.readString(folder.resolve("new/000001.envelope")))
                .isEqualTo("MAIL FROM:<a@one.example>\nRCPT TO:<b@two.example>\n");
    }

    private String talk(Behaviour behaviour, String words) throws IOException {
        try (Sink sink = Sink.start(behaviour, shelf)) {
            return talk(sink, words);
        }
    }

    private static String talk(Sink sink, String words) throws IOException {
        try (var socket = new Socket(sink.address().getAddress(), sink.port())) {
            socket.getOutputStream().write(ascii(words));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] ascii(String words) {
        return words.getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> codes(String answers) {
        return answers.lines()
                .filter(line -> line.charAt(3) == ' ')
                .map(line -> line.substring(0, 3))
                .toList();
    }
}
