package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.mail.smtp.Reply;

/// Stopping loses nothing that was begun.
class DrainTest {
    private final TestEdge edge = new TestEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Tag("slow")
    @Test
    void j14_idleClientsAreToldAndRunningTransactionsEnd() throws Exception {
        edge.start();
        try (RawClient idle = edge.greeted();
                RawClient silent = edge.connect().expect("220");
                RawClient addressing = edge.greeted();
                RawClient sending = edge.greeted()) {
            addressing.line("MAIL FROM:<a@sender.example>").expect("250");
            sending.data("a@sender.example", "b@own.example").send("Subject: x\r\n");
            Thread stopping = Thread.startVirtualThread(edge::close);
            idle.expect("421 4.3.2").expectClosed();
            silent.expect("421 4.3.2").expectClosed();
            assertThatThrownBy(edge::connect).isInstanceOf(UncheckedIOException.class);

            sending.send("\r\nrest\r\n.\r\n").expect("250").expect("421 4.3.2").expectClosed();
            addressing.line("RCPT TO:<b@own.example>").expect("250");
            addressing.line("DATA").expect("354").send("x: y\r\n.\r\n").expect("250");
            addressing.expect("421 4.3.2").expectClosed();
            assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(edge.messages).hasSize(2);
        assertThat(edge.server().connections()).isZero();
    }

    @Tag("slow")
    @Test
    void j14_aMessageInItsJourneyIsWaitedFor() throws Exception {
        var inJourney = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        edge.onward =
                (_, _) -> {
                    inJourney.countDown();
                    return release.await(20, TimeUnit.SECONDS)
                            ? TestEdge.ACCEPTED
                            : Reply.of(451, "4.3.0", "test gave up");
                };
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\nNOOP\r\n");
            assertThat(inJourney.await(20, TimeUnit.SECONDS)).isTrue();
            Thread stopping = Thread.startVirtualThread(edge::close);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
            release.countDown();
            client.expect("250 2.0.0 Accepted").expect("250").expect("421 4.3.2").expectClosed();
            assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(edge.messages).hasSize(1);
    }

    /// The interrupt comes when the next hop has the message already: its client is told so, or would send it again.
    @Tag("slow")
    @Test
    void promise1_aMessageThatIsDeliveredWhileItIsCutIsAccepted() throws Exception {
        edge.drain = Duration.ofMillis(200);
        edge.onward =
                (_, _) -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return TestEdge.ACCEPTED;
                };
        edge.start();
        try (RawClient journeying = edge.greeted()) {
            journeying.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n");
            edge.close();
            journeying.expect("250 2.0.0 Accepted").expect("421 4.3.2").expectClosed();
        }
        assertThat(edge.messages).hasSize(1);
        assertThat(edge.server().connections()).isZero();
    }

    @Tag("slow")
    @Test
    void j14_whatDoesNotEndInTimeIsCutAndNotAccepted() {
        edge.drain = Duration.ofMillis(200);
        edge.onward =
                (_, _) -> {
                    new CountDownLatch(1).await();
                    return TestEdge.ACCEPTED;
                };
        edge.start();
        try (RawClient journeying = edge.greeted();
                RawClient sending = edge.greeted()) {
            journeying.data("a@sender.example", "b@own.example").send("x: y\r\n.\r\n");
            sending.data("a@sender.example", "b@own.example").send("Subject: half\r\n");
            edge.close();
            journeying.expect("421 4.3.2").expectClosed();
            sending.expect("421").expectClosed();
        }
        assertThat(edge.messages).isEmpty();
        assertThat(edge.server().connections()).isZero();
    }
}
