package org.postern.receive;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postern.mail.smtp.Replies;

/// How one session is ended from outside: dismissed where its client waits between transactions, cut where no time is
/// left. [#dismiss] and [#cut] are called by other threads, all else by the session's own.
final class Shutdown {
    private final Peer peer;
    private final AtomicReference<Mode> mode = new AtomicReference<>(Mode.BUSY);
    private final CountDownLatch dismissed = new CountDownLatch(1);
    private final Object fence = new Object();

    // Both are guarded by the fence.
    private @Nullable Thread inJourney;
    private boolean cut;

    /// Whether the connection may be ended from outside.
    private enum Mode {
        BUSY,
        /// Waits for a command, outside of any transaction, with every reply written.
        IDLE,
        DISMISSED
    }

    Shutdown(Peer peer) {
        this.peer = peer;
    }

    /// The session begins to wait for a command and may be dismissed.
    void isIdle() {
        mode.set(Mode.IDLE);
    }

    /// Takes the connection back from a wait; false if the session was dismissed meanwhile.
    boolean isOurs() {
        return mode.compareAndSet(Mode.IDLE, Mode.BUSY) || mode.get() == Mode.BUSY;
    }

    /// Ends the session if it is idle.
    void dismiss() {
        if (mode.compareAndSet(Mode.IDLE, Mode.DISMISSED)) {
            try {
                peer.dismiss(Replies.SHUTTING_DOWN);
            } finally {
                dismissed.countDown();
            }
        }
    }

    /// Who dismisses the client also closes its connection.
    void awaitLastWord() {
        try {
            if (mode.get() == Mode.DISMISSED) {
                dismissed.await();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends a session for which there is no time left: what it reads ends, what it waits for is given up.
    void cut() {
        synchronized (fence) {
            cut = true;
            if (inJourney != null) {
                inJourney.interrupt();
            } else {
                peer.endReading();
            }
        }
    }

    void enterJourney() throws InterruptedException {
        synchronized (fence) {
            if (cut) {
                throw new InterruptedException("cut");
            }
            inJourney = Thread.currentThread();
        }
    }

    /// From here on no interrupt comes, and one that came too late for the journey is taken back: it would end the
    /// writing of the reply, and a message that was delivered would come again.
    void leaveJourney() {
        synchronized (fence) {
            if (inJourney != null && cut) {
                Thread.interrupted();
                peer.endReading();
            }
            inJourney = null;
        }
    }
}
