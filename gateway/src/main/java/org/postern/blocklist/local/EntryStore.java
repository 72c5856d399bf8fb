package org.postern.blocklist.local;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The lists in the database. The message path reads them, only `MANAGER` changes them; the caller owns the transaction.
public final class EntryStore {
    private static final int BATCH = 1000;

    private EntryStore() {}

    public static Standing standing(Connection connection) throws SQLException {
        String sql =
                """
                select revision, enabled, on_failure, changed_at, changed_by
                  from postern.client_standing\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Standing(
                    row.getLong(1),
                    row.getBoolean(2),
                    Optional.ofNullable(row.getString(3))
                            .map(it -> Standing.OnFailure.valueOf(it.toUpperCase(Locale.ROOT))),
                    row.getObject(4, OffsetDateTime.class).toInstant(),
                    row.getString(5));
        }
    }

    /// Tells every entry that is not ended, in the order in which they were added; also those that have expired.
    ///
    /// @param list empty for all
    public static void read(Connection connection, Optional<ListKind> list, Consumer<Entry> told)
            throws SQLException {
        String sql =
                """
                select list, client, comment, added_by, added_at, expires_at
                  from postern.client_entry
                 where ended_at is null and (?::text is null or list = ?)
                 order by id\
                """;
        boolean automatic = connection.getAutoCommit();
        // Only inside a transaction does the driver read a long list piece by piece.
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(BATCH);
            statement.setString(1, list.map(ListKind::word).orElse(null));
            statement.setString(2, list.map(ListKind::word).orElse(null));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    told.accept(entry(rows));
                }
            }
            if (automatic) {
                connection.commit();
            }
        } finally {
            connection.setAutoCommit(automatic);
        }
    }

    /// @throws IllegalArgumentException the row was not written by this release or an older one
    private static Entry entry(ResultSet row) throws SQLException {
        String list = row.getString(1);
        return new Entry(
                ListKind.of(list).orElseThrow(() -> new IllegalArgumentException("list " + list)),
                Clients.parse(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject(6, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    /// Adds entries, in the place of those that are about the same clients in the same list.
    public static void put(Connection connection, Collection<Entry> entries, String by)
            throws SQLException {
        raise(connection, by);
        for (Entry entry : entries) {
            end(connection, entry.list(), entry.clients(), by);
        }
        String sql =
                """
                insert into postern.client_entry (list, client, comment, added_by, expires_at)
                values (?, ?, ?, ?, ?)\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int waiting = 0;
            for (Entry entry : entries) {
                statement.setString(1, entry.list().word());
                statement.setString(2, entry.clients().toString());
                statement.setString(3, entry.comment());
                statement.setString(4, by);
                if (entry.expires().isPresent()) {
                    statement.setObject(5, entry.expires().get().atOffset(ZoneOffset.UTC));
                } else {
                    statement.setNull(5, Types.TIMESTAMP_WITH_TIMEZONE);
                }
                statement.addBatch();
                if (++waiting % BATCH == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
    }

    /// Ends entries.
    ///
    /// @return those that were there
    public static List<Clients> remove(
            Connection connection, ListKind list, Collection<Clients> clients, String by)
            throws SQLException {
        raise(connection, by);
        var ended = new ArrayList<Clients>();
        for (Clients one : clients) {
            if (end(connection, list, one, by)) {
                ended.add(one);
            }
        }
        return ended;
    }

    private static boolean end(Connection connection, ListKind list, Clients clients, String by)
            throws SQLException {
        String sql =
                """
                update postern.client_entry
                   set ended_at = now(), ended_by = ?
                 where list = ? and client = ? and ended_at is null\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, by);
            statement.setString(2, list.word());
            statement.setString(3, clients.toString());
            return statement.executeUpdate() > 0;
        }
    }

    /// Says whether clients are tested.
    public static void change(
            Connection connection,
            boolean enabled,
            Optional<Standing.OnFailure> onFailure,
            String by)
            throws SQLException {
        raise(connection, by);
        String sql =
                """
                update postern.client_standing
                   set enabled = ?, on_failure = coalesce(?, on_failure)\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBoolean(1, enabled);
            statement.setString(
                    2, onFailure.map(it -> it.name().toLowerCase(Locale.ROOT)).orElse(null));
            statement.executeUpdate();
        }
    }

    /// Comes first in every change: whoever changes at the same time waits here.
    private static void raise(Connection connection, String by) throws SQLException {
        String sql =
                """
                update postern.client_standing
                   set revision = revision + 1, changed_at = now(), changed_by = ?\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, by);
            statement.executeUpdate();
        }
    }
}
