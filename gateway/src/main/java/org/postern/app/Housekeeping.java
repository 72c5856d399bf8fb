package org.postern.app;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.PartitionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drops what is older than it may be, once an hour, whole days at a time. A clock that jumped drops nothing: by a wrong
/// date everything would be old.
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Duration JUMP = Duration.ofMinutes(30);

    private final Database database;
    private final Duration records;
    private final Duration mail;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);

    Housekeeping(Database database, NodeSettings settings, InstantSource clock) {
        this.database = database;
        this.records = settings.keepRecords();
        this.mail = settings.quarantine().retention();
        this.clock = clock;
        Thread.ofVirtual().name("housekeeping").start(this::run);
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private void run() {
        try {
            Instant before = clock.instant();
            while (!closing.await(PERIOD.toSeconds(), TimeUnit.SECONDS)) {
                Instant now = clock.instant();
                if (jumped(before, now)) {
                    LOG.warn(
                            "the clock jumped from {} to {}: nothing is dropped this time",
                            before,
                            now);
                } else {
                    drop(now);
                }
                before = now;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the wall clock went another way than the hour that was waited.
    static boolean jumped(Instant before, Instant now) {
        return Duration.between(before.plus(PERIOD), now).abs().compareTo(JUMP) > 0;
    }

    private void drop(Instant now) {
        try {
            int dropped =
                    database.transaction(
                            DatabaseRole.JOBS,
                            connection ->
                                    PartitionStore.dropDays(
                                                    connection,
                                                    PartitionStore.Kind.RECORDS,
                                                    day(now.minus(records)))
                                            + PartitionStore.dropDays(
                                                    connection,
                                                    PartitionStore.Kind.MAIL,
                                                    day(now.minus(mail))));
            if (dropped > 0) {
                LOG.info("dropped {} partitions whose time was over", dropped);
            }
        } catch (SQLException e) {
            LOG.warn("housekeeping waits for the next hour: {}", e.getMessage());
        }
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
