package org.postern.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// SQL of workers and of the leases they have: who is there, and what becomes of the rows of those who are not. The caller
/// owns the transaction.
final class WorkerStore {
    /// A row over which so many workers were lost is set aside.
    static final int MOST_CRASHES = 3;

    private WorkerStore() {}

    /// Ends a worker that stops on request: nothing is held against its rows.
    static void giveUp(Connection connection, UUID worker) throws SQLException {
        String rows =
                """
                update queued set state = 'waiting', leased_by = null, attempts = attempts - 1
                 where leased_by = ? and state = 'leased'\
                """;
        for (String sql : List.of(rows, "delete from queue_worker where id = ?")) {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                update.setObject(1, worker);
                update.executeUpdate();
            }
        }
    }

    /// Says that a worker is there.
    static void heard(Connection connection, UUID worker, String node) throws SQLException {
        String sql =
                """
                insert into queue_worker (id, node) values (?, ?)
                on conflict (id) do update set seen_at = now()\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, worker);
            update.setString(2, node);
            update.executeUpdate();
        }
    }

    /// The last sign of life of each worker.
    static Map<UUID, Instant> workers(Connection connection) throws SQLException {
        var workers = new HashMap<UUID, Instant>();
        try (PreparedStatement query =
                        connection.prepareStatement("select id, seen_at from queue_worker");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                workers.put(
                        rows.getObject(1, UUID.class),
                        rows.getObject(2, OffsetDateTime.class).toInstant());
            }
        }
        return workers;
    }

    /// Forgets workers that will not come back.
    static void forget(Connection connection, List<UUID> gone) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from queue_worker where id = any (?)")) {
            delete.setArray(1, connection.createArrayOf("uuid", gone.toArray()));
            delete.executeUpdate();
        }
    }

    /// Forgets a worker that was silent, unless it was heard of in the meantime.
    static void forgetSilent(Connection connection, UUID silent, Instant seen) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "delete from queue_worker where id = ? and seen_at = ?")) {
            delete.setObject(1, silent);
            delete.setObject(2, seen.atOffset(ZoneOffset.UTC));
            delete.executeUpdate();
        }
    }

    /// Takes the leases of workers that are not there any more.
    ///
    /// @return rows that were set aside, because too many workers were lost over them
    static List<QueuedMail> takeBack(Connection connection) throws SQLException {
        String sql =
                """
                update queued q
                   set state = case when crashes + 1 < ? then 'waiting' else 'aside' end,
                       leased_by = null, crashes = crashes + 1, due_at = now()
                 where leased_by is not null and not exists (select from queue_worker where id = q.leased_by)
                returning
                """
                        + Rows.COLUMNS;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setInt(1, MOST_CRASHES);
            return QueueStore.rows(update).stream()
                    .filter(it -> it.standing().state() == QueuedMail.State.ASIDE)
                    .toList();
        }
    }

    /// Rows that a worker has by the database's account, with their leases.
    static Map<UUID, Long> leasedBy(Connection connection, UUID worker) throws SQLException {
        var leases = new HashMap<UUID, Long>();
        String sql = "select id, lease from queued where leased_by = ? and state = 'leased'";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, worker);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    leases.put(rows.getObject(1, UUID.class), rows.getLong(2));
                }
            }
        }
        return leases;
    }

    /// Gives back a row that a worker has by the database's account and not by its own: whether a commit came through is
    /// not always known.
    static void giveBack(Connection connection, UUID row, long lease) throws SQLException {
        String sql =
                """
                update queued set state = 'waiting', leased_by = null
                 where id = ? and state = 'leased' and lease = ?\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, row);
            update.setLong(2, lease);
            update.executeUpdate();
        }
    }
}
