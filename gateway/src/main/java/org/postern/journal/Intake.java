package org.postern.journal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The bounded queue between those who tell events and the one thread that writes them. The writer is woken for a group,
/// not for each event.
final class Intake {
    private final int capacity;
    private final int group;
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final Condition space = lock.newCondition();
    private long accepted;
    private boolean hurried;
    private boolean closed;

    /// @param group how many events the writer takes at once
    Intake(int capacity, int group) {
        this.capacity = capacity;
        this.group = group;
    }

    /// What the writer is to do beside writing.
    ///
    /// @param hurried somebody waits: force at once
    /// @param closed nothing will come any more
    record Taken(boolean hurried, boolean closed) {}

    /// Adds an event, waiting for space if there is none.
    ///
    /// @return false if there was no space in time, or no more events are taken
    boolean put(Event event, long patienceNanos) {
        long left = patienceNanos;
        lock.lock();
        try {
            while (waiting.size() >= capacity && !closed) {
                if (left <= 0) {
                    return false;
                }
                left = space.awaitNanos(left);
            }
            if (closed) {
                return false;
            }
            waiting.add(event);
            accepted++;
            if (waiting.size() == 1 || waiting.size() == group) {
                wake.signal();
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Moves a group into a list, oldest first. Waits until there is an event, and then for more of the group.
    ///
    /// @param idleNanos longest wait for the first event
    /// @param gatherNanos longest wait for the others
    Taken take(List<Event> into, long idleNanos, long gatherNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = idleNanos;
            while (waiting.isEmpty() && !hurried && !closed && left > 0) {
                left = wake.awaitNanos(left);
            }
            left = waiting.isEmpty() ? 0 : gatherNanos;
            while (waiting.size() < group && !hurried && !closed && left > 0) {
                left = wake.awaitNanos(left);
            }
            boolean full = waiting.size() >= capacity;
            for (int i = Math.min(group, waiting.size()); i > 0; i--) {
                into.add(waiting.remove());
            }
            if (full) {
                space.signalAll();
            }
            boolean all = waiting.isEmpty();
            var taken = new Taken(hurried && all, closed && all);
            hurried &= !all;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// Asks the writer to force what has come so far, without waiting for more.
    ///
    /// @return number of events taken since the beginning
    long hurry() {
        lock.lock();
        try {
            hurried = true;
            wake.signal();
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    long accepted() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more; what waits is still given out.
    void close() {
        lock.lock();
        try {
            closed = true;
            wake.signal();
            space.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
