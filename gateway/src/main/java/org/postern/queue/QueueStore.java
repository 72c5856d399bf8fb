package org.postern.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postern.contents.ContentId;
import org.postern.journey.Envelope;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Ret;
import org.postern.mail.smtp.Xforward;
import org.postern.store.Batch;

/// SQL of the message path on the table `queued`, and of the bodies on the queue's shelf. The caller owns the transaction. All times are the database's own, so that nodes need not agree about the time of day.
final class QueueStore {
    /// Rows of one next hop that one claim takes at most.
    private static final int OF_ONE_HOP = 5;

    private QueueStore() {}

    /// @param worker whose lease the row begins with, or null where it is to wait for one
    static void insert(Batch batch, QueuedMail mail, @Nullable UUID worker) {
        String sql =
                """
                insert into queued (id, message, at, node, next_hop, door, direction, subject, sender, recipients, notices,
                                    ret, envelope_id, eight_bit, smtp_utf8, returnable, notice, about, behalf, trace, size, content,
                                    state, due_at, expires_at, attempts, lease, leased_by)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now(), ?, ?, ?, ?)\
                """;
        batch.row(sql, 0, it -> bind(it, mail, worker));
    }

    private static void bind(PreparedStatement insert, QueuedMail mail, @Nullable UUID worker)
            throws SQLException {
        Envelope envelope = mail.envelope();
        Connection connection = insert.getConnection();
        boolean leased = worker != null;
        boolean returning = mail.standing().state() == QueuedMail.State.RETURNING;
        int at = 0;
        insert.setObject(++at, mail.id());
        insert.setObject(++at, mail.message().toUuid());
        insert.setObject(++at, utc(mail.at()));
        insert.setString(++at, mail.node());
        insert.setString(++at, mail.nextHop());
        insert.setString(++at, mail.door().name().toLowerCase(Locale.ROOT));
        insert.setString(++at, mail.direction().name());
        insert.setString(++at, mail.subject());
        insert.setString(++at, Rows.sender(envelope.sender()));
        insert.setArray(++at, Rows.texts(connection, envelope.recipients()));
        insert.setArray(++at, Rows.notices(connection, envelope.notices(), envelope.recipients()));
        insert.setString(++at, envelope.notices().ret().map(Ret::name).orElse(""));
        insert.setString(++at, envelope.notices().envid());
        insert.setBoolean(++at, envelope.eightBit());
        insert.setBoolean(++at, envelope.smtpUtf8());
        insert.setBoolean(++at, mail.back() == QueuedMail.Return.SENDER);
        insert.setBoolean(++at, mail.back() == QueuedMail.Return.NOBODY);
        insert.setObject(++at, mail.about().orElse(null));
        insert.setString(++at, mail.behalf().map(Xforward::text).orElse(null));
        insert.setString(++at, mail.trace());
        insert.setLong(++at, mail.size());
        insert.setObject(++at, mail.content().uuid());
        insert.setString(++at, leased ? "leased" : returning ? "returning" : "waiting");
        insert.setObject(++at, utc(mail.standing().expiresAt()));
        insert.setInt(++at, leased ? 1 : returning ? mail.standing().attempts() : 0);
        insert.setLong(++at, leased ? 1 : 0);
        insert.setObject(++at, worker);
    }

    /// The rows that a statement changed or locked. What cannot be read is set aside, or it would stop all others at each try.
    static List<QueuedMail> rows(PreparedStatement update) throws SQLException {
        Rows.Found found;
        try (ResultSet rows = update.executeQuery()) {
            found = Rows.read(rows);
        }
        if (!found.broken().isEmpty()) {
            setAside(update.getConnection(), found.broken());
        }
        return found.mails();
    }

