package org.postern.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SessionThreadsTest {

    @Test
    void sessionsBeyondThePlatformThreadsRunOnVirtualOnes() throws InterruptedException {
        var threads = new SessionThreads("test", SessionThreads.MOST);
        int extra = 7;
        int all = SessionThreads.MOST + extra;
        var running = new CountDownLatch(all);
        var mayEnd = new CountDownLatch(1);
        var virtual = new AtomicInteger();
        for (int i = 0; i < all; i++) {
            threads.start(() -> {
                virtual.addAndGet(Thread.currentThread().isVirtual() ? 1 : 0);
                running.countDown();
                awaitQuietly(mayEnd);
            });
        }
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        mayEnd.countDown();
        threads.close();
        assertThat(virtual).hasValue(extra);
    }

    @Test
    void whoComesAfterTheEndStillGetsAThread() throws InterruptedException {
        var threads = new SessionThreads("test", SessionThreads.MOST);
        threads.close();
        var ran = new CountDownLatch(1);
        threads.start(ran::countDown);
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
