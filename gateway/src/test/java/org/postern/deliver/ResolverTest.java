package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Names whose DNS is silent, and those beside them.
@Timeout(30)
class ResolverTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean silent;
    private volatile boolean gone;
    private final Resolver resolver = new Resolver("test-resolve", this::look);

    @AfterEach
    void close() {
        over.countDown();
        resolver.close();
    }

    @Test
    void oneSilentNameKeepsNoOtherWaiting() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertLate("silent.example");
        }
        assertThat(resolver.addresses("good.example", LONG)).containsExactly(HERE);
        assertThat(asked).hasValue(2);
    }

    @Test
    void manySilentNamesHaveAnEnd() {
        for (int i = 0; i < 100; i++) {
            resolver.lookFor("silent" + i + ".example");
        }
        assertThatThrownBy(() -> resolver.addresses("good.example", LONG))
                .isInstanceOf(NoConnection.class)
                .hasMessageContaining("too many other names");
    }

    @Test
    void theLastAnswerHoldsOnWhereThereIsNone() throws Exception {
        assertThat(resolver.addresses("good.example", LONG)).containsExactly(HERE);
        gone = true;
        assertThat(resolver.addresses("good.example", LONG)).containsExactly(HERE);
        silent = true;
        long begun = System.nanoTime();
        assertThat(resolver.addresses("good.example", LONG)).containsExactly(HERE);
        assertThat(System.nanoTime() - begun).isLessThan(LONG.dividedBy(2).toNanos());
        assertLate("other.example");
    }

    private void assertLate(String name) {
        assertThatThrownBy(() -> resolver.addresses(name, SHORT))
                .isInstanceOf(NoConnection.class)
                .hasMessageContaining("in time");
    }

    private InetAddress[] look(String name) throws UnknownHostException {
        asked.incrementAndGet();
        if (silent || name.startsWith("silent")) {
            try {
                over.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        if (gone) {
            throw new UnknownHostException(name);
        }
        return new InetAddress[] {HERE};
    }
}