    private static void setAside(Connection connection, Map<UUID, String> broken)
            throws SQLException {
        String sql = "update queued set state = 'aside', leased_by = null, answer = ? where id = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (Map.Entry<UUID, String> row : broken.entrySet()) {
                update.setString(1, "its row cannot be read: " + row.getValue());
                update.setObject(2, row.getKey());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /// Takes due rows. Each next hop that has some has its turn, in an order of chance, so that none waits for the backlog of
    /// another.
    static List<QueuedMail> claim(Connection connection, UUID worker, Hops.Room room)
            throws SQLException {
        String sql =
                """
                with recursive hop (name) as (
                  (select next_hop from queued where state = 'waiting' order by next_hop limit 1)
                  union all
                  select (select q.next_hop from queued q
                           where q.state = 'waiting' and q.next_hop > hop.name order by q.next_hop limit 1)
                    from hop where hop.name is not null),
                turn as (
                  select hop.name, least(coalesce(known.free, ?), ?) as free
                    from hop left join unnest(?::text[], ?::int[]) as known (name, free) on known.name = hop.name
                   where hop.name is not null and coalesce(known.free, ?) > 0
                     and exists (select from queued
                                  where state = 'waiting' and next_hop = hop.name and due_at <= now() and crashes = 0)
                   order by random() limit ?),
                due as (
                  select mine.id from turn cross join lateral (
                    select id from queued
                     where state = 'waiting' and next_hop = turn.name and due_at <= now() and crashes = 0
                     order by due_at limit turn.free for update skip locked) mine
                   limit ?)
                update queued q set state = 'leased', leased_by = ?, lease = lease + 1, attempts = attempts + 1
                 where q.id in (select id from due)
                returning
                """
                        + Rows.COLUMNS;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            var known = List.copyOf(room.ofThese().entrySet());
            Object[] names = known.stream().map(Map.Entry::getKey).toArray();
            Object[] free = known.stream().map(Map.Entry::getValue).toArray();
            update.setInt(1, room.ofOthers());
            update.setInt(2, OF_ONE_HOP);
            update.setArray(3, connection.createArrayOf("text", names));
            update.setArray(4, connection.createArrayOf("int4", free));
            update.setInt(5, room.ofOthers());
            update.setInt(6, room.most());
            update.setInt(7, room.most());
            update.setObject(8, worker);
            return rows(update);
        }
    }

