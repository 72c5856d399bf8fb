package org.postern.app;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.postern.directory.OldLists;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.PartitionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drops what is older than it may be, soon after the start and then once an hour, whole days at a time. A clock that jumped drops nothing: by a wrong
/// date everything would be old.
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Duration JUMP = Duration.ofMinutes(30);

    /// The first time comes a minute after the start, give or take half of one, so that nodes that are started together
    /// do not work together, and a node that is restarted often works at all.
    private static final Duration FIRST = Duration.ofSeconds(30);

    private final Work work;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);

    /// What is done each time.
    @FunctionalInterface
    interface Work {
        /// Returns how many partitions were dropped.
        int dropBefore(Instant now) throws SQLException;
    }

    private Housekeeping(Work work, InstantSource clock) {
        this.work = work;
        this.clock = clock;
    }

    static Housekeeping start(Database database, NodeSettings settings, InstantSource clock) {
        Duration records = settings.keepRecords();
        Duration mail = settings.quarantine().retention();
        Duration first =
                FIRST.plusMillis(ThreadLocalRandom.current().nextLong(2 * FIRST.toMillis()));
        return start(
                now -> drop(database, now.minus(records), now.minus(mail)), clock, first, PERIOD);
    }

    static Housekeeping start(Work work, InstantSource clock, Duration first, Duration period) {
        var housekeeping = new Housekeeping(work, clock);
        Thread.ofVirtual().name("housekeeping").start(() -> housekeeping.run(first, period));
        return housekeeping;
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private void run(Duration first, Duration period) {
        try {
            Instant before = clock.instant();
            Duration wait = first;
            while (!closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                Instant now = clock.instant();
                if (jumped(before, now, wait)) {
                    LOG.warn(
                            "the clock jumped from {} to {}: nothing is dropped this time",
                            before,
                            now);
                } else {
                    drop(now);
                }
                before = now;
                wait = period;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the wall clock went another way than the time that was waited.
    static boolean jumped(Instant before, Instant now, Duration waited) {
        return Duration.between(before.plus(waited), now).abs().compareTo(JUMP) > 0;
    }

    private void drop(Instant now) {
        try {
            int dropped = work.dropBefore(now);
            if (dropped > 0) {
                LOG.info("dropped {} partitions whose time was over", dropped);
            }
        } catch (SQLException e) {
            LOG.warn("housekeeping waits for the next hour: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("bug in housekeeping; it goes on in an hour", e);
        }
    }

    private static int drop(Database database, Instant records, Instant mail) throws SQLException {
        int entries = database.transaction(DatabaseRole.JOBS, it -> OldLists.forget(it, records));
        if (entries > 0) {
            LOG.info("forgot {} entries of old lists of recipients", entries);
        }
        return database.transaction(
                DatabaseRole.JOBS,
                it ->
                        PartitionStore.dropDays(it, PartitionStore.Kind.RECORDS, day(records))
                                + PartitionStore.dropDays(it, PartitionStore.Kind.MAIL, day(mail)));
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
