package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.BEN;
import static org.postern.deliver.Letters.CAT;
import static org.postern.deliver.Letters.HELLO;
import static org.postern.deliver.Letters.TRACE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;
import org.postern.journey.NextHop;
import org.postern.journey.Shipment;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;

/// How messages go out over connections that are used again, to next hops that mean well.
@Timeout(30)
class PassThroughTest {
    private static final HandOver TAKEN = new HandOver.Accepted(Reply.of(250, "2.0.0", "Taken"));

    @Test
    void oneConnectionTakesManyMessages() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.takeAll();
                        });
                var delivery = delivery(Map.of())) {
            for (int i = 0; i < 20; i++) {
                assertThat(send(delivery, server.nextHop(), ANN)).isEqualTo(TAKEN);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void afterItsMessagesAConnectionIsQuit() throws Exception {
        var left = new CountDownLatch(2);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.take();
                            it.take();
                            it.hear("QUIT");
                            it.say("221 Bye");
                            left.countDown();
                        });
                var delivery = delivery(Map.of("deliver.max-messages", "2"))) {
            for (int i = 0; i < 4; i++) {
                assertThat(send(delivery, server.nextHop(), ANN)).isEqualTo(TAKEN);
            }
            left.await();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void idleConnectionsAreQuitSoon() throws Exception {
        var left = new CountDownLatch(1);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.take();
                            it.hear("QUIT");
                            left.countDown();
                        });
                var delivery = delivery(Map.of("deliver.idle-time", "50ms"))) {
            assertThat(send(delivery, server.nextHop(), ANN)).isEqualTo(TAKEN);
            left.await();
            assertThat(send(delivery, server.nextHop(), ANN)).isEqualTo(TAKEN);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void closingQuitsIdleConnections() throws Exception {
        var left = new CountDownLatch(1);
        try (var server =
                ScriptedServer.of(it -> {
                    it.greet("PIPELINING");
                    it.take();
                    it.hear("QUIT");
                    left.countDown();
                })) {
            try (var delivery = delivery(Map.of())) {
                assertThat(send(delivery, server.nextHop(), ANN)).isEqualTo(TAKEN);
            }
            left.await();
        }
    }

    @Test
    void severalRecipientsLeaveTogetherAndDataWaitsForTheirAnswers() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hearAll("MAIL", "RCPT TO:<ann@", "RCPT TO:<ben@");
                            it.hearNoMore();
                            it.say("250 Sender", "250 Recipient", "250 Recipient");
                            it.hear("DATA");
                            it.say("354 Go ahead");
                            it.content();
                            it.say("250 2.0.0 Taken");
                        });
                var delivery = delivery(Map.of())) {
            assertThat(send(delivery, server.nextHop(), ANN, BEN)).isEqualTo(TAKEN);
        }
    }

    @Test
    void aThousandRecipientsLeaveInGroups() throws Exception {
        Address[] many =
                IntStream.range(0, 1000)
                        .mapToObj(i -> Letters.address("n" + i))
                        .toArray(Address[]::new);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hear("MAIL");
                            String[] answers = new String[100];
                            Arrays.fill(answers, "250 Recipient");
                            for (int group = 0; group < 10; group++) {
                                for (int i = 0; i < 100; i++) {
                                    it.hear("RCPT TO:<n" + (100 * group + i) + "@");
                                }
                                it.hearNoMore();
                                if (group == 0) {
                                    it.say("250 Sender");
                                }
                                it.say(answers);
                            }
                            it.hear("DATA");
                            it.say("354 Go ahead");
                            it.content();
                            it.say("250 2.0.0 Taken");
                        });
                var delivery = delivery(Map.of())) {
            assertThat(send(delivery, server.nextHop(), many)).isEqualTo(TAKEN);
        }
    }

    @Test
    void withoutPipeliningEachCommandWaits() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("8BITMIME");
                            takeStepByStep(it);
                            takeStepByStep(it);
                        });
                var delivery = delivery(Map.of())) {
            assertThat(send(delivery, server.nextHop(), ANN)).isEqualTo(TAKEN);
            assertThat(send(delivery, server.nextHop(), ANN)).isEqualTo(TAKEN);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatOnlyKnowsHeloIsServed() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.say("220 old.example");
                            it.hear("EHLO");
                            it.say("500 What?");
                            it.hear("HELO node.example");
                            it.say("250 old.example");
                            takeStepByStep(it);
                        });
                var delivery = delivery(Map.of())) {
            assertThat(send(delivery, server.nextHop(), ANN)).isEqualTo(TAKEN);
            assertThat(server.heard(0)).contains("MAIL FROM:<sender@b.example>\r\n");
        }
    }

    @Test
    void mailCarriesTheParametersThatAreOffered() throws Exception {
        String content = "Subject: h\u00e9\r\n\r\n";
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "size 1000000", "8bitmime");
                            it.takeAll();
                        });
                var delivery = delivery(Map.of())) {
            var fromNobody =
                    new Envelope(ReversePath.Null.NULL, Letters.to(ANN).recipients(), false);
            delivery.handOver(
                    server.nextHop(), Letters.shipped(fromNobody), Letters.content(content));
            int size = TRACE.length() + content.length();
            assertThat(server.heard(0))
                    .contains("MAIL FROM:<> SIZE=" + size + " BODY=8BITMIME\r\n");
        }
    }

    @Test
    void eightBitContentIsNeverChangedSoItIsDeclined() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.takeAll();
                        });
                var delivery = delivery(Map.of())) {
            HandOver result =
                    delivery.handOver(
                            server.nextHop(),
                            Letters.shipped(Letters.to(ANN)),
                            Letters.content("Subject: hello\r\n\r\nPosten \u00e9s\r\n"));
            assertThat(result)
                    .isInstanceOfSatisfying(
                            HandOver.Unfit.class,
                            it -> assertThat(it.reply().enhanced()).isEqualTo("5.6.3"));
            assertThat(send(delivery, server.nextHop(), ANN)).isEqualTo(TAKEN);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void connectionsAreBoundedAndSoIsTheWait() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hang();
                        });
                var delivery =
                        delivery(
                                Map.of(
                                        "deliver.max-connections", "1",
                                        "deliver.connection-wait", "20ms"))) {
            var first =
                    Thread.ofVirtual().start(() -> sendQuietly(delivery, server.nextHop(), ANN));
            await().atMost(Duration.ofMinutes(1)).until(() -> server.connections() == 1);
            assertThat(send(delivery, server.nextHop(), ANN))
                    .isEqualTo(new HandOver.Busy(server.nextHop() + " all 1 connections are busy"));
            first.interrupt();
            first.join();
        }
    }

    @Test
    void aNextHopThatRefusesIsLeftAloneForAMoment() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var nobody = new NextHop("127.0.0.1", port);
        try (var delivery = delivery(Map.of("deliver.pause", "1m"))) {
            assertThat(detail(send(delivery, nobody, ANN))).contains("cannot be reached");
            assertThat(detail(send(delivery, nobody, ANN)))
                    .contains("is left alone for a moment, because it cannot be reached");
        }
    }

    @Test
    void afterThePauseItIsTriedAgain() throws Exception {
        try (var server =
                        ScriptedServer.of(
                                it -> it.say("421 4.3.2 Not yet"),
                                it -> {
                                    it.greet("PIPELINING");
                                    it.takeAll();
                                });
                var delivery = delivery(Map.of("deliver.pause", "100ms"))) {
            assertThat(detail(send(delivery, server.nextHop(), ANN))).contains("Not yet");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> send(delivery, server.nextHop(), ANN).equals(TAKEN));
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void allAddressesOfANameAreTriedInOrder() throws Exception {
        InetAddress[] addresses = {
            InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1")
        };
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.takeAll();
                        });
                var delivery = resolving(name -> addresses)) {
            var named = new NextHop("mx.a.example", server.port());
            assertThat(send(delivery, named, ANN)).isEqualTo(TAKEN);
        }
    }

    @Test
    void aResolverThatHangsHoldsNobodyForLong() throws Exception {
        var never = new CountDownLatch(1);
        try (var delivery =
                resolving(name -> {
                    try {
                        never.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                })) {
            assertThat(send(delivery, new NextHop("mx.a.example", 25), ANN))
                    .isEqualTo(
                            new HandOver.Failed("mx.a.example:25 could not be resolved in time"));
        }
    }

    @Test
    void anInterruptedHandOverLetsGoAtOnce() throws Exception {
        var left = new CountDownLatch(1);
        var waiting = new CountDownLatch(1);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hear("MAIL");
                            waiting.countDown();
                            it.hang();
                            left.countDown();
                        });
                var delivery = delivery(Map.of())) {
            var ended = new CompletableFuture<Exception>();
            Thread caller =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    send(delivery, server.nextHop(), ANN);
                                } catch (InterruptedException e) {
                                    ended.complete(e);
                                }
                            });
            waiting.await();
            caller.interrupt();
            assertThat(ended.get()).isInstanceOf(InterruptedException.class);
            left.await();
        }
    }

    @Test
    void a17_whatCannotBeSaidInACommandIsNotSent() throws Exception {
        assertThatThrownBy(() -> new PassThrough("a.example\r\nRSET", Letters.settings(Map.of())))
                .isInstanceOf(IllegalArgumentException.class);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet();
                            it.hang();
                        });
                var delivery = delivery(Map.of())) {
            for (String trace : new String[] {"X: no line end", ".\r\n", "X: bare LF only\nY: z"}) {
                assertThatThrownBy(() ->
                                delivery.handOver(
                                        server.nextHop(),
                                        new Shipment(Letters.to(ANN), trace),
                                        Letters.content(HELLO)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(send(delivery, server.nextHop(), Letters.address("bj\u00f6rn")))
                    .isInstanceOfSatisfying(
                            HandOver.Unfit.class,
                            it -> assertThat(it.reply().enhanced()).isEqualTo("5.6.7"));
            assertThat(server.heard(0)).doesNotContain("MAIL", "RCPT");
        }
    }

    @Test
    void manyThreadsShareFewConnections() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.takeAll();
                        });
                var delivery = delivery(Map.of("deliver.max-connections", "3"))) {
            var failure = new AtomicReference<Optional<HandOver>>(Optional.empty());
            Thread[] senders = new Thread[30];
            for (int i = 0; i < senders.length; i++) {
                senders[i] =
                        Thread.ofVirtual()
                                .start(() -> {
                                    for (int j = 0; j < 20; j++) {
                                        HandOver result =
                                                sendQuietly(delivery, server.nextHop(), CAT);
                                        if (!result.equals(TAKEN)) {
                                            failure.set(Optional.of(result));
                                        }
                                    }
                                });
            }
            for (Thread sender : senders) {
                sender.join();
            }
            assertThat(failure.get()).isEmpty();
            assertThat(server.connections()).isLessThanOrEqualTo(3);
        }
    }

    private static void takeStepByStep(ScriptedServer.Peer client) throws IOException {
        String[] steps = {"MAIL", "250 Sender", "RCPT", "250 Recipient", "DATA", "354 Go ahead"};
        for (int i = 0; i < steps.length; i += 2) {
            client.hear(steps[i]);
            client.hearNoMore();
            client.say(steps[i + 1]);
        }
        client.content();
        client.say("250 2.0.0 Taken");
    }

    private static PassThrough delivery(Map<String, String> changes) {
        return new PassThrough("node.example", Letters.settings(changes));
    }

    private static PassThrough resolving(Resolver.Lookup lookup) {
        var settings = Letters.settings(Map.of("deliver.connect-timeout", "500ms"));
        return new PassThrough(
                "node.example",
                settings,
                PassThrough.Outside.NONE,
                lookup,
                InetAddress::isLoopbackAddress);
    }

    private static HandOver send(PassThrough delivery, NextHop nextHop, Address... recipients)
            throws InterruptedException {
        return delivery.handOver(
                nextHop, Letters.shipped(Letters.to(recipients)), Letters.content(HELLO));
    }

    private static HandOver sendQuietly(
            PassThrough delivery, NextHop nextHop, Address... recipients) {
        try {
            return send(delivery, nextHop, recipients);
        } catch (InterruptedException _) {
            return new HandOver.Failed("interrupted");
        }
    }

    private static String detail(HandOver result) {
        return result instanceof HandOver.Failed(String detail, _) ? detail : "" + result;
    }
}
