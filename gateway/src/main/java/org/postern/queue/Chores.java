package org.postern.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.postern.store.DatabaseRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the claiming thread does from time to time beside claiming. For that thread.
final class Chores {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

    /// Rows that are ended at once because their next hop fails.
    static final int LATE_AT_ONCE = 50;

    private static final Duration HEARTBEAT = Duration.ofSeconds(20);

    /// A worker that was not heard of for so long has lost its leases.
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration MORE = Duration.ofSeconds(1);
    private static final int SWEPT_AT_ONCE = 1000;

    private static final Duration LATE = Duration.ofMinutes(1);

    /// A next hop must have failed for so long before mail is given up that was not tried often enough itself.
    private static final Duration FAILING_FOR = Duration.ofMinutes(30);

    /// More than what chance adds to a wait, and what clocks differ.
    private static final double NO_WAIT_IS_LONGER = 1.5;

    private final Runner.Parts parts;
    private final UUID worker;
    private final List<UUID> predecessors;
    private final Set<UUID> known;
    private final Roster roster = new Roster(SILENCE, HEARTBEAT.multipliedBy(2));
    private long nextBeat = System.nanoTime();
    private long nextSweep = System.nanoTime() + SWEEP.toNanos();
    private long nextLate = System.nanoTime();
    private volatile boolean registered;

    /// @param known rows that the worker has by its own account
    Chores(Runner.Parts parts, UUID worker, List<UUID> predecessors, Set<UUID> known) {
        this.parts = parts;
        this.worker = worker;
        this.predecessors = List.copyOf(predecessors);
        this.known = known;
    }

    /// Whether the database knows of the worker, so that it may have leases.
    boolean isRegistered() {
        return registered;
    }

    /// Does what is due.
    void run(long now) throws SQLException {
        if (now - nextBeat >= 0) {
            beat(now);
            nextBeat = now + HEARTBEAT.toNanos();
        }
        if (now - nextSweep >= 0) {
            nextSweep = now + SWEEP.toNanos();
            sweep(now);
        }
    }

    private void beat(long now) throws SQLException {
        List<QueuedMail> aside =
                parts.database()
                        .transaction(
                                DatabaseRole.MAIL,
                                it -> {
                                    WorkerStore.heard(it, worker, parts.node());
                                    WorkerStore.forget(it, predecessors);
                                    giveBackUnknown(it);
                                    forgetSilent(it, now);
                                    return WorkerStore.takeBack(it);
                                });
        registered = true;
        aside.forEach(it -> parts.chronicle().setAside(it, "workers were lost over it"));
    }

    /// What is leased was known before that was committed, so it is read first.
    private void giveBackUnknown(Connection connection) throws SQLException {
        for (Map.Entry<UUID, Long> lease : WorkerStore.leasedBy(connection, worker).entrySet()) {
            if (!known.contains(lease.getKey())) {
                WorkerStore.giveBack(connection, lease.getKey(), lease.getValue());
            }
        }
    }

    private void forgetSilent(Connection connection, long now) throws SQLException {
        Map<UUID, Instant> others = WorkerStore.workers(connection);
        others.remove(worker);
        for (Map.Entry<UUID, Instant> lost : roster.lost(others, now).entrySet()) {
            WorkerStore.forgetSilent(connection, lost.getKey(), lost.getValue());
        }
    }

    /// Nothing of this is urgent, so nothing waits for it to succeed.
    private void sweep(long now) {
        Duration longest = parts.settings().retries().longest();
        long seconds = Math.round(longest.toSeconds() * NO_WAIT_IS_LONGER) + 60;
        try {
            int swept =
                    parts.database()
                            .transaction(
                                    DatabaseRole.MAIL,
                                    it -> {
                                        QueueStore.pullForward(it, Duration.ofSeconds(seconds));
                                        Originals.sweep(it);
                                        return QueueStore.sweep(it, SWEPT_AT_ONCE);
                                    });
            if (swept == SWEPT_AT_ONCE) {
                nextSweep = now + MORE.toNanos();
            }
        } catch (SQLException e) {
            LOG.warn("the queue could not be swept: {}", e.getMessage());
        }
    }

    /// Next hops of which mail may be given up now; none between two looks.
    List<Hops.Failing> failing(Hops hops, long now) {
        if (now - nextLate < 0) {
            return List.of();
        }
        nextLate = now + LATE.toNanos();
        return hops.failing(Settlement.FEWEST_ATTEMPTS, FAILING_FOR, now);
    }

    /// The last look at [#failing] did not end all that is late.
    void moreIsLate(long now) {
        nextLate = now + MORE.toNanos();
    }
}
