package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.BEN;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.journey.HandOver;
import org.postern.journey.Shipment;
import org.postern.mail.smtp.Xforward;

/// The mail server that takes a message back is told whom it is from.
@Timeout(30)
class ForwardOnTheWireTest {
    private static final String TOLD =
            "XFORWARD NAME=client.example ADDR=192.0.2.66 PROTO=ESMTP HELO=a+2Bb SOURCE=REMOTE"
                    + " PORT=4711 IDENT=4ABC";

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "8BITMIME"})
    void theServerIsToldBeforeEachMessage(String extension) throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet(extension, "XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT");
                            for (int i = 0; i < 2; i++) {
                                it.hear(TOLD);
                                it.say("250 Ok");
                                it.hear("MAIL FROM:<sender@b.example>");
                                if (extension.equals("PIPELINING")) {
                                    it.hearAll("RCPT", "DATA");
                                    it.say("250 Sender", "250 Recipient", "354 Go ahead");
                                } else {
                                    it.say("250 Sender");
                                    it.hear("RCPT TO:<ann@a.example>");
                                    it.say("250 Recipient");
                                    it.hear("DATA");
                                    it.say("354 Go ahead");
                                }
                                it.content();
                                it.say("250 2.0.0 Taken");
                            }
                        });
                var delivery = new PassThrough("node.example", Letters.settings(Map.of()))) {
            for (int i = 0; i < 2; i++) {
                assertThat(send(delivery, server)).isInstanceOf(HandOver.Accepted.class);
            }
        }
    }

    @Test
    void aServerThatDoesNotWantToKnowIsNotTold() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hearAll("MAIL", "RCPT", "DATA");
                            it.say("250 Sender", "250 Recipient", "354 Go ahead");
                            it.content();
                            it.say("250 2.0.0 Taken");
                        });
                var delivery = new PassThrough("node.example", Letters.settings(Map.of()))) {
            assertThat(send(delivery, server)).isInstanceOf(HandOver.Accepted.class);
        }
    }

    /// Else the message would go on as that of another client.
    @ParameterizedTest
    @CsvSource({"550 5.7.0 Error", "421 4.3.0 Busy", "354 What"})
    void whereItMayNotBeToldTheMessageStays(String refusal) throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "XFORWARD ADDR");
                            it.hear("XFORWARD ADDR=192.0.2.66");
                            it.say(refusal);
                            it.hearNoMore();
                        });
                var delivery = new PassThrough("node.example", Letters.settings(Map.of()))) {
            assertThat(send(delivery, server))
                    .isInstanceOfSatisfying(
                            HandOver.Failed.class,
                            it -> assertThat(it.detail()).contains(refusal.substring(0, 3)));
        }
    }

    @Test
    void otherMailIsNobodysButOurs() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "XFORWARD ADDR");
                            it.hearAll("MAIL", "RCPT", "RCPT");
                            it.say("250 Sender", "250 Recipient", "250 Recipient");
                            it.hear("DATA");
                            it.say("354 Go ahead");
                            it.content();
                            it.say("250 2.0.0 Taken");
                        });
                var delivery = new PassThrough("node.example", Letters.settings(Map.of()))) {
            assertThat(
                            delivery.handOver(
                                    server.nextHop(),
                                    Letters.shipped(Letters.to(ANN, BEN)),
                                    Letters.content(Letters.HELLO)))
                    .isInstanceOf(HandOver.Accepted.class);
        }
    }

    private static HandOver send(PassThrough delivery, ScriptedServer server)
            throws InterruptedException {
        var told =
                new Xforward(
                        "client.example",
                        "192.0.2.66",
                        OptionalInt.of(4711),
                        "ESMTP",
                        "a+b",
                        "4ABC",
                        "REMOTE");
        return delivery.handOver(
                server.nextHop(),
                new Shipment(Letters.to(ANN), Letters.TRACE, Optional.of(told)),
                Letters.content(Letters.HELLO));
    }
}
