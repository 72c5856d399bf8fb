package org.postern.quarantine;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.postern.journey.MailId;
import org.postern.store.Batch;

/// SQL of the table `held`. The caller owns the transaction.
final class HeldStore {
    private HeldStore() {}

    static void insert(Batch batch, HeldCopy copy, String node, String direction) {
        String sql =
                """
                insert into held (id, at, expires_at, message, node, direction, sender, recipients, subject,
                                  reason, size, content)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """;
        batch.row(sql, 0, it -> bind(it, copy, node, direction));
    }

    private static void bind(PreparedStatement insert, HeldCopy copy, String node, String direction)
            throws SQLException {
        Array recipients =
                insert.getConnection().createArrayOf("text", copy.recipients().toArray());
        insert.setObject(1, copy.id());
        insert.setObject(2, utc(copy.at()));
        insert.setObject(3, utc(copy.expiresAt()));
        insert.setObject(4, copy.message().toUuid());
        insert.setString(5, node);
        insert.setString(6, direction);
        insert.setString(7, copy.sender());
        insert.setArray(8, recipients);
        insert.setString(9, copy.subject());
        insert.setString(10, copy.reason());
        insert.setLong(11, copy.size());
        insert.setObject(12, copy.content());
    }

    /// Copies that wait for a decision, newest first; an empty text matches all.
    static List<HeldCopy> waiting(Connection connection, String recipient, String sender, int limit)
            throws SQLException {
        String sql =
                """
                select id, at, expires_at, message, sender, recipients, subject, reason, size, state, state_by, content
                  from held
                 where state in ('held', 'releasing')
                   and (? = '' or recipients @> array[?]::text[])
                   and (? = '' or lower(sender) = lower(?))
                 order by at desc
                 limit ?\
                """;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, recipient);
            query.setString(2, recipient);
            query.setString(3, sender);
            query.setString(4, sender);
            query.setInt(5, limit);
            return copies(query);
        }
    }

    /// All copies of one message, in any state.
    static List<HeldCopy> ofMessage(Connection connection, MailId message) throws SQLException {
        String sql =
                """
                select id, at, expires_at, message, sender, recipients, subject, reason, size, state, state_by, content
                  from held
                 where message = ?
                 order by reason\
                """;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, message.toUuid());
            return copies(query);
        }
    }

    /// Takes a copy for release: of several who try, one gets it. A release that was cut short may be taken again once
    /// it is older than the given time.
    ///
    /// @return the fencing token to finish with, or empty where the copy is not to be had
    static Optional<Long> take(Connection connection, HeldCopy copy, String by, Duration stale)
            throws SQLException {
        String sql =
                """
                update held
                   set state = 'releasing', state_at = now(), state_by = ?, lease = lease + 1
                 where id = ? and at = ?
                   and (state = 'held' or state = 'releasing' and state_at < now() - make_interval(secs => ?))
                returning lease\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, by);
            update.setObject(2, copy.id());
            update.setObject(3, utc(copy.at()));
            update.setInt(4, Math.toIntExact(stale.toSeconds()));
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    /// Ends what [#take] began, if the token is still the last one.
    static boolean finish(
            Connection connection, HeldCopy copy, long lease, HeldCopy.State state, String by)
            throws SQLException {
        String sql =
                """
                update held set state = ?, state_at = now(), state_by = ?
                 where id = ? and at = ? and state = 'releasing' and lease = ?\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, state.name().toLowerCase(Locale.ROOT));
            update.setString(2, by);
            update.setObject(3, copy.id());
            update.setObject(4, utc(copy.at()));
            update.setLong(5, lease);
            return update.executeUpdate() == 1;
        }
    }

    /// Marks a waiting copy as deleted; false where somebody else decided before. A release that was cut short does not
    /// count once it is older than the given time.
    static boolean delete(Connection connection, HeldCopy copy, String by, Duration stale)
            throws SQLException {
        String sql =
                """
                update held set state = 'deleted', state_at = now(), state_by = ?, lease = lease + 1
                 where id = ? and at = ?
                   and (state = 'held' or state = 'releasing' and state_at < now() - make_interval(secs => ?))\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, by);
            update.setObject(2, copy.id());
            update.setObject(3, utc(copy.at()));
            update.setInt(4, Math.toIntExact(stale.toSeconds()));
            return update.executeUpdate() == 1;
        }
    }

    private static List<HeldCopy> copies(PreparedStatement query) throws SQLException {
        var copies = new ArrayList<HeldCopy>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                copies.add(copy(row));
            }
        }
        return copies;
    }

    private static HeldCopy copy(ResultSet row) throws SQLException {
        String by = row.getString("state_by");
        return new HeldCopy(
                row.getObject("id", UUID.class),
                instant(row, "at"),
                instant(row, "expires_at"),
                MailId.of(row.getObject("message", UUID.class)),
                row.getString("sender"),
                List.of((String[]) row.getArray("recipients").getArray()),
                row.getString("subject"),
                row.getString("reason"),
                row.getLong("size"),
                HeldCopy.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                by == null ? "" : by,
                row.getObject("content", UUID.class));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
