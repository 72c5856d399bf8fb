package org.postern.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mail.milter.MilterLimits;

/// What is said to the milter door against its rules: the connection ends with one event, everything is given back, and
/// another connection goes on as if nothing had been.
class BadServerTest {
    @TempDir private Path directory;

    private final TestMilter milter = new TestMilter();

    @AfterEach
    void everythingIsGivenBack() {
        milter.close();
        milter.settled();
    }

    /// Plays something bad beside a connection that is in the middle of a message.
    private void bad(String why, Consumer<FakeServer> play) throws Exception {
        milter.start(directory);
        try (FakeServer other = milter.connect()) {
            other.greeted().addressed("<b@own.example>").send("LSubject| other|");
            try (FakeServer server = milter.connect()) {
                play.accept(server);
                await().atMost(Duration.ofMinutes(1)).until(() -> !milter.broken().isEmpty());
                server.expectClosed();
            }
            other.send("N").send("E").expect(TestMilter.INSERTED).expect("a");
        }
        assertThat(milter.messages).hasSize(1);
        assertThat(milter.events).containsExactly(milter.broken().getFirst());
        assertThat(milter.broken().getFirst().detail()).contains(why);
        assertThat(milter.broken().getFirst().peer()).isEqualTo("127.0.0.1");
    }

    @Test
    void aLengthOfNothing() throws Exception {
        bad("without a command", it -> it.greeted().raw("\0\0\0\0"));
    }

    @Test
    void aLengthOfFourGigabytes() throws Exception {
        bad("more than", it -> it.greeted().raw("\u00ff\u00ff\u00ff\u00ffB"));
    }

    @Test
    void aLengthBeyondTheLimit() throws Exception {
        bad("more than", it -> it.greeted().raw("\0\u0004\0\1B"));
    }

    @Test
    void textsWithoutAnEnd() throws Exception {
        bad("without an end", it -> it.greeted().addressed("<b@own.example>").send("LSubject|x"));
    }

    @Test
    void anUnknownCommand() throws Exception {
        bad("unknown command", it -> it.greeted().send("Z"));
    }

    @Test
    void anotherProtocol() throws Exception {
        bad("more than", it -> it.raw("GET / HTTP/1.1\r\n\r\n"));
    }

    @Test
    void commandsOutOfOrder() throws Exception {
        bad("out of order", it -> it.greeted().send("E"));
    }

    @Test
    void aMessageWithoutRecipients() throws Exception {
        bad("out of order", it -> it.greeted().send("M<a@sender.example>|").expect("c").send("N"));
    }

    @Test
    @Tag("slow")
    void aHeaderOfSixteenMegabytes() throws Exception {
        String field = "LX|" + "y".repeat(99_000) + "|";
        bad(
                "a header of more than",
                it -> it.greeted().addressed("<b@own.example>").sendUntilClosed(field));
    }

    @Test
    void aHeaderOfVeryManyFields() throws Exception {
        milter.limits = new MilterLimits(1 << 20, 256, 64 << 10, 32, 1 << 20, 10_000, 4096);
        bad(
                "a header of more than",
                it -> it.greeted().addressed("<b@own.example>").sendUntilClosed("LX||"));
    }

    @Test
    void aFloodOfMacros() throws Exception {
        bad(
                "too many macros",
                it -> it.greeted().sendUntilClosed("DM{auth_authen}|" + "x".repeat(1000) + "|"));
    }

    @Test
    void macrosBeyondCount() throws Exception {
        bad("too many macros", it -> it.greeted().send("DM" + "a||".repeat(257)));
    }

    @Test
    void macrosBeyondSize() throws Exception {
        bad("octets of macros", it -> it.greeted().send("DMi|" + "x".repeat(70_000) + "|"));
    }

    @Test
    void aSecondNegotiation() throws Exception {
        bad("out of order", it -> it.greeted().send("O" + FakeServer.NEW));
    }

    @Test
    void aServerThatLeavesInTheMiddleOfAMessage() throws Exception {
        bad(
                "in the middle of a message",
                it -> {
                    it.greeted().addressed("<b@own.example>").send("N").send("Bhalf");
                    it.expect("c").close();
                });
    }

    @Test
    void aPacketThatDoesNotEnd() throws Exception {
        milter.packet = Duration.ofMillis(100);
        bad("took too long", it -> it.greeted().raw("\0\0\0\u0009Mhalf"));
    }

    @Test
    void aServerThatIsSilentForTooLong() throws Exception {
        milter.idle = Duration.ofMillis(100);
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.expectClosed();
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> milter.broken().size() == 1);
    }

    /// It asks for answers, and reads none: its commands stay with it.
    @Test
    void aServerThatStopsReading() throws Exception {
        // Long enough for the good one on a machine that is busy.
        milter.write = Duration.ofSeconds(2);
        milter.start(directory);
        try (FakeServer other = milter.connect();
                FakeServer server = milter.connect()) {
            other.greeted();
            server.greeted().send("M<a@sender.example>|").sendUntilClosed("R<b c>|");
            await().atMost(Duration.ofMinutes(1)).until(() -> !milter.broken().isEmpty());
            other.message("<b@own.example>").expect(TestMilter.INSERTED).expect("a");
        }
        assertThat(milter.broken())
                .containsExactlyElementsOf(
                        List.of(
                                new MilterEvent.Broken(
                                        "127.0.0.1", "timeout", "the server took too long")));
    }
}
