package org.postern.listen;

import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Gives each session a thread. Some run on platform threads, the others on virtual ones: a platform thread waits for
/// octets in the kernel, a virtual one is woken by way of a poller and a carrier, which took a fifth of all processor
/// time of a small mail. So few platform threads that their stacks cost next to nothing; all the rest, idle thousands
/// above all, is for virtual ones. Thread-safe.
public final class SessionThreads {
    /// As many as cost next to nothing on this machine.
    public static final int MOST = Math.min(512, 32 * Runtime.getRuntime().availableProcessors());

    private final String name;
    private final Optional<ThreadPoolExecutor> platform;

    /// @param name of the threads
    /// @param most platform threads at one time; 0 for none
    public SessionThreads(String name, int most) {
        this.name = name;
        this.platform =
                most == 0
                        ? Optional.empty()
                        : Optional.of(
                                new ThreadPoolExecutor(
                                        0,
                                        most,
                                        10,
                                        TimeUnit.SECONDS,
                                        new SynchronousQueue<>(),
                                        Thread.ofPlatform()
                                                .name(name + "-", 0)
                                                .daemon()
                                                .factory()));
    }

    public void start(Runnable session) {
        try {
            if (platform.isPresent()) {
                platform.get().execute(session);
                return;
            }
        } catch (RejectedExecutionException _) {
            // All are taken.
        }
        Thread.ofVirtual().name(name).start(session);
    }

    /// Keeps no thread; sessions that run go on.
    public void close() {
        platform.ifPresent(ThreadPoolExecutor::shutdown);
    }
}
