package org.postern.queue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.postern.journey.Dossier.Fate;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.SqlStates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what came of attempts, many in one transaction, on one thread. While the database is away it waits. What
/// cannot be written although the database is there is set aside with its row, so that it keeps nobody else waiting.
final class Scribe {
    private static final Logger LOG = LoggerFactory.getLogger(Scribe.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int AT_ONCE = 100;
    private static final int TRIES = 3;

    /// Told what was written.
    interface Listener {
        /// @param fates of the recipients; empty where the lease was not ours any more
        void written(Done done, List<Fate> fates);

        /// What came of an attempt is lost, and its row was set aside.
        void setAside(Done done, String why);
    }

    private final Database database;
    private final Clerk clerk;
    private final Listener listener;
    private final LinkedBlockingQueue<Done> done = new LinkedBlockingQueue<>();

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
                batch.add(done.take());
                done.drainTo(batch, AT_ONCE - 1);
                write(batch);
                batch.clear();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    /// All together; if that cannot be, each alone, so that it shows which of them it is.
    private void write(List<Done> batch) throws InterruptedException {
        for (int failures = 0; failures < TRIES; ) {
            try {
                List<List<Fate>> fates =
                        database.transaction(DatabaseRole.MAIL, it -> clerk.write(it, batch));
                tell(batch, fates);
                return;
            } catch (SQLException e) {
                if (!SqlStates.isOfTheData(e)) {
                    if (database.up()) {
                        LOG.warn("{} cannot be written down now", names(batch), e);
                    } else {
                        LOG.debug("the queue waits for the database: {}", e.getMessage());
                    }
                    Thread.sleep(PAUSE);
                    continue;
                }
                LOG.error("{} cannot be written down", names(batch), e);
            } catch (RuntimeException e) {
                LOG.error("bug in the writing down of {}", names(batch), e);
            }
            if (batch.size() > 1) {
                for (Done one : batch) {
                    write(List.of(one));
                }
                return;
            }
            failures++;
            Thread.sleep(PAUSE);
        }
        setAside(batch.getFirst());
    }

    private static String names(List<Done> batch) {
        return batch.size() == 1
                ? "what came of " + batch.getFirst().mail().message()
                : "what came of " + batch.size() + " attempts";
    }

    private void tell(List<Done> batch, List<List<Fate>> fates) {
        for (int i = 0; i < batch.size(); i++) {
            tell(batch.get(i), listener::written, fates.get(i));
        }
    }

    /// It is written by now, so a failure to tell must not look like a failure to write.
    private static <T> void tell(Done done, BiConsumer<Done, T> listener, T what) {
        try {
            done.content().close();
            listener.accept(done, what);
        } catch (RuntimeException e) {
            LOG.error("bug after the writing down of {}", done.mail().message(), e);
        }
    }

    private void setAside(Done one) throws InterruptedException {
        String why = "what came of its last attempt cannot be written down";
        while (true) {
            try {
                database.transaction(
                        DatabaseRole.MAIL, it -> QueueStore.setAside(it, one.mail(), why));
                tell(one, listener::setAside, why);
                return;
            } catch (SQLException e) {
                LOG.error("{} cannot be set aside", one.mail().message(), e);
                Thread.sleep(PAUSE);
            }
        }
    }
}
