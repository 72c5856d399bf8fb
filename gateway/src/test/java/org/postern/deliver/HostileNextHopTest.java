package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.HELLO;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.journey.HandOver;

/// Next hops that are broken, or out to break us: what they do stays bounded, and never turns into a lost message.
@Timeout(30)
class HostileNextHopTest {
    private static final Map<String, String> SHORT =
            Map.of(
                    "deliver.greeting-timeout", "150ms",
                    "deliver.command-timeout", "150ms",
                    "deliver.block-timeout", "150ms",
                    "deliver.final-timeout", "150ms");

    @Test
    void j10_droppedAfterTheFinalDotIsInDoubtAndNotTriedAgain() throws Exception {
        assertInDoubt(it -> {});
    }

    @Test
    void j10_droppedAfterTheFinalDotOfAKeptConnectionIsNotTriedAgainEither() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.take();
                            takeContent(it);
                        });
                var delivery = delivery(Map.of())) {
            assertThat(send(delivery, server, HELLO)).isInstanceOf(HandOver.Accepted.class);
            assertThat(send(delivery, server, HELLO)).isInstanceOf(HandOver.InDoubt.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void j10_silentAfterTheFinalDotIsInDoubtInTime() throws Exception {
        assertThat(assertInDoubt(ScriptedServer.Peer::hang).detail())
                .contains("gave no answer to the final dot in time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what?\r\n",
                "354 Go ahead\r\n",
                "250\n",
                "2500 Taken\r\n",
                "600 Taken\r\n",
                "250-Taken\r\n550 No\r\n",
                "\0\r\n",
                "250-still going"
            })
    void a17_anAnswerToTheFinalDotThatMakesNoSenseIsInDoubt(String answer) throws Exception {
        assertInDoubt(it -> {
            it.raw(answer);
            it.hang();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what?\r\n",
                "354 Go ahead\r\n",
                "250\n",
                "099 No\r\n",
                "999 No\r\n",
                "250-A\r\n550 B\r\n",
                "\r\n",
                "25"
            })
    void a17_anAnswerToMailThatMakesNoSenseIsAFailure(String answer) throws Exception {
        assertFailed(it -> {
            it.greet();
            it.hear("MAIL");
            it.raw(answer);
            it.hang();
        });
    }

    @Test
    void a17_aLineOfAMegabyteIsBounded() throws Exception {
        assertFailed(it -> {
            it.greet();
            it.hear("MAIL");
            it.raw("250 " + "x".repeat(1 << 20));
            it.raw("\r\n");
            it.hang();
        });
    }

    @Test
    void a17_aReplyWithoutEndIsBounded() throws Exception {
        assertFailed(it -> {
            it.say("220 sink.example");
            it.hear("EHLO");
            while (true) {
                it.raw("250-more\r\n".repeat(100));
            }
        });
    }

    @Test
    void a17_aReplyInDribsAndDrabsIsBounded() throws Exception {
        assertFailed(it -> {
            it.greet();
            it.hear("MAIL");
            it.raw("2");
            it.raw("5");
            it.hang();
        });
    }

    @Test
    void g6_whatIsPassedOnIsPrintableAsciiAndShort() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet();
                            it.hear("MAIL");
                            it.raw(
                                    "550-5.7.1 \u001b[31m<b>\u00e9\u0007\r\n550 5.7.1 "
                                            + "y".repeat(3000)
                                            + "\r\n");
                            it.hang();
                        });
                var delivery = delivery(SHORT)) {
            HandOver result = send(delivery, server, HELLO);
            assertThat(result)
                    .isInstanceOfSatisfying(
                            HandOver.Declined.class,
                            it -> {
                                assertThat(it.reply().lines().getFirst()).isEqualTo("?[31m<b>??");
                                assertThat(it.reply().lines().getLast()).hasSizeLessThan(481);
                            });
        }
    }

    @Test
    void j10_aGreetingThatNeverComesIsAFailureInTime() throws Exception {
        assertFailed(ScriptedServer.Peer::hang);
    }

    @Test
    void j10_aNextHopThatDoesNotReadContentIsAFailureInTime() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hearAll("MAIL", "RCPT", "DATA");
                            it.say("250 Sender", "250 Recipient", "354 Go ahead");
                            it.stopReading();
                        });
                var delivery = delivery(SHORT)) {
            String large = "x".repeat(70).concat("\r\n").repeat(300_000);
            assertThat(send(delivery, server, large))
                    .isEqualTo(
                            new HandOver.Failed(
                                    server.nextHop() + " gave no room for content in time"));
        }
    }

    @Test
    void j10_everythingTogetherEndsAtTheDeadline() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            takeContent(it);
                            it.hang();
                        });
                var delivery = delivery(Map.of("deliver.deadline", "200ms"))) {
            long begun = System.nanoTime();
            assertThat(send(delivery, server, HELLO)).isInstanceOf(HandOver.InDoubt.class);
            assertThat(System.nanoTime() - begun).isBetween(200_000_000L, 15_000_000_000L);
        }
    }

    @Test
    void anAnswerTooManyIsNotTakenForTheAnswerToTheNextMessage() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            takeContent(it);
                            it.say("250 Taken", "250 And", "250 again");
                            it.hang();
                        });
                var delivery = delivery(SHORT)) {
            assertThat(send(delivery, server, HELLO)).isInstanceOf(HandOver.Accepted.class);
            assertThat(send(delivery, server, HELLO)).isInstanceOf(HandOver.Accepted.class);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void answersAheadOfTheirCommandsAreAFailure() throws Exception {
        assertFailed(it -> {
            it.greet();
            it.hear("MAIL");
            it.say("250 Sender", "250 Recipient", "354 Go ahead", "250 Taken");
            it.hang();
        });
    }

    private static HandOver.InDoubt assertInDoubt(ScriptedServer.Script afterDot) throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            takeContent(it);
                            afterDot.play(it);
                        });
                var delivery = delivery(SHORT)) {
            HandOver result = send(delivery, server, HELLO);
            assertThat(result).isInstanceOf(HandOver.InDoubt.class);
            assertThat(server.connections()).isEqualTo(1);
            return (HandOver.InDoubt) result;
        }
    }

    private static void assertFailed(ScriptedServer.Script script) throws Exception {
        try (var server = ScriptedServer.of(script);
                var delivery = delivery(SHORT)) {
            assertThat(send(delivery, server, HELLO)).isInstanceOf(HandOver.Failed.class);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.heard(0)).doesNotContain("Hello");
        }
    }

    private static void takeContent(ScriptedServer.Peer client) throws IOException {
        client.hearAll("MAIL", "RCPT", "DATA");
        client.say("250 Sender", "250 Recipient", "354 Go ahead");
        client.content();
    }

    private static PassThrough delivery(Map<String, String> changes) {
        return new PassThrough("node.example", Letters.settings(changes));
    }

    private static HandOver send(PassThrough delivery, ScriptedServer server, String content)
            throws InterruptedException {
        return delivery.handOver(
                server.nextHop(), Letters.shipped(Letters.to(ANN)), Letters.content(content));
    }
}
