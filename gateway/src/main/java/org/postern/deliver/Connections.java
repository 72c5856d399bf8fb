package org.postern.deliver;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postern.deliver.DeliverSettings.Limits;
import org.postern.deliver.DeliverSettings.Times;
import org.postern.journey.HandOver;
import org.postern.journey.NextHop;

/// The connections to one next hop: a bounded number, used again and again. Thread-safe.
///
/// A permit stands for a connection in use, and a new connection is opened only where no idle one is left, so that
/// connections in use and idle together never exceed the permits.
final class Connections {
    private final NextHop nextHop;
    private final Dialer dialer;
    private final Times times;
    private final Limits limits;
    private final Semaphore permits;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;
    private volatile Pause pause = new Pause(System.nanoTime(), "");

    private record Pause(long until, String problem) {}

    Connections(NextHop nextHop, Dialer dialer, DeliverSettings settings) {
        this.nextHop = nextHop;
        this.dialer = dialer;
        this.times = settings.times();
        this.limits = settings.limits();
        this.permits = new Semaphore(limits.connections(), /* fair= */ true);
    }

    HandOver handOver(Parcel parcel, long deadline) throws InterruptedException {
        long wait = Math.min(limits.waiting().toNanos(), deadline - System.nanoTime());
        if (!permits.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
            return failed("all " + limits.connections() + " connections are busy");
        }
        try {
            Optional<Connection> kept = takeIdle();
            if (kept.isPresent()) {
                var transaction = new Transaction(kept.get(), parcel, times, deadline);
                Optional<HandOver> result = attempt(kept.get(), transaction, true);
                if (result.isPresent()) {
                    return result.get();
                }
            }
            Connection fresh = dial(deadline);
            var transaction = new Transaction(fresh, parcel, times, deadline);
            return attempt(fresh, transaction, false).orElseThrow();
        } catch (NoConnection e) {
            return failed(e.why());
        } finally {
            permits.release();
        }
    }

    /// @return empty where a connection that was used before turned out dead before the next hop answered anything, so
    ///     that trying again can do no harm
    private Optional<HandOver> attempt(
            Connection connection, Transaction transaction, boolean usedBefore)
            throws InterruptedException {
        try {
            return Optional.of(transaction.run());
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            String detail = connection.explain(e);
            if (transaction.dotSent()) {
                return Optional.of(new HandOver.InDoubt(nextHop + " " + detail));
            }
            if (usedBefore && !transaction.heard()) {
                return Optional.empty();
            }
            return Optional.of(failed(detail));
        } finally {
            giveBack(connection, transaction.over());
        }
    }

    private HandOver failed(String detail) {
        return new HandOver.Failed(nextHop + " " + detail);
    }

    private Connection dial(long deadline) throws NoConnection, InterruptedException {
        Pause now = pause;
        if (now.until - System.nanoTime() > 0) {
            throw new NoConnection("is left alone for a moment, because it " + now.problem);
        }
        try {
            return dialer.dial(deadline, open::add);
        } catch (NoConnection e) {
            long until = System.nanoTime() + limits.pause().toNanos();
            pause = new Pause(until, e.why());
            throw e;
        }
    }

    private Optional<Connection> takeIdle() {
        while (true) {
            Connection last;
            synchronized (idle) {
                if (idle.isEmpty()) {
                    return Optional.empty();
                }
                last = idle.removeLast();
            }
            if (last.isQuiet()) {
                return Optional.of(last);
            }
            last.close();
        }
    }

    private void giveBack(Connection connection, boolean ready) {
        if (!ready || !connection.isOpen()) {
            connection.close();
            return;
        }
        connection.rest();
        if (connection.count() < limits.messages()) {
            synchronized (idle) {
                if (!closed && idle.size() < limits.idle()) {
                    idle.addLast(connection);
                    return;
                }
            }
        }
        retire(connection);
    }

    private void retire(Connection connection) {
        Thread.ofVirtual().name("deliver-quit").start(() -> connection.quit(times.command()));
    }

    /// Keeps the limits of time; called often.
    void tick(long now) {
        open.forEach(it -> it.closeIfLate(now));
        open.removeIf(it -> !it.isOpen());
        retireIdleSince(now - limits.idleTime().toNanos());
    }

    private void retireIdleSince(long then) {
        synchronized (idle) {
            while (!idle.isEmpty() && idle.getFirst().idleSince() - then <= 0) {
                retire(idle.removeFirst());
            }
        }
    }

    /// Keeps no connection from here on; those in use end with their message.
    void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(this::retire);
            idle.clear();
        }
    }
}