    /// Takes one of those rows over which a worker was lost. They are tried one at a time: the next loss then tells which
    /// of them it is.
    ///
    /// @param closed next hops that take nothing now
    static List<QueuedMail> claimSuspect(
            Connection connection, UUID worker, Collection<String> closed) throws SQLException {
        String sql =
                """
                with due as (
                  select id from queued
                   where state = 'waiting' and due_at <= now() and crashes > 0 and next_hop <> all (?)
                   order by due_at limit 1 for update skip locked)
                update queued q set state = 'leased', leased_by = ?, lease = lease + 1, attempts = attempts + 1
                 where q.id in (select id from due)
                returning
                """
                        + Rows.COLUMNS;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setArray(1, connection.createArrayOf("text", closed.toArray()));
            update.setObject(2, worker);
            return rows(update);
        }
    }

    /// Takes rows that wait for a next hop and are over, or of which the sender is to be told that they are late. That is
    /// no attempt.
    ///
    /// @param late age at which the sender is told; zero is never
    static List<QueuedMail> claimLate(
            Connection connection, UUID worker, String hop, Duration late, int most)
            throws SQLException {
        String sql =
                """
                with over as (
                  select id from queued
                   where state = 'waiting' and next_hop = ?
                     and (expires_at <= now()
                          or returnable and not delay_told and ? > 0 and at <= now() - make_interval(secs => ?))
                   order by due_at limit ? for update skip locked)
                update queued q set state = 'leased', leased_by = ?, lease = lease + 1
                 where q.id in (select id from over)
                returning
                """
                        + Rows.COLUMNS;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, hop);
            update.setLong(2, late.toSeconds());
            update.setInt(3, Math.toIntExact(late.toSeconds()));
            update.setInt(4, most);
            update.setObject(5, worker);
            return rows(update);
        }
    }

    /// Ends rows that have nobody left to go to; a body goes with the last row that needs it.
    ///
    /// @return those whose lease was ours; with the others nothing was done
    static Set<UUID> delete(Connection connection, List<QueuedMail> mails) throws SQLException {
        if (mails.isEmpty()) {
            return Set.of();
        }
        String sql =
                """
                delete from queued q using unnest(?::uuid[], ?::bigint[]) as ours (id, lease)
                 where q.id = any (?) and q.id = ours.id and q.lease = ours.lease and q.state = 'leased'
                returning q.id\
                """;
        var deleted = new HashSet<UUID>();
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            Object[] ids = mails.stream().map(QueuedMail::id).toArray();
            Object[] leases = mails.stream().map(it -> it.standing().lease()).toArray();
            delete.setArray(1, connection.createArrayOf("uuid", ids));
            delete.setArray(2, connection.createArrayOf("bigint", leases));
            delete.setArray(3, connection.createArrayOf("uuid", ids));
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    deleted.add(rows.getObject(1, UUID.class));
                }
            }
        }
        deleteContents(
                connection,
                mails.stream()
                        .filter(it -> deleted.contains(it.id()))
                        .map(QueuedMail::content)
                        .toList());
        return deleted;
    }

    /// Deletes bodies that no row needs any more.
    static void deleteContents(Connection connection, List<ContentId> contents)
            throws SQLException {
        String items =
                """
                delete from content_queue c
                 where at = any (?) and id = any (?) and not exists (select from queued q where q.content = c.id)\
                """;
        String chunks =
                """
                delete from content_chunk_queue c
                 where at = any (?) and content = any (?)
                   and not exists (select from queued q where q.content = c.content)\
                """;
        Object[] times = contents.stream().map(it -> utc(it.instant())).distinct().toArray();
        Object[] ids = contents.stream().map(ContentId::uuid).toArray();
        for (String sql : List.of(items, chunks)) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                delete.setArray(1, connection.createArrayOf("timestamptz", times));
                delete.setArray(2, connection.createArrayOf("uuid", ids));
                delete.executeUpdate();
            }
        }
    }

    /// Puts a row back for those who are left.
    ///
    /// @param wait until the next attempt
    /// @return false if the lease is not ours any more, and nothing was done
    static boolean putBack(
            Connection connection,
            QueuedMail mail,
            List<Address> left,
            Duration wait,
            String answer,
            boolean delayTold)
            throws SQLException {
        String sql =
                """
                update queued
                   set state = 'waiting', leased_by = null, crashes = 0, recipients = ?, notices = ?,
                       due_at = now() + make_interval(secs => ?), answer = ?, delay_told = ?
                 where id = ? and state = 'leased' and lease = ?\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setArray(1, Rows.texts(connection, left));
            update.setArray(2, Rows.notices(connection, mail.envelope().notices(), left));
            update.setDouble(3, wait.toMillis() / 1000.0);
            update.setString(4, answer);
            update.setBoolean(5, delayTold);
            update.setObject(6, mail.id());
            update.setLong(7, mail.standing().lease());
            return update.executeUpdate() == 1;
        }
    }

    /// Gives leased rows back untried.
    static void release(Connection connection, List<QueuedMail> mails) throws SQLException {
        String sql =
                """
                update queued set state = 'waiting', leased_by = null, attempts = attempts - 1
                 where id = ? and state = 'leased' and lease = ?\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (QueuedMail mail : mails) {
                update.setObject(1, mail.id());
                update.setLong(2, mail.standing().lease());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /// Takes a row out of the way until an administrator looks at it.
    static boolean setAside(Connection connection, QueuedMail mail, String why)
            throws SQLException {
        String sql =
                """
                update queued set state = 'aside', leased_by = null, answer = ?
                 where id = ? and state = 'leased' and lease = ?\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, why);
            update.setObject(2, mail.id());
            update.setLong(3, mail.standing().lease());
            return update.executeUpdate() == 1;
        }
    }

    /// What waits longer than any wait we gave it was put off by a clock that has been set back since.
    static void pullForward(Connection connection, Duration longest) throws SQLException {
        String sql =
                """
                update queued set due_at = now()
                 where state = 'waiting' and due_at > now() + make_interval(secs => ?)\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setInt(1, Math.toIntExact(longest.toSeconds()));
            update.executeUpdate();
        }
    }

    /// Deletes some of the bodies that no row needs: two workers that end the last two rows of a message at the same moment
    /// each leave the body to the other, and who deletes rows by hand leaves all of them.
    ///
    /// @return how many rows went; fewer than asked for means that no more are left
    static int sweep(Connection connection, int most) throws SQLException {
        int swept = 0;
        for (String table : List.of("content_queue", "content_chunk_queue")) {
            String id = table.equals("content_queue") ? "id" : "content";
            String sql =
                    """
                    delete from %1$s where ctid = any (array(
                      select c.ctid from %1$s c
                       where at < now() - interval '10 minutes'
                         and not exists (select from queued q where q.content = c.%2$s)
                       limit ?))\
                    """
                            .formatted(table, id);
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                delete.setInt(1, most);
                swept = Math.max(swept, delete.executeUpdate());
            }
        }
        return swept;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
