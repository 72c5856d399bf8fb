package org.postern.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Looks into the database again and again until it is closed, also through its absences. Thread-safe.
public final class Following implements AutoCloseable {
    private final CountDownLatch closing = new CountDownLatch(1);

    /// One look. What it throws is passed over: the database reports itself, and what was seen last stays.
    @FunctionalInterface
    public interface Look {
        void take() throws SQLException;
    }

    /// Begins with a look at once.
    ///
    /// @param name of the thread
    public void begin(String name, Database database, Duration interval, Look look) {
        Thread.ofVirtual().name(name).start(() -> keepLooking(database, interval, look));
    }

    private void keepLooking(Database database, Duration interval, Look look) {
        try {
            do {
                if (database.up()) {
                    try {
                        look.take();
                    } catch (SQLException _) {
                        // The database reports itself; what was seen last stays.
                    }
                }
            } while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
