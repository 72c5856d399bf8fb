package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.mail.smtp.ContentLimits;
import org.postern.mail.smtp.Reply;
import org.postern.settings.ByteSize;

/// Messages that arrive whole, and messages that do not.
class TransferTest {
    private static final String LINE = "0123456789".repeat(10) + "\r\n";

    private final TestEdge edge = new TestEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void promise1_whatBreaksInTheJourneyIsNotAccepted() {
        edge.onward =
                (_, _) -> {
                    throw new IllegalStateException("on command");
                };
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n");
            client.expect("451 4.3.0");
            assertThat(edge.notTaken()).containsExactly("bug");
            edge.onward = (_, _) -> TestEdge.ACCEPTED;
            client.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages).hasSize(1);
        edge.settled();
    }

    @Test
    void promise6_octetsArriveUnchanged() {
        edge.start();
        var text = new StringBuilder("Subject: all octets\r\n\r\n");
        for (int octet = 0; octet < 256; octet++) {
            if (octet != '\r' && octet != '\n') {
                text.append((char) octet);
            }
        }
        text.append("\r\n").append(LINE.repeat(2000));
        try (RawClient client = edge.greeted()) {
            client.data("a@sender.example", "b@own.example").send(text + ".\r\n").expect("250");
        }
        assertThat(edge.disk.created).hasValue(1);
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it -> assertThat(it.text()).isEqualTo(text.toString()));
        edge.settled();
    }

    @Test
    void theJourneysReplyIsTheClients() {
        edge.onward = (_, _) -> Reply.of(554, "5.7.1", "No thanks");
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n");
            client.expect("554 5.7.1 No thanks");
            client.line("DATA").expect("503");
            client.line("MAIL FROM:<a@sender.example>").expect("250");
        }
    }

    @Tag("slow")
    @Test
    void a11_whatEndsInTheMiddleIsNoMessage() {
        edge.data = Duration.ofMillis(300);
        edge.start();
        for (int size : new int[] {0, 1, 1000, 200_000}) {
            String part = LINE.repeat(size / LINE.length() + 1).substring(0, size);
            try (RawClient client = edge.greeted()) {
                client.data("a@sender.example", "b@own.example").send(part).halfClose();
                client.expect("421").expectClosed();
            }
            try (RawClient client = edge.greeted()) {
                client.data("a@sender.example", "b@own.example").send(part).reset();
            }
            try (RawClient client = edge.greeted()) {
                client.data("a@sender.example", "b@own.example").send(part);
                client.expect("421 4.4.2").expectClosed();
            }
            try (RawClient client = edge.greeted()) {
                client.data("a@sender.example", "b@own.example").send(part + "\r\n.\r");
                client.halfClose().expect("421").expectClosed();
            }
        }
        edge.settled();
        assertThat(edge.messages).isEmpty();
        assertThat(edge.notTaken())
                .hasSize(16)
                .containsOnly("client-gone", "timeout", "connection-lost");
    }

    @Test
    void a13_moreThanTheLimitIsReadAwayAndRefused() {
        edge.start();
        String large = LINE.repeat((1 << 20) / LINE.length() + 10);
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example> SIZE=100").expect("250");
            client.line("RCPT TO:<b@own.example>").expect("250");
            client.line("DATA").expect("354").send(large + ".\r\n").expect("552 5.3.4");
            client.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages).hasSize(1);
        assertThat(edge.notTaken()).containsExactly("too-large");
        edge.settled();
    }

    @Test
    void a13_theConnectionIsCutWhereReadingAwayEnds() {
        edge.content = new ContentLimits(64 << 10, 64 << 10, 64 << 10);
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.data("a@sender.example", "b@own.example");
            for (int i = 0; i < 100; i++) {
                client.sendIfOpen(LINE.repeat(100));
            }
            assertThat(client.repliesToTheEnd()).noneMatch(reply -> reply.startsWith("250"));
        }
        edge.settled();
        assertThat(edge.messages).isEmpty();
    }

    @Test
    void a13_anAnnouncedSizeIsRefusedAtOnce() {
        edge.disk.usable = 10_000_000;
        edge.room =
                new ContentSpool.Room(
                        ByteSize.parse("64KiB"),
                        ByteSize.parse("1MiB"),
                        ByteSize.parse("8MiB"),
                        ByteSize.parse("8MiB"),
                        new ByteSize(9_500_000));
        edge.conversation = edge.conversation.withMaxMessage(20_000_000);
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example> SIZE=20000001").expect("552 5.3.4");
            client.line("MAIL FROM:<a@sender.example> SIZE=10000000").expect("452 4.3.1");
            client.line("MAIL FROM:<a@sender.example> SIZE=600000").expect("452 4.3.1");
            client.line("MAIL FROM:<a@sender.example> SIZE=400000").expect("250");
        }
        assertThat(edge.saw(EdgeEvent.SenderRefused.class))
                .extracting(EdgeEvent.SenderRefused::reason)
                .containsExactly("no-room", "no-room");
    }

    @Test
    void j6_aFullDiskPutsMailOffAndTakesItAgainWhenThereIsSpace() {
        edge.room =
                new ContentSpool.Room(
                        ByteSize.parse("4KiB"),
                        ByteSize.parse("1MiB"),
                        ByteSize.parse("8MiB"),
                        ByteSize.parse("8MiB"),
                        new ByteSize(1000));
        edge.start();
        String large = LINE.repeat(1000);
        try (RawClient client = edge.greeted()) {
            edge.disk.usable = 999;
            client.line("MAIL FROM:<a@sender.example>").expect("452 4.3.1");

            edge.disk.usable = Long.MAX_VALUE / 2;
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            client.line("RCPT TO:<b@own.example>").expect("250");
            edge.disk.usable = 999;
            client.line("DATA").expect("452 4.3.1");

            edge.disk.usable = Long.MAX_VALUE / 2;
            edge.disk.full = true;
            client.data("a@sender.example", "b@own.example").send(large + ".\r\n");
            client.expect("452 4.3.1");
            edge.disk.full = false;
            edge.disk.refuses = true;
            client.data("a@sender.example", "b@own.example").send(large + ".\r\n");
            client.expect("452 4.3.1");
            assertThat(edge.messages).isEmpty();
            assertThat(edge.spool().inFlight()).isZero();

            edge.disk.refuses = false;
            client.data("a@sender.example", "b@own.example").send(large + ".\r\n").expect("250");
        }
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it -> assertThat(it.text()).isEqualTo(large));
        assertThat(edge.notTaken()).containsExactly("no-room", "no-room", "no-room");
        edge.settled();
    }

    @Test
    void f4_clientsThatAnnounceMuchAndSendNothingKeepNobodyOut() throws Exception {
        edge.room =
                new ContentSpool.Room(
                        ByteSize.parse("64KiB"),
                        ByteSize.parse("256KiB"),
                        ByteSize.parse("4MiB"),
                        ByteSize.parse("1MiB"),
                        new ByteSize(0));
        edge.start();
        var idle = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < 20; i++) {
                RawClient client = edge.greeted();
                idle.add(client);
                client.line("MAIL FROM:<a@sender.example> SIZE=900000").expect("250");
                client.line("RCPT TO:<b@own.example>").expect("250");
                client.line("DATA").expect("354");
            }
            assertThat(sendLarge(LINE)).startsWith("250");
        } finally {
            for (RawClient client : idle) {
                client.close();
            }
        }
    }

    @Tag("slow")
    @Test
    void f4_moreThanMayBeInFlightIsPutOffAndNothingIsHalf() throws Exception {
        edge.room =
                new ContentSpool.Room(
                        ByteSize.parse("64KiB"),
                        ByteSize.parse("256KiB"),
                        ByteSize.parse("4MiB"),
                        ByteSize.parse("4MiB"),
                        new ByteSize(0));
        var release = new CountDownLatch(1);
        edge.onward =
                (_, _) ->
                        release.await(20, TimeUnit.SECONDS)
                                ? TestEdge.ACCEPTED
                                : Reply.of(451, "4.3.0", "test gave up");
        edge.start();
        String large = LINE.repeat(5000);
        int clients = 30;
        var replies = new ArrayList<Future<String>>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                replies.add(pool.submit(() -> sendLarge(large)));
            }
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> edge.notTaken().size() >= clients - 8);
            assertThat(edge.spool().inFlight()).isLessThanOrEqualTo(4 << 20);
            assertThat(edge.spool().inMemory()).isLessThanOrEqualTo(256 << 10);
            release.countDown();
        }
        int accepted = 0;
        for (Future<String> reply : replies) {
            if (reply.get().startsWith("250")) {
                accepted++;
            } else {
                assertThat(reply.get()).startsWith("452 4.3.1");
            }
        }
        assertThat(accepted).isBetween(1, 8);
        assertThat(edge.messages)
                .hasSize(accepted)
                .allSatisfy(it -> assertThat(it.text()).isEqualTo(large));
        edge.settled();
        edge.sendGood();
    }

    private String sendLarge(String text) {
        try (RawClient client = edge.greeted()) {
            client.data("a@sender.example", "b@own.example");
            return client.send(text + ".\r\n").reply();
        }
    }

    @Test
    void promise7_memoryUsedUpSendsMessagesToDiskInsteadOfAway() {
        edge.room =
                new ContentSpool.Room(
                        ByteSize.parse("64KiB"),
                        new ByteSize(1),
                        ByteSize.parse("4MiB"),
                        ByteSize.parse("4MiB"),
                        new ByteSize(0));
        edge.start();
        edge.sendGood();
        assertThat(edge.disk.created).hasValue(1);
        assertThat(edge.messages)
                .extracting(TestEdge.Message::text)
                .isEqualTo(List.of("Subject: good\r\n\r\nfine\r\n"));
        edge.settled();
    }
}
