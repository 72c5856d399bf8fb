package org.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class GroupCommitTest {
    private static final String INSERT = "insert into queue_worker (id, node) values (?, ?)";
    private static final Duration SOON = Duration.ofMinutes(1);

    private final String node = "group-" + UUID.randomUUID();
    private final Database database = TestDatabase.shared();
    private final GroupCommit commits = new GroupCommit(database, DatabaseRole.MAIL, 2, SOON);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() throws Exception {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        try (Connection owner = TestDatabase.owner();
                PreparedStatement clear =
                        owner.prepareStatement("delete from postern.queue_worker where node = ?")) {
            clear.setString(1, node);
            clear.executeUpdate();
        }
    }

    @Test
    void promise1_whatCommitReturnsForIsInTheDatabase() throws Exception {
        commits.commit(batch(node));
        assertThat(transactions()).hasSize(1);
    }

    @Test
    void whoComesWhileOthersWriteSharesATransaction() throws Exception {
        var blocked = new CountDownLatch(2);
        var open = new CountDownLatch(1);
        var all = new ArrayList<Future<?>>();
        for (int i = 0; i < 2; i++) {
            Batch first = batch(node);
            first.row(
                    INSERT,
                    0,
                    row -> {
                        blocked.countDown();
                        await(open);
                        bind(row, node);
                    });
            all.add(commit(first));
            // The second one must not come while the first still waits for its turn, or they would
            // write together.
            await(() -> blocked.getCount() <= 1);
        }
        await(blocked);
        var started = ConcurrentHashMap.<Thread>newKeySet();
        for (int i = 0; i < 40; i++) {
            all.add(
                    threads.submit(() -> {
                        started.add(Thread.currentThread());
                        commits.commit(batch(node));
                        return true;
                    }));
        }
        await(() ->
                started.stream().filter(it -> it.getState() == Thread.State.TIMED_WAITING).count()
                        == 40);
        open.countDown();
        for (Future<?> one : all) {
            one.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(transactions()).hasSizeBetween(3, 5);
    }

    @Test
    void j11_whoseTurnDoesNotComeIsToldSo() throws Exception {
        var hasty = new GroupCommit(database, DatabaseRole.MAIL, 1, Duration.ofMillis(100));
        var blocked = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        Batch slow = batch(node);
        slow.row(
                INSERT,
                0,
                row -> {
                    blocked.countDown();
                    await(open);
                    bind(row, node);
                });
        Future<?> first =
                threads.submit(() -> {
                    hasty.commit(slow);
                    return true;
                });
        await(blocked);
        assertThatThrownBy(() -> hasty.commit(batch(node)))
                .isInstanceOf(SQLException.class)
                .isNotInstanceOf(GroupCommit.InDoubt.class)
                .hasMessageContaining("too much waits");
        open.countDown();
        first.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(rows()).isEqualTo(2);
        hasty.commit(batch(node));
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void whatTheDatabaseDoesNotTakeFailsAlone() throws Exception {
        assertEachAlone("no text has a \0", SQLException.class);
    }

    @Test
    void aBugInOneBatchFailsItAlone() throws Exception {
        assertEachAlone("bug", IllegalStateException.class);
    }

    private void assertEachAlone(String bad, Class<? extends Exception> failure) throws Exception {
        var all = new ArrayList<Future<?>>();
        var badOnes = new ArrayList<Future<?>>();
        for (int i = 0; i < 60; i++) {
            if (i % 20 == 10) {
                badOnes.add(commit(batch(bad)));
            } else {
                all.add(commit(batch(node)));
            }
        }
        for (Future<?> one : all) {
            one.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        for (Future<?> one : badOnes) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> one.get(SOON.toSeconds(), TimeUnit.SECONDS))
                    .withCauseInstanceOf(failure);
        }
        assertThat(rows()).isEqualTo(57);
    }

    /// The connection ends between the last statement and the answer to the commit.
    @Test
    void j8_whatEndsAtTheCommitIsInDoubt() {
        var batch = batch(node);
        batch.stream(it -> {
            try (Connection other = database.connection(DatabaseRole.MAIL);
                    PreparedStatement kill =
                            other.prepareStatement("select pg_terminate_backend(?, 10000)")) {
                kill.setInt(1, backend(it));
                kill.execute();
            }
        });
        assertThatThrownBy(() -> commits.commit(batch)).isInstanceOf(GroupCommit.InDoubt.class);
    }

    @Test
    void j8_whatEndsBeforeTheCommitIsNotInDoubt() throws Exception {
        var batch = batch(node);
        batch.stream(_ -> {
            throw new SQLException("cut", "08006");
        });
        assertThatThrownBy(() -> commits.commit(batch))
                .isInstanceOf(SQLException.class)
                .isNotInstanceOf(GroupCommit.InDoubt.class);
        assertThat(rows()).isZero();
    }

    private static int backend(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select pg_backend_pid()");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private Future<?> commit(Batch batch) {
        return threads.submit(() -> {
            commits.commit(batch);
            return true;
        });
    }

    private static Batch batch(String node) {
        var batch = new Batch();
        batch.row(INSERT, 10, row -> bind(row, node));
        return batch;
    }

    private static void bind(PreparedStatement row, String node) throws SQLException {
        if (node.equals("bug")) {
            throw new IllegalArgumentException("planted");
        }
        row.setObject(1, UUID.randomUUID());
        row.setString(2, node);
    }

    private int rows() throws SQLException {
        return asked().size();
    }

    private Set<String> transactions() throws SQLException {
        return new TreeSet<>(asked());
    }

    /// The transaction that wrote each row.
    private List<String> asked() throws SQLException {
        var found = new ArrayList<String>();
        try (Connection owner = TestDatabase.owner();
                PreparedStatement query =
                        owner.prepareStatement(
                                "select xmin::text from postern.queue_worker where node = ?")) {
            query.setString(1, node);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    private static void await(Callable<Boolean> what) {
        Awaitility.await().atMost(SOON).until(what);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
