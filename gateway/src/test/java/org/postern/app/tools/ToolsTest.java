package org.postern.app.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.app.CommandLineAnswer;
import org.postern.app.Exit;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.sink.Act;
import org.postern.sink.Behaviour;
import org.postern.sink.Extension;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Stage;
import org.postern.sink.Taken;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ToolsTest {
    private static final Pattern STRAY = Pattern.compile("\\r(?!\\n)|(?<!\\r)\\n");

    private final Shelf.Memory shelf = new Shelf.Memory();

    @Test
    void sendPrintsTheReplyAndTheId() throws IOException {
        String id = "01jd8x7c2m5k9q3r6t0v4w8y1z";
        Behaviour postern =
                Behaviour.GOOD.at(Stage.DOT, Act.answer(250, "2.0.0", "Accepted as " + id));
        CommandLineAnswer answer =
                send(
                        postern,
                        "--to",
                        "a@x.example,b@y.example",
                        "--subject",
                        "Grüße",
                        "--body",
                        "eins\n.zwei");
        assertThat(answer.exit()).isEqualTo(Exit.OK);
        assertThat(answer.out()).isEqualTo("250 2.0.0 Accepted as " + id + "\nid " + id + "\n");
        Taken taken = shelf.messages().getFirst();
        assertThat(taken.recipients()).hasSize(2);
        assertThat(taken.text())
                .contains("Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\n", "\r\neins\r\n.zwei\r\n");
        assertThat(STRAY.matcher(taken.text()).find()).isFalse();
    }

    @Test
    void sendSendsAFileAsItIs(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("m.eml"), "Subject: x\n\n.\r\nümlaut\n");
        assertThat(send(Behaviour.GOOD, file.toString()).exit()).isEqualTo(Exit.OK);
        Taken taken = shelf.messages().getFirst();
        assertThat(new String(taken.content(), StandardCharsets.UTF_8))
                .isEqualTo("Subject: x\r\n\r\n.\r\nümlaut\r\n");
        assertThat(taken.parameters().isEightBit()).isTrue();
    }

    @Test
    void sendSaysWhatWasRefused() throws IOException {
        Behaviour picky =
                Behaviour.GOOD.forRecipient("b@y.example", Act.answer(550, "5.1.1", "Unknown"));
        CommandLineAnswer answer = send(picky, "--to", "a@x.example", "--to", "b@y.example");
        assertThat(answer.exit()).isEqualTo(Exit.NO);
        assertThat(answer.out()).startsWith("b@y.example: 550 5.1.1 Unknown\n250 ");
        Behaviour full = Behaviour.GOOD.at(Stage.MAIL, Act.answer(452, "4.3.1", "Full"));
        assertThat(send(full).out()).isEqualTo("452 4.3.1 Full\n");
    }

    @Test
    void sendPrintsTheDialogue() throws IOException {
        assertThat(send(Behaviour.GOOD, "-v").out())
                .contains(
                        "S 220 ", "C EHLO client.example.org\n", "C DATA\n", "S 354 ", "C QUIT\n");
    }

    @Test
    void sendTellsAServerThatIsNotThereFromAWrongCommandLine() throws IOException {
        int port;
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        assertThat(CommandLineAnswer.to("send", "--server", "127.0.0.1:" + port).exit())
                .isEqualTo(Exit.UNREACHABLE);
        assertThat(CommandLineAnswer.to("send", "--server", "nonsense").exit())
                .isEqualTo(Exit.USAGE);
        assertThat(CommandLineAnswer.to("send", "--to", "no address").err()).contains("no address");
        assertThat(CommandLineAnswer.to("send", "/nonexistent.eml").err()).contains("no such file");
        assertThat(
                        CommandLineAnswer.to(
                                        "load", "--server", "127.0.0.1:" + port, "--messages", "3")
                                .exit())
                .isEqualTo(Exit.UNREACHABLE);
    }

    @Test
    void a17_sendAndLoadSurviveAHostileServer() throws IOException {
        for (Act act :
                List.of(new Act.Endless("250-x", 1 << 22), Act.raw("2\u0000\n\r\n"), Act.drop())) {
            Behaviour hostile = Behaviour.GOOD.at(Stage.HELLO, act);
            assertThat(send(hostile).exit()).isEqualTo(Exit.UNREACHABLE);
            CommandLineAnswer answer = load(hostile, "--messages", "4", "--sessions", "2");
            assertThat(answer.exit()).isEqualTo(Exit.NO);
            assertThat(answer.out()).contains("connection lost");
        }
    }

    @Test
    void withoutEightBitMimeSendSaysSo() throws IOException {
        CommandLineAnswer answer =
                send(Behaviour.GOOD.without(Extension.EIGHT_BIT_MIME), "--body", "ü");
        assertThat(answer.exit()).isEqualTo(Exit.NO);
        assertThat(answer.err()).contains("8BITMIME");
    }

    @Test
    void loadSendsEachMessageOnce() throws IOException {
        for (String how : List.of("--reuse", "--no-pipelining")) {
            CommandLineAnswer answer =
                    load(
                            Behaviour.GOOD,
                            "--messages",
                            "50",
                            "--sessions",
                            "3",
                            "--size",
                            "1KiB",
                            "--json",
                            how);
            assertThat(answer.exit()).as(answer.err()).isEqualTo(Exit.OK);
            var report = JsonMapper.shared().readTree(answer.out());
            assertThat(report.get("messages").asLong()).isEqualTo(50);
            assertThat(report.get("errors").isEmpty()).isTrue();
        }
        assertThat(shelf.messages()).hasSize(100).allMatch(taken -> taken.content().length == 1024);
        long ids = shelf.messages().stream().map(ToolsTest::messageId).distinct().count();
        assertThat(ids).isEqualTo(100);
    }

    @Test
    void loadCountsWhatWentWrong() throws IOException {
        Behaviour full = Behaviour.GOOD.at(Stage.DOT, Act.answer(452, "4.3.1", "Full"));
        CommandLineAnswer answer = load(full, "--messages", "7", "--sessions", "2");
        assertThat(answer.exit()).isEqualTo(Exit.NO);
        assertThat(answer.out()).contains("7 × refused 452 4.3.1");
    }

    @Test
    void loadKeepsItsRateAndItsTime() throws IOException {
        CommandLineAnswer answer =
                load(Behaviour.GOOD, "--rate", "50", "--duration", "400ms", "--json");
        var report = JsonMapper.shared().readTree(answer.out());
        assertThat(report.get("messages").asLong()).isBetween(1L, 20L);
    }

    @Test
    void loadMessagesOfEverySizeHaveWholeLines() {
        for (int size = LoadMessage.LEAST; size < LoadMessage.LEAST + 400; size++) {
            var message = new LoadMessage("run", "a@x.example", "b@y.example", size);
            String wire = new String(message.wire(size), StandardCharsets.US_ASCII);
            assertThat(wire).endsWith("\r\n.\r\n").contains("<run.000000000" + size + "@");
            assertThat(STRAY.matcher(wire).find()).isFalse();
            assertThat(wire.length() - 3).isBetween(size, Math.max(size, 290));
        }
    }

    @Test
    void percentilesAreOfTheNearestRank() {
        var timings = new Timings();
        for (int i = 100; i > 0; i--) {
            timings.add(i * 1_000_000L);
        }
        timings.sort();
        assertThat(timings.millis(50)).isEqualTo(50);
        assertThat(timings.millis(99)).isEqualTo(99);
        assertThat(timings.millis(100)).isEqualTo(100);
        assertThat(new Timings().millis(99)).isZero();
    }

    @Test
    void longSubjectsBecomeSeveralWords() {
        Address to = AddressParser.ASCII.address("b@y.example").orThrow();
        var date = ZonedDateTime.of(2026, 11, 21, 12, 0, 0, 0, ZoneOffset.UTC);
        byte[] octets =
                new Draft("a@x.example", List.of(to), "ü".repeat(60), "", date, "id@x.example")
                        .octets();
        String text = new String(octets, StandardCharsets.US_ASCII);
        assertThat(text).contains("Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n");
        assertThat(text.lines()).allMatch(line -> line.length() <= 78);
    }

    private CommandLineAnswer send(Behaviour behaviour, String... more) throws IOException {
        return with(behaviour, "send", more);
    }

    private CommandLineAnswer load(Behaviour behaviour, String... more) throws IOException {
        return with(behaviour, "load", more);
    }

    private CommandLineAnswer with(Behaviour behaviour, String verb, String... more)
            throws IOException {
        try (Sink sink = Sink.start(behaviour, shelf)) {
            var args = new ArrayList<>(List.of(verb, "--server", "127.0.0.1:" + sink.port()));
            args.addAll(List.of(more));
            return CommandLineAnswer.to(args.toArray(String[]::new));
        }
    }

    private static String messageId(Taken taken) {
        return taken.text()
                .lines()
                .filter(line -> line.startsWith("Message-ID:"))
                .findFirst()
                .orElseThrow();
    }
}
