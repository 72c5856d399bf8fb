package org.postern.queue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.SqlStates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what came of attempts, many in one transaction, on one thread. While the database is away it waits. What
/// cannot be written although the database is there keeps nobody else waiting: it is set aside with its row where that is
/// for its content, and else tried again from time to time.
final class Scribe {
    private static final Logger LOG = LoggerFactory.getLogger(Scribe.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int AT_ONCE = 100;
    private static final int TRIES = 3;

    /// Between tries of what the database refuses for a reason of its own.
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /// Told what was written.
    interface Listener {
        void written(Done done, Clerk.Written written);

        /// What came of an attempt is lost, and its row was set aside.
        void setAside(Done done, String why);
    }

    private final Database database;
    private final Clerk clerk;
    private final Listener listener;
    private final LinkedBlockingQueue<Done> done = new LinkedBlockingQueue<>();

    /// The longest waiting first. For the writing thread.
    private final Deque<Refused> refused = new ArrayDeque<>();

    /// What the database refuses for now.
    ///
    /// @param due of [System#nanoTime]
    private record Refused(Done done, long due) {}

    /// What kept something from being written.
    private enum Trouble {
        NONE,
        /// The database is away.
        AWAY,
        /// It is there, and the trouble is none of the data.
        OTHER,
        /// What was to be written, or a bug of ours.
        DATA
    }

    Scribe(Database database, Clerk clerk, Listener listener) {
        this.database = database;
        this.clerk = clerk;
        this.listener = listener;
    }

    void add(Done one) {
        done.add(one);
    }

    /// Writes until it is interrupted; what was not written down by then is tried again.
    void run() {
        var batch = new ArrayList<Done>(AT_ONCE);
        try {
            while (true) {
                Done first = done.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    done.drainTo(batch, AT_ONCE - 1);
                    write(batch, TRIES);
                    batch.clear();
                }
                writeRefused();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void writeRefused() throws InterruptedException {
        long now = System.nanoTime();
        while (!refused.isEmpty() && refused.peek().due() - now <= 0) {
            write(List.of(refused.remove().done()), 1);
        }
    }

    /// All together; if that cannot be, each alone, so that it shows which of them it is.
    private void write(List<Done> batch, int tries) throws InterruptedException {
        Trouble trouble = tried(batch);
        int failures = 0;
        while (trouble != Trouble.NONE) {
            failures += trouble == Trouble.AWAY ? 0 : 1;
            boolean parts = trouble == Trouble.DATA && batch.size() > 1;
            if (parts || failures >= tries) {
                break;
            }
            Thread.sleep(PAUSE);
            trouble = tried(batch);
        }
        if (trouble == Trouble.NONE) {
            return;
        }
        if (batch.size() > 1) {
            for (Done one : batch) {
                write(List.of(one), trouble == Trouble.DATA ? TRIES : 1);
            }
        } else if (trouble != Trouble.DATA || !isSetAside(batch.getFirst())) {
            refused.add(new Refused(batch.getFirst(), System.nanoTime() + AGAIN.toNanos()));
        }
    }

    private Trouble tried(List<Done> batch) {
        try {
            List<Clerk.Written> written =
                    database.transaction(DatabaseRole.MAIL, it -> clerk.write(it, batch));
            tell(batch, written);
            return Trouble.NONE;
        } catch (SQLException e) {
            if (SqlStates.isOfTheData(e)) {
                LOG.error("{} cannot be written down", names(batch), e);
                return Trouble.DATA;
            }
            if (!database.up() || SqlStates.isPassing(e)) {
                LOG.debug("the queue waits for the database: {}", e.getMessage());
                return Trouble.AWAY;
            }
            LOG.warn("{} cannot be written down now", names(batch), e);
            return Trouble.OTHER;
        } catch (RuntimeException | Error e) {
            LOG.error("bug in the writing down of {}", names(batch), e);
            return Trouble.DATA;
        }
    }

    private static String names(List<Done> batch) {
        return batch.size() == 1
                ? "what came of " + batch.getFirst().mail().message()
                : "what came of " + batch.size() + " attempts";
    }

    private void tell(List<Done> batch, List<Clerk.Written> written) {
        for (int i = 0; i < batch.size(); i++) {
            tell(batch.get(i), listener::written, written.get(i));
        }
    }

    /// It is written by now, so a failure to tell must not look like a failure to write.
    private static <T> void tell(Done done, BiConsumer<Done, T> listener, T what) {
        try {
            done.content().close();
            listener.accept(done, what);
        } catch (RuntimeException | Error e) {
            LOG.error("bug after the writing down of {}", done.mail().message(), e);
        }
    }

    private boolean isSetAside(Done one) {
        String why = "what came of its last attempt cannot be written down";
        try {
            database.transaction(DatabaseRole.MAIL, it -> QueueStore.setAside(it, one.mail(), why));
            tell(one, listener::setAside, why);
            return true;
        } catch (SQLException e) {
            LOG.error("{} cannot be set aside", one.mail().message(), e);
            return false;
        }
    }
}
