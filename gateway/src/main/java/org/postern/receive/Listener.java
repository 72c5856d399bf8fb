package org.postern.receive;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postern.kernel.Proc;
import org.postern.settings.Listen;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One address that is listened on. Its thread does nothing but accept and hand over, so no client can stop it. When the
/// system has no descriptor left it waits and tries again; clients wait in the kernel's queue meanwhile.
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    /// As many connections as the kernel's own limit lets wait.
    private static final int BACKLOG = 4096;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /// How long closing waits for the accepting thread, which is at most busy with one hand-over.
    private static final Duration LAST_ACCEPT = Duration.ofSeconds(2);

    private final ServerSocket socket;
    private final Role role;
    private final Watcher watcher;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile @Nullable Thread accepting;

    // Only the accepting thread touches these two.
    private boolean works = true;
    private Duration pause = FIRST_PAUSE;

    private Listener(ServerSocket socket, Role role, Watcher watcher, InstantSource clock) {
        this.socket = socket;
        this.role = role;
        this.watcher = watcher;
        this.clock = clock;
    }

    static Listener bind(Listen where, Role role, Watcher watcher, InstantSource clock)
            throws EdgeProblem {
        try {
            var socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(where.address(), BACKLOG);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            return new Listener(socket, role, watcher, clock);
        } catch (BindException e) {
            throw new EdgeProblem(busy(where, role, e), e);
        } catch (IOException e) {
            throw new EdgeProblem("cannot listen on " + where + ": " + e.getMessage(), e);
        }
    }

    private static String busy(Listen where, Role role, BindException e) {
        String why = String.valueOf(e.getMessage());
        if (!why.contains("in use")) {
            return "cannot listen on " + where + ": " + why;
        }
        return "cannot listen on "
                + where
                + ": the port is held by "
                + Proc.ofThisMachine().holderOf(where.port())
                + "; stop it, or choose another port with "
                + role.setting();
    }

    Role role() {
        return role;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void start(Consumer<Socket> taker) {
        LOG.debug("{} accepts connections", address());
        saw(true, "");
        Thread thread =
                Thread.ofPlatform()
                        .name("edge-accept-" + socket.getLocalPort())
                        .daemon()
                        .unstarted(() -> accept(taker));
        accepting = thread;
        thread.start();
    }

    private void accept(Consumer<Socket> taker) {
        while (!socket.isClosed()) {
            try {
                acceptOne(taker);
            } catch (RuntimeException | LinkageError e) {
                // Without descriptors even classes cannot be loaded. That must not end
                // the listener.
                LOG.error("bug in taking a connection on {}", address(), e);
            }
        }
    }

    private void acceptOne(Consumer<Socket> taker) {
        Socket client;
        try {
            client = socket.accept();
        } catch (IOException e) {
            if (!socket.isClosed()) {
                failed(String.valueOf(e.getMessage()));
            }
            return;
        }
        if (!works) {
            works = true;
            pause = FIRST_PAUSE;
            LOG.info("{} accepts connections again", address());
            saw(true, "");
        }
        taker.accept(client);
    }

    private void failed(String why) {
        if (works) {
            works = false;
            LOG.warn("{} cannot accept connections for now: {}", address(), why);
            saw(false, why);
        }
        try {
            if (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        } catch (InterruptedException _) {
            close();
        }
    }

    private void saw(boolean works, String detail) {
        watcher.saw(new EdgeEvent.Accepting(clock.instant(), address(), works, detail));
    }

    /// Ends listening. The kernel goes on taking connections until the accepting thread has left its call, so that is
    /// waited for: afterwards nobody can connect.
    void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.warn("cannot close the listener on {}", address(), e);
        }
        Thread thread = accepting;
        if (thread != null && !thread.equals(Thread.currentThread())) {
            awaitEnd(thread);
        }
    }

    private static void awaitEnd(Thread thread) {
        try {
            if (!thread.join(LAST_ACCEPT)) {
                LOG.warn("{} is still busy with its last connection", thread.getName());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
