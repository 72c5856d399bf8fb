package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.BEN;
import static org.postern.deliver.Letters.HELLO;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.journey.HandOver;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Reply;

/// What each answer of a next hop means for the message, and for the connection.
@Timeout(30)
class NextHopAnswersTest {
    private static final HandOver TAKEN = new HandOver.Accepted(Reply.of(250, "2.0.0", "Taken"));
    private static final Reply UNKNOWN = Reply.of(550, "5.1.1", "Unknown");
    private static final Reply FULL = Reply.of(452, "4.2.2", "Full");

    @Test
    void aRefusedSenderIsARefusalOfTheMessage() throws Exception {
        ScriptedServer.Script script =
                it -> {
                    it.greet("PIPELINING");
                    it.hearAll("MAIL", "RCPT", "DATA");
                    it.say("550 5.7.1 Not from you", "503 5.5.1 No", "503 5.5.1 No");
                    it.hear("RSET");
                    it.say("250 OK");
                    it.takeAll();
                };
        assertThat(thenOneMore(script, ANN))
                .isEqualTo(new HandOver.Declined(Reply.of(550, "5.7.1", "Not from you")));
    }

    /// A bounce of every message would be the price of a next hop that asks for TLS or a login all at once.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "530 5.7.0 Must issue a STARTTLS command first",
                "538 5.7.11 Encryption required",
                "503 5.5.1 Say EHLO first",
                "502 5.5.1 Not implemented",
                "500 5.5.2 Not understood"
            })
    void whatANextHopWantsOfUsRefusesNoMessage(String answer) throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hearAll("MAIL", "RCPT", "DATA");
                            it.say(answer, "503 5.5.1 No", "503 5.5.1 No");
                        });
                var delivery = delivery()) {
            assertThat(send(delivery, server, ANN))
                    .isInstanceOfSatisfying(
                            HandOver.Failed.class,
                            failed -> assertThat(failed.detail()).contains(answer));
        }
    }

    @Test
    void aRefusedSenderIsARefusalWithoutPipeliningToo() throws Exception {
        ScriptedServer.Script script =
                it -> {
                    it.greet();
                    it.hear("MAIL");
                    it.say("451 4.7.1 Greylisted");
                    it.hear("RSET");
                    it.say("250 OK");
                    it.hear("MAIL");
                    it.say("250 Sender");
                    it.hear("RCPT");
                    it.say("250 Recipient");
                    it.hear("DATA");
                    it.say("354 Go ahead");
                    it.content();
                    it.say("250 2.0.0 Taken");
                };
        assertThat(thenOneMore(script, ANN))
                .isEqualTo(new HandOver.Declined(Reply.of(451, "4.7.1", "Greylisted")));
    }

    @Test
    void aRefusedRecipientIsARefusalOfTheMessage() throws Exception {
        ScriptedServer.Script script =
                it -> {
                    it.greet("PIPELINING");
                    it.hearAll("MAIL", "RCPT", "DATA");
                    it.say("250 Sender", "550 5.1.1 Unknown", "554 5.5.1 No valid recipients");
                    it.hear("RSET");
                    it.say("250 OK");
                    it.takeAll();
                };
        assertThat(thenOneMore(script, ANN)).isEqualTo(new HandOver.Declined(UNKNOWN));
    }

    @Test
    void noContentLeavesWhereTheOnlyRecipientIsRefusedAndDataIsNot() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hearAll("MAIL", "RCPT", "DATA");
                            it.say("250 Sender", "550 5.1.1 Unknown", "354 Go ahead");
                            assertThat(it.line()).isEmpty();
                        });
                var delivery = delivery()) {
            assertThat(send(delivery, server, ANN)).isEqualTo(new HandOver.Declined(UNKNOWN));
            assertThat(server.heard(0)).endsWith("DATA\r\n");
        }
    }

    @Test
    void uniformRefusalsOfRecipientsAreARefusalOfTheMessage() throws Exception {
        ScriptedServer.Script script =
                it -> {
                    it.greet("PIPELINING");
                    it.hearAll("MAIL", "RCPT", "RCPT");
                    it.say("250 Sender", "452 4.2.2 Full", "450 4.2.1 Busy");
                    it.hear("RSET");
                    it.say("250 OK");
                    it.takeAll();
                };
        var each = Map.of(ANN, FULL, BEN, Reply.of(450, "4.2.1", "Busy"));
        assertThat(thenOneMore(script, ANN, BEN)).isEqualTo(new HandOver.Declined(FULL, each, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "250 2.1.5 Fine, 550 5.1.1 Unknown",
        "452 4.2.2 Full, 250 2.1.5 Fine",
        "452 4.2.2 Full, 550 5.1.1 Unknown"
    })
    void mixedAnswersGiveTheTransactionUpBeforeContent(String first, String second)
            throws Exception {
        ScriptedServer.Script script =
                it -> {
                    it.greet("PIPELINING");
                    it.hearAll("MAIL", "RCPT", "RCPT");
                    it.say("250 Sender", first, second);
                    it.hear("RSET");
                    it.say("250 OK");
                    it.takeAll();
                };
        HandOver result = thenOneMore(script, ANN, BEN);
        assertThat(result).isInstanceOf(HandOver.Mixed.class);
        if (result instanceof HandOver.Mixed(Map<Address, Reply> replies, _)) {
            assertThat(replies.get(ANN)).hasToString(first);
            assertThat(replies.get(BEN)).hasToString(second);
        }
    }

    @Test
    void refusedDataIsARefusalOfTheMessage() throws Exception {
        ScriptedServer.Script script =
                it -> {
                    it.greet("PIPELINING");
                    it.hearAll("MAIL", "RCPT", "DATA");
                    it.say("250 Sender", "250 Recipient", "451 4.3.1 No room");
                    it.hear("RSET");
                    it.say("250 OK");
                    it.takeAll();
                };
        assertThat(thenOneMore(script, ANN))
                .isEqualTo(new HandOver.Declined(Reply.of(451, "4.3.1", "No room")));
    }

    @Test
    void aRefusalOfTheContentIsPassedOnWithAnEnhancedCode() throws Exception {
        ScriptedServer.Script script =
                it -> {
                    it.greet("PIPELINING");
                    it.hearAll("MAIL", "RCPT", "DATA");
                    it.say("250 Sender", "250 Recipient", "354 Go ahead");
                    it.content();
                    it.say("554 Not this");
                    it.takeAll();
                };
        assertThat(thenOneMore(script, ANN))
                .isEqualTo(new HandOver.Declined(Reply.of(554, "5.0.0", "Not this")));
    }

    @Test
    void aNextHopThatClosesInsteadOfTakingPutsTheMessageOff() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hearAll("MAIL", "RCPT", "DATA");
                            it.say("250 Sender", "250 Recipient", "354 Go ahead");
                            it.content();
                            it.say("421 4.3.2 Shutting down");
                        });
                var delivery = delivery()) {
            assertThat(send(delivery, server, ANN))
                    .isEqualTo(new HandOver.Declined(Reply.of(451, "4.3.2", "Shutting down")));
        }
    }

    @ParameterizedTest
    @CsvSource({"421 4.3.2 Busy", "554 5.7.1 We do not like you", "250 Hello"})
    void j10_aGreetingIsNeverARefusalOfTheMessage(String greeting) throws Exception {
        assertFailedBefore("MAIL", it -> it.say(greeting));
    }

    @ParameterizedTest
    @CsvSource({"421 4.3.2 Busy", "451 4.3.0 Later", "550 5.7.1 No"})
    void j10_anAnswerToEhloIsNeverARefusalOfTheMessage(String answer) throws Exception {
        assertFailedBefore(
                "MAIL",
                it -> {
                    it.say("220 sink.example");
                    it.hear("EHLO");
                    it.say(answer);
                    if (it.line().isPresent()) {
                        it.say(answer);
                    }
                });
    }

    @Test
    void aFarewellInTheMiddleIsNoRefusalOfTheMessage() throws Exception {
        assertFailedBefore(
                "DATA",
                it -> {
                    it.greet();
                    it.hear("MAIL");
                    it.say("250 Sender");
                    it.hear("RCPT");
                    it.say("421 4.3.2 Shutting down");
                });
    }

    @Test
    void aKeptConnectionThatEndedIsReplaced() throws Exception {
        assertReplaced(it -> {});
    }

    @Test
    void aKeptConnectionThatEndsAtMailIsReplaced() throws Exception {
        assertReplaced(it -> it.hear("MAIL"));
    }

    @Test
    void aKeptConnectionThatSaysFarewellAtMailIsReplaced() throws Exception {
        assertReplaced(it -> {
            it.hear("MAIL");
            it.say("421 4.4.2 Waited too long");
        });
    }

    @Test
    void aKeptConnectionThatAnsweredAnythingIsNotReplaced() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.take();
                            it.hearAll("MAIL", "RCPT", "DATA");
                            it.say("250 Sender");
                        });
                var delivery = delivery()) {
            assertThat(send(delivery, server, ANN)).isEqualTo(TAKEN);
            assertThat(send(delivery, server, ANN)).isInstanceOf(HandOver.Failed.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    private static void assertReplaced(ScriptedServer.Script afterFirst) throws Exception {
        try (var server =
                        ScriptedServer.of(
                                it -> {
                                    it.greet("PIPELINING");
                                    it.take();
                                    afterFirst.play(it);
                                },
                                it -> {
                                    it.greet("PIPELINING");
                                    it.takeAll();
                                });
                var delivery = delivery()) {
            assertThat(send(delivery, server, ANN)).isEqualTo(TAKEN);
            assertThat(send(delivery, server, ANN)).isEqualTo(TAKEN);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static void assertFailedBefore(String command, ScriptedServer.Script script)
            throws Exception {
        try (var server = ScriptedServer.of(script);
                var delivery = delivery()) {
            assertThat(send(delivery, server, ANN)).isInstanceOf(HandOver.Failed.class);
            assertThat(server.heard(0)).doesNotContain(command);
        }
    }

    /// Plays the script for one message, and expects that the same connection takes a second one.
    private static HandOver thenOneMore(ScriptedServer.Script script, Address... recipients)
            throws Exception {
        try (var server = ScriptedServer.of(script);
                var delivery = delivery()) {
            HandOver result = send(delivery, server, recipients);
            assertThat(send(delivery, server, ANN)).isEqualTo(TAKEN);
            assertThat(server.connections()).isEqualTo(1);
            return result;
        }
    }

    private static PassThrough delivery() {
        return new PassThrough("node.example", Letters.settings(Map.of()));
    }

    private static HandOver send(PassThrough delivery, ScriptedServer server, Address... recipients)
            throws InterruptedException {
        return delivery.handOver(
                server.nextHop(), Letters.shipped(Letters.to(recipients)), Letters.content(HELLO));
    }
}
