package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.connect.ClientLimits;
import org.postern.mail.smtp.ConversationLimits;
import org.postern.settings.ByteSize;

/// Clients that want too much, or take too long.
class LimitsTest {
    private final TestEdge edge = new TestEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void a12_tenThousandRecipientsGetNoFurtherThanTheLimit() {
        edge.conversation = edge.conversation.withRecipients(100);
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            var all = new StringBuilder();
            for (int i = 0; i < 10_000; i++) {
                all.append("RCPT TO:<u").append(i).append("@own.example>\r\n");
            }
            client.sendIfOpen(all.toString());
            List<String> replies = client.repliesToTheEnd();
            assertThat(replies.subList(0, 100)).allMatch(reply -> reply.startsWith("250"));
            assertThat(replies.get(100)).startsWith("452 4.5.3");
            assertThat(replies).hasSizeLessThan(1200).last().asString().startsWith("421 4.7.0");
        }
        edge.settled();
    }

    @Test
    void a12_emptyCommandsAndErrorsEndTheConnection() {
        edge.start();
        for (String line : new String[] {"RSET", "NOOP", "NONSENSE", "VRFY x", "EHLO again"}) {
            try (RawClient client = edge.greeted()) {
                int answered = 0;
                String reply;
                do {
                    reply = client.line(line).reply();
                    answered++;
                } while (!reply.startsWith("421") && answered < 1000);
                assertThat(reply).startsWith("421 4.7.0");
                assertThat(answered).isLessThanOrEqualTo(102);
                client.expectClosed();
            }
        }
    }

    @Test
    void a12_endlessLinesAreCutOff() {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.sendIfOpen("NOOP " + "x".repeat(2 << 20) + "\r\n");
            assertThat(client.repliesToTheEnd())
                    .allMatch(reply -> reply.startsWith("500 5.5.2"))
                    .hasSizeLessThanOrEqualTo(1);
        }
        try (RawClient client = edge.greeted()) {
            client.data("a@sender.example", "b@own.example");
            client.send("x".repeat(500_000) + "\r\n.\r\n").expect("554 5.6.0");
            client.line("NOOP").expect("250");
        }
        assertThat(edge.messages).isEmpty();
        edge.settled();
    }

    @Tag("slow")
    @Test
    void f1_slowClientsAreEndedAndGoodOnesDoNotFeelThem() throws Exception {
        edge.command = Duration.ofMillis(1500);
        edge.data = Duration.ofMillis(1500);
        edge.slowest = ByteSize.parse("64KiB");
        edge.start();
        var slow = new ArrayList<RawClient>();
        try (var drip = Executors.newSingleThreadScheduledExecutor()) {
            for (int i = 0; i < 40; i++) {
                RawClient client = RawClient.connect(edge.address()).expect("220");
                slow.add(client);
                if (i % 2 == 0) {
                    client.hello().data("a@sender.example", "b@own.example");
                }
            }
            var dripping =
                    drip.scheduleAtFixedRate(
                            () -> slow.forEach(client -> client.sendIfOpen("x")),
                            0,
                            100,
                            TimeUnit.MILLISECONDS);
            for (int i = 0; i < 20; i++) {
                edge.sendGood();
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> edge.server().connections() == 0);
            assertThat(dripping.isDone()).isFalse();
        }
        assertThat(edge.messages).hasSize(20);
        assertThat(edge.notTaken()).hasSize(20).containsOnly("timeout");
        assertThat(edge.dropped()).hasSize(20).containsOnly("timeout");
        slow.forEach(RawClient::close);
        edge.settled();
    }

    @Test
    void f1_aSilentClientIsToldWhyItIsEnded() {
        edge.command = Duration.ofMillis(200);
        edge.start();
        try (RawClient client = edge.connect()) {
            client.expect("220").expect("421 4.4.2").expectClosed();
        }
        assertThat(edge.dropped()).containsExactly("timeout");
    }

    @Test
    void f1_aTransactionHasATimeOfItsOwnHoweverBusyTheClientIs() {
        edge.transaction = Duration.ofMillis(500);
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            String reply;
            int answered = 0;
            do {
                reply = client.line("RCPT TO:<b" + answered++ + "@own.example>").reply();
            } while (reply.startsWith("250") || reply.startsWith("452"));
            assertThat(reply).startsWith("421 4.");
        }
        edge.settled();
    }

    @Tag("slow")
    @Test
    void f1_whoDoesNotReadRepliesIsCut() {
        edge.write = Duration.ofMillis(300);
        edge.conversation =
                new ConversationLimits(
                        2048, 1000, 1000, 100_000_000, 1000, 50, 100_000_000, 50L << 20);
        edge.start();
        try (RawClient client = RawClient.connect(edge.address(), 2048).expect("220").hello()) {
            String many = "NOOP\r\n".repeat(20_000);
            for (int i = 0; i < 500 && edge.dropped().isEmpty(); i++) {
                client.sendIfOpen(many);
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> !edge.dropped().isEmpty());
        }
        assertThat(edge.dropped()).containsExactly("timeout");
        edge.settled();
    }

    @Test
    void f2_moreConnectionsThanPlacesAreTurnedAwayAtOnce() {
        edge.clients = new ClientLimits(10, 1000, 100_000, 100_000, 1000);
        edge.start();
        var open = new ArrayList<RawClient>();
        for (int i = 0; i < 10; i++) {
            open.add(edge.greeted());
        }
        for (int i = 0; i < 50; i++) {
            try (RawClient client = edge.connect()) {
                client.expect("421 4.7.0").expectClosed();
            }
        }
        open.removeFirst().line("QUIT").expect("221").close();
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.server().connections() == 9);
        edge.sendGood();
        open.forEach(RawClient::close);
        assertThat(edge.saw(EdgeEvent.TurnedAway.class))
                .hasSize(50)
                .allSatisfy(it -> assertThat(it.reason()).isEqualTo("too-many-connections"));
        edge.settled();
    }

    @Test
    void f2_oneClientHasItsShareAndRelaysAreExempt() {
        edge.clients = new ClientLimits(100, 3, 100_000, 100_000, 1000);
        edge.start();
        var open = List.of(edge.greeted(), edge.greeted(), edge.greeted());
        try (RawClient client = edge.connect()) {
            client.expect("421 4.7.0").expectClosed();
        }
        open.forEach(RawClient::close);
        edge.settled();
        edge.close();

        var relayed = new TestEdge();
        relayed.clients = new ClientLimits(100, 1, 1, 1, 1000);
        relayed.relay = true;
        try (relayed) {
            relayed.start();
            var many = List.of(relayed.greeted(), relayed.greeted(), relayed.greeted());
            for (int i = 0; i < 5; i++) {
                relayed.sendGood();
            }
            many.forEach(RawClient::close);
        }
    }

    @Test
    void f2_connectionsAndMessagesHaveRates() {
        edge.clients = new ClientLimits(100, 100, 3, 2, 1000);
        edge.start();
        edge.sendGood();
        edge.sendGood();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("421 4.7.0").expectClosed();
        }
        try (RawClient client = edge.connect()) {
            client.expect("421 4.7.0").expectClosed();
        }
        assertThat(edge.saw(EdgeEvent.SenderRefused.class))
                .extracting(EdgeEvent.SenderRefused::reason)
                .containsExactly("too-many-messages");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !edge.saw(EdgeEvent.TurnedAway.class).isEmpty());
        assertThat(edge.saw(EdgeEvent.TurnedAway.class))
                .extracting(EdgeEvent.TurnedAway::reason)
                .containsExactly("connects-too-often");
    }
}
