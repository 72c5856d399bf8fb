package org.postern.receive;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Gives each session a thread. Some run on platform threads, the others on virtual ones: a platform thread waits for
/// octets in the kernel, a virtual one is woken by way of a poller and a carrier, which took a fifth of all processor
/// time of a small mail. So few platform threads that their stacks cost next to nothing; all the rest, idle thousands
/// above all, is for virtual ones. Thread-safe.
final class SessionThreads {
    static final int MOST = Math.min(512, 32 * Runtime.getRuntime().availableProcessors());

    private final ThreadPoolExecutor platform =
            new ThreadPoolExecutor(
                    0,
                    MOST,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().name("edge-", 0).daemon().factory());

    void start(Runnable session) {
        try {
            platform.execute(session);
        } catch (RejectedExecutionException _) {
            Thread.ofVirtual().name("edge").start(session);
        }
    }

    /// Keeps no thread; sessions that run go on.
    void close() {
        platform.shutdown();
    }
}
