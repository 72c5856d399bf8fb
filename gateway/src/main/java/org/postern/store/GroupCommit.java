package org.postern.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Commits the batches of many threads in few transactions. A thread whose turn it is writes for all who came while the
/// one before it was at work, so a busy gateway forces the disk once for many messages, and a quiet one keeps nobody
/// waiting. Thread-safe.
///
/// What is large, or comes as a stream, has a transaction of its own beside them.
public final class GroupCommit {
    /// Nobody knows whether it was committed: the answer of the database did not come.
    public static final class InDoubt extends SQLException {
        private static final long serialVersionUID = 1;

        private InDoubt(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause);
        }
    }

    /// The more there are the smaller the groups; only where there are processors to spare are more than one worth it.
    private static final int PROCESSORS_EACH = 4;

    private static final int MOST_WRITERS = 4;
    private static final int MOST_BATCHES = 64;
    private static final long MOST_OCTETS = 4 << 20;
    private static final long LARGE = 1 << 20;

    /// Clients that wait for their reply give up soon (RFC 5321 §4.5.3.2.6 lets them after ten minutes, few wait so long).
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Database database;
    private final DatabaseRole role;
    private final int mostWriters;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Member> waiting = new ArrayDeque<>();
    private int writers;

    /// As many transactions at the same time as this machine is good for.
    public GroupCommit(Database database, DatabaseRole role) {
        this(
                database,
                role,
                Math.clamp(
                        Runtime.getRuntime().availableProcessors() / PROCESSORS_EACH,
                        1,
                        MOST_WRITERS),
                PATIENCE);
    }

    /// @param mostWriters transactions at the same time
    /// @param patience how long a batch waits for a transaction to begin
    GroupCommit(Database database, DatabaseRole role, int mostWriters, Duration patience) {
        this.database = database;
        this.role = role;
        this.mostWriters = mostWriters;
        this.patience = patience;
    }

    /// A batch and what came of it.
    private static final class Member {
        private final Batch batch;
        private final Condition turn;
        private boolean taken;
        private boolean over;
        private boolean committed;
        private Optional<Exception> failure = Optional.empty();

        Member(Batch batch, Condition turn) {
            this.batch = batch;
            this.turn = turn;
        }

        void fail(Exception cause) {
            failure = Optional.of(cause);
        }

        /// The exception may be thrown on several threads, so each gets one of its own around it.
        void tell() throws SQLException {
            if (committed) {
                return;
            }
            switch (failure.orElse(null)) {
                case InDoubt doubt -> throw new InDoubt(doubt);
                case SQLException e -> throw new SQLException(e.getMessage(), e.getSQLState(), e);
                case RuntimeException bug -> throw new IllegalStateException("not written", bug);
                case null, default -> throw new SQLException("the thread that wrote it failed");
            }
        }
    }

    /// Returns when the batch is committed.
    ///
    /// @throws InDoubt it is committed or not
    /// @throws SQLException nothing of it was written: the database did not take it, or transactions take so long that its
    ///     turn did not come
    public void commit(Batch batch) throws SQLException {
        var member = new Member(batch, lock.newCondition());
        if (!batch.isSmall(LARGE)) {
            write(List.of(member));
        } else {
            List<Member> group = await(member);
            if (!group.isEmpty()) {
                lead(group);
            }
        }
        member.tell();
    }

    /// Waits until somebody has written the batch, or it is its turn to write. What nobody has begun to write can be taken
    /// back.
    ///
    /// @return whose batches this thread writes; empty where its own is written
    /// @throws SQLException its turn did not come in time
    private List<Member> await(Member member) throws SQLException {
        long until = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        lock.lock();
        try {
            waiting.add(member);
            while (!member.over && (writers == mostWriters || waiting.peek() != member)) {
                long left = until - System.nanoTime();
                if (member.taken) {
                    member.turn.awaitUninterruptibly();
                } else if (left <= 0) {
                    waiting.remove(member);
                    throw new SQLException("too much waits to be written");
                } else {
                    try {
                        member.turn.awaitNanos(left);
                    } catch (InterruptedException _) {
                        interrupted = true;
                    }
                }
            }
            if (member.over) {
                return List.of();
            }
            writers++;
            List<Member> group = group();
            wakeNext();
            return group;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<Member> group() {
        var group = new ArrayList<Member>();
        long octets = 0;
        Member next = waiting.peek();
        while (next != null
                && group.size() < MOST_BATCHES
                && octets + next.batch.octets() <= MOST_OCTETS) {
            octets += next.batch.octets();
            next.taken = true;
            group.add(waiting.remove());
            next = waiting.peek();
        }
        return group;
    }

    private void lead(List<Member> group) {
        try {
            write(group);
        } finally {
            lock.lock();
            try {
                writers--;
                for (Member member : group) {
                    member.over = true;
                    member.turn.signal();
                }
                wakeNext();
            } finally {
                lock.unlock();
            }
        }
    }

    private void wakeNext() {
        Member next = waiting.peek();
        if (next != null) {
            next.turn.signal();
        }
    }

    private void write(List<Member> group) {
        try {
            transact(group);
        } catch (SQLException | RuntimeException e) {
            if (group.size() > 1 && isOfOne(e)) {
                group.forEach(it -> write(List.of(it)));
            } else {
                group.forEach(it -> it.fail(e));
            }
        }
    }

    private void transact(List<Member> group) throws SQLException {
        Batch all = group.getFirst().batch;
        if (group.size() > 1) {
            all = new Batch();
            for (Member member : group) {
                all.addAll(member.batch);
            }
        }
        Batch rows = all;
        boolean[] written = {false};
        try {
            database.transaction(
                    role,
                    it -> {
                        rows.write(it);
                        written[0] = true;
                        return true;
                    });
        } catch (SQLException e) {
            throw written[0] ? new InDoubt(e) : e;
        }
        group.forEach(it -> it.committed = true);
    }

    private static boolean isOfOne(Exception e) {
        return switch (e) {
            case InDoubt _ -> false;
            case SQLException sql -> SqlStates.isOfTheData(sql);
            default -> true;
        };
    }
}
