package org.postern.receive;

import java.util.concurrent.atomic.AtomicLong;

/// A number of octets that many share. Never waits: who gets none has to do without. Thread-safe.
final class Budget {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    Budget(long most) {
        this.most = most;
    }

    boolean take(long octets) {
        while (true) {
            long now = taken.get();
            if (octets > most - now) {
                return false;
            }
            if (taken.compareAndSet(now, now + octets)) {
                return true;
            }
        }
    }

    void giveBack(long octets) {
        if (taken.addAndGet(-octets) < 0) {
            throw new IllegalStateException("more given back than taken");
        }
    }

    long left() {
        return most - taken.get();
    }

    long taken() {
        return taken.get();
    }
}
