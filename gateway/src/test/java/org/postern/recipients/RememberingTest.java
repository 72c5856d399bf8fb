package org.postern.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.recipients.Answer.Clear;
import org.postern.recipients.Remembering.Times;

/// How long answers are taken, and what holds on when there are none.
@Timeout(30)
class RememberingTest {
    private static final Answer DOWN = new Answer.None("is down");

    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Answer answer = Clear.KNOWN;
    private volatile String whom = "inner.example:25";
    private volatile Wait held = () -> {};
    private final Remembering source =
            new Remembering(
                    new Source() {
                        @Override
                        public Answer ask(Address address) throws InterruptedException {
                            asked.incrementAndGet();
                            held.pass();
                            return answer;
                        }

                        @Override
                        public String whom(Address address) {
                            return whom;
                        }
                    },
                    Times.NEXT_HOP,
                    now::get);

    @Test
    void eachAnswerIsTakenForItsTime() throws Exception {
        assertThat(ask("ann")).isEqualTo(Clear.KNOWN);
        answer = Clear.UNKNOWN;
        assertThat(ask("ben")).isEqualTo(Clear.UNKNOWN);
        answer = DOWN;
        assertThat(ask("cat")).isEqualTo(DOWN);
        answer = Clear.KNOWN;
        pass(Duration.ofSeconds(59));
        assertThat(ask("cat")).isEqualTo(DOWN);
        pass(Duration.ofSeconds(2));
        assertThat(ask("CAT")).isEqualTo(Clear.KNOWN);
        assertThat(ask("ben")).isEqualTo(Clear.UNKNOWN);
        pass(Duration.ofMinutes(10));
        assertThat(ask("ben")).isEqualTo(Clear.KNOWN);
        answer = Clear.UNKNOWN;
        assertThat(ask("ann")).isEqualTo(Clear.KNOWN);
        pass(Duration.ofDays(1));
        assertThat(ask("ann")).isEqualTo(Clear.UNKNOWN);
    }

    @Test
    void whileTheSourceIsDownTheKnownStayKnownAndNobodyIsUnknown() throws Exception {
        ask("ann");
        answer = Clear.UNKNOWN;
        ask("ben");
        answer = DOWN;
        pass(Duration.ofHours(25));
        assertThat(ask("ann")).isEqualTo(Clear.KNOWN);
        assertThat(ask("ben")).isEqualTo(DOWN);
        assertThat(ask("cat")).isEqualTo(DOWN);
        answer = Clear.UNKNOWN;
        pass(Duration.ofMinutes(2));
        assertThat(ask("ben")).isEqualTo(Clear.UNKNOWN);
        assertThat(ask("ann")).isEqualTo(Clear.UNKNOWN);
        answer = DOWN;
        pass(Duration.ofHours(49));
        assertThat(ask("ann")).isEqualTo(DOWN);
    }

    @Test
    void oneQuestionAboutAnAddressIsOutAtATime() throws Exception {
        var arrived = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var slow =
                new Remembering(
                        _ -> {
                            asked.incrementAndGet();
                            arrived.countDown();
                            go.await();
                            return Clear.KNOWN;
                        },
                        Times.DIRECTORY,
                        System::nanoTime);
        try (var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = sessions.submit(() -> slow.ask(address("ann")));
            arrived.await();
            var second = sessions.submit(() -> slow.ask(address("ann")));
            go.countDown();
            assertThat(first.get()).isEqualTo(Clear.KNOWN);
            assertThat(second.get()).isEqualTo(Clear.KNOWN);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void whoWaitsForTheQuestionOfAnotherHasTheOldAnswerToo() throws Exception {
        assertThat(ask("ann")).isEqualTo(Clear.KNOWN);
        pass(Duration.ofHours(25));
        answer = DOWN;
        var arrived = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        held =
                () -> {
                    arrived.countDown();
                    go.await();
                };
        try (var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = sessions.submit(() -> ask("ann"));
            arrived.await();
            var second = sessions.submit(() -> ask("ann"));
            // It waits no longer than it may, whatever the first one does.
            assertThat(second.get()).isEqualTo(Clear.KNOWN);
            go.countDown();
            assertThat(first.get()).isEqualTo(Clear.KNOWN);
        }
    }

    @Test
    void whatAnotherNextHopSaidIsForgotten() throws Exception {
        assertThat(ask("ann")).isEqualTo(Clear.KNOWN);
        answer = Clear.UNKNOWN;
        assertThat(ask("ann")).isEqualTo(Clear.KNOWN);
        whom = "other.example:25";
        assertThat(ask("ann")).isEqualTo(Clear.UNKNOWN);
    }

    /// Something to wait for.
    private interface Wait {
        void pass() throws InterruptedException;
    }

    private Answer ask(String name) throws InterruptedException {
        return source.ask(address(name));
    }

    private static Address address(String name) {
        return new Address(name, new Domain.Name("own.example"));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
