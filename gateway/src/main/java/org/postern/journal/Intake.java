package org.postern.journal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The bounded queue between those who tell events and the one thread that writes them. The writer is woken for a group,
/// not for each event.
final class Intake {
    /// What may wait, in octets as [Weight] has them. A single event may be heavier.
    static final long MOST_WEIGHT = 32 << 20;

    private final Bound capacity;
    private final Bound group;
    private final ArrayDeque<Weighed> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final Condition space = lock.newCondition();
    private long weight;
    private long accepted;
    private int blocked;
    private boolean hurried;
    private boolean closed;

    /// A limit that is reached by number or by weight, whichever is first.
    record Bound(int events, long weight) {
        boolean isReached(int count, long octets) {
            return count >= events || octets >= weight;
        }
    }

    /// @param capacity what may wait
    /// @param group what the writer takes at once
    Intake(Bound capacity, Bound group) {
        this.capacity = capacity;
        this.group = group;
    }

    private record Weighed(Event event, long weight) {}

    /// What the writer is to do beside writing.
    ///
    /// @param hurried somebody waits: force at once
    /// @param closed nothing will come any more
    record Taken(boolean hurried, boolean closed) {}

    /// Adds an event, waiting for space if there is none.
    ///
    /// @return false if there was no space in time, or no more events are taken
    boolean put(Event event, long patienceNanos) {
        long heavier = Weight.of(event);
        lock.lock();
        try {
            if (!hasRoom(heavier, patienceNanos)) {
                return false;
            }
            boolean wasFull = group.isReached(waiting.size(), weight);
            waiting.add(new Weighed(event, heavier));
            weight += heavier;
            accepted++;
            if (waiting.size() == 1 || !wasFull && group.isReached(waiting.size(), weight)) {
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

    private boolean hasRoom(long more, long patienceNanos) throws InterruptedException {
        long left = patienceNanos;
        blocked++;
        try {
            while (!closed && !waiting.isEmpty() && isFull(more)) {
                if (left <= 0) {
                    return false;
                }
                left = space.awaitNanos(left);
            }
            return !closed;
        } finally {
            blocked--;
        }
    }

    private boolean isFull(long more) {
        return waiting.size() >= capacity.events() || weight + more > capacity.weight();
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
            while (!group.isReached(waiting.size(), weight) && !hurried && !closed && left > 0) {
                left = wake.awaitNanos(left);
            }
            moveGroup(into);
            if (blocked > 0) {
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

    private void moveGroup(List<Event> into) {
        long moved = 0;
        for (int i = 0; !waiting.isEmpty() && !group.isReached(i, moved); i++) {
            Weighed next = waiting.remove();
            moved += next.weight();
            into.add(next.event());
        }
        weight -= moved;
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
