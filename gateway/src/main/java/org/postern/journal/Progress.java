package org.postern.journal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How far writing and filing are. Writer and filer meet here, and whoever waits for an event to be filed.
final class Progress {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Mark mark = new Mark("", 0, 0);
    private Mark filed = mark;
    private long unfiledOctets;
    private boolean away;
    private boolean stopped;

    /// What the filer may read.
    ///
    /// @param segment name of the file that is being written; every other file is finished
    /// @param forced octets of that file that are durable, whole records all of them
    /// @param events number of events since the beginning that are durable or lost
    record Mark(String segment, long forced, long events) {}

    void mark(Mark now) {
        lock.lock();
        try {
            mark = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Mark mark() {
        lock.lock();
        try {
            return mark;
        } finally {
            lock.unlock();
        }
    }

    /// Octets came in front of the filer, or were dealt with by it.
    void unfiled(long octets) {
        lock.lock();
        try {
            unfiledOctets += octets;
        } finally {
            lock.unlock();
        }
    }

    long unfiledOctets() {
        lock.lock();
        try {
            return unfiledOctets;
        } finally {
            lock.unlock();
        }
    }

    /// Everything up to a mark is in the database.
    void filed(Mark upTo) {
        lock.lock();
        try {
            filed = upTo;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long filedEvents() {
        lock.lock();
        try {
            return filed.events();
        } finally {
            lock.unlock();
        }
    }

    /// The database is away, or back.
    void away(boolean is) {
        lock.lock();
        try {
            away = is;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until so many events are filed; false if they are not in time.
    boolean awaitFiled(long events, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (filed.events() < events) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the filer has done all there is, or cannot because the database is away.
    void awaitEnd(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (!filed.equals(mark) && !away && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is more than `seen`, or the filer shall stop.
    void awaitMore(Mark seen) throws InterruptedException {
        lock.lock();
        try {
            while (mark.equals(seen) && !stopped) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits, but not longer than until the filer shall stop.
    void awaitStop(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (!stopped && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean stopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }
}
