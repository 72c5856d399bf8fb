package org.postern.deliver;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.deliver.DeliverSettings.Limits;
import org.postern.deliver.DeliverSettings.Times;
import org.postern.journey.HandOver;

/// The connections to one server: a bounded number, used again and again. Thread-safe.
///
/// A permit stands for a connection in use, and a new connection is opened only where no idle one is left, so that
/// connections in use and idle together never exceed the permits.
final class Connections {
    private final Endpoint endpoint;
    private final Dialer dialer;
    private final Times times;
    private final Limits limits;
    private final Semaphore permits;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;
    private volatile Pause pause = new Pause(System.nanoTime(), "");
    private volatile long avoidUntil = System.nanoTime();

    /// Users at this moment; [#GONE] once nobody may come any more.
    private final AtomicInteger users = new AtomicInteger();

    private volatile long unusedSince = System.nanoTime();
    private static final int GONE = -1;

    private record Pause(long until, String problem) {}

    Connections(Endpoint endpoint, Dialer dialer, DeliverSettings settings) {
        this.endpoint = endpoint;
        this.dialer = dialer;
        this.times = settings.times();
        this.limits = settings.limits();
        this.permits = new Semaphore(limits.connections(), /* fair= */ true);
    }

    /// Begins a use; false where these are not to be used any more.
    boolean enter() {
        return users.updateAndGet(it -> it == GONE ? GONE : it + 1) != GONE;
    }

    /// Ends a use.
    void leave() {
        unusedSince = System.nanoTime();
        users.decrementAndGet();
    }

    /// Ends all further use, if nobody used these since then and nobody does.
    boolean forgetIfUnusedSince(long then) {
        return unusedSince - then < 0
                && users.get() == 0
                && open.isEmpty()
                && avoidUntil - System.nanoTime() < 0
                && users.compareAndSet(0, GONE);
    }

    /// Whether the server could not be reached lately, so that another one is better.
    boolean isInTrouble() {
        return avoidUntil - System.nanoTime() > 0;
    }

    HandOver handOver(Parcel parcel, long deadline) throws InterruptedException {
        long wait = Math.min(limits.waiting().toNanos(), deadline - System.nanoTime());
        if (!permits.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
            return new HandOver.Busy(
                    endpoint + " all " + limits.connections() + " connections are busy");
        }
        try {
            Optional<Connection> kept = takeIdle();
            if (kept.isPresent()) {
                var transaction =
                        new Transaction(kept.get(), parcel, endpoint.transport(), times, deadline);
                Optional<HandOver> result = attempt(kept.get(), transaction, true);
                if (result.isPresent()) {
                    return result.get();
                }
            }
            Connection fresh = dial(deadline);
            var transaction = new Transaction(fresh, parcel, endpoint.transport(), times, deadline);
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
                return Optional.of(new HandOver.InDoubt(endpoint + " " + detail));
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
        return new HandOver.Failed(endpoint + " " + detail);
    }

    private Connection dial(long deadline) throws NoConnection, InterruptedException {
        Pause now = pause;
        if (now.until - System.nanoTime() > 0) {
            throw new NoConnection("is left alone for a moment, because it " + now.problem);
        }
        try {
            Connection fresh = dialer.dial(deadline, open::add);
            avoidUntil = System.nanoTime();
            return fresh;
        } catch (NoConnection e) {
            long at = System.nanoTime();
            pause = new Pause(at + limits.pause().toNanos(), e.why());
            avoidUntil = at + limits.avoid().toNanos();
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
