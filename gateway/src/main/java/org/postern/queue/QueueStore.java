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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postern.contents.ContentId;
import org.postern.journey.Envelope;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Ret;
import org.postern.store.Batch;

/// SQL of the message path on the tables `queued` and `queue_worker`, and of the bodies on the queue's shelf. The caller
/// owns the transaction. All times are the database's own, so that nodes need not agree about the time of day.
final class QueueStore {
    /// A worker that was not heard of for so long has lost its leases.
    static final Duration SILENCE = Duration.ofMinutes(2);

    /// A row over which so many workers were lost is set aside.
    static final int MOST_CRASHES = 3;

    /// Rows of one next hop that one claim takes at most.
    private static final int OF_ONE_HOP = 5;

    private QueueStore() {}

    /// @param worker whose lease the row begins with, or null where it is to wait for one
    static void insert(Batch batch, QueuedMail mail, @Nullable UUID worker) {
        String sql =
                """
                insert into queued (id, message, at, node, next_hop, direction, subject, sender, recipients, notices,
                                    ret, envelope_id, eight_bit, smtp_utf8, returnable, notice, trace, size, content,
                                    state, due_at, expires_at, attempts, lease, leased_by)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now(), ?, ?, ?, ?)\
                """;
        batch.row(sql, 0, it -> bind(it, mail, worker));
    }

    private static void bind(PreparedStatement insert, QueuedMail mail, @Nullable UUID worker)
            throws SQLException {
        Envelope envelope = mail.envelope();
        Connection connection = insert.getConnection();
        boolean leased = worker != null;
        int at = 0;
        insert.setObject(++at, mail.id());
        insert.setObject(++at, mail.message().toUuid());
        insert.setObject(++at, utc(mail.at()));
        insert.setString(++at, mail.node());
        insert.setString(++at, mail.nextHop());
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
        insert.setString(++at, mail.trace());
        insert.setLong(++at, mail.size());
        insert.setObject(++at, mail.content().uuid());
        insert.setString(++at, leased ? "leased" : "waiting");
        insert.setObject(++at, utc(mail.standing().expiresAt()));
        insert.setInt(++at, leased ? 1 : 0);
        insert.setLong(++at, leased ? 1 : 0);
        insert.setObject(++at, worker);
    }

    /// Takes due rows. Each next hop has its turn, in an order of chance, so that none waits for the backlog of another.
    ///
    /// @param busy next hops that take no more now
    static List<QueuedMail> claim(
            Connection connection, UUID worker, Collection<String> busy, int most)
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
                  select name from hop where name is not null and name <> all (?) order by random() limit ?),
                due as (
                  select mine.id from turn cross join lateral (
                    select id from queued
                     where state = 'waiting' and next_hop = turn.name and due_at <= now() and crashes = 0
                     order by due_at limit ? for update skip locked) mine
                   limit ?)
                update queued q set state = 'leased', leased_by = ?, lease = lease + 1, attempts = attempts + 1
                 where q.id in (select id from due)
                returning
                """
                        + Rows.COLUMNS;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setArray(1, connection.createArrayOf("text", busy.toArray()));
            update.setInt(2, most);
            update.setInt(3, OF_ONE_HOP);
            update.setInt(4, most);
            update.setObject(5, worker);
            try (ResultSet rows = update.executeQuery()) {
                return Rows.read(rows);
            }
        }
    }

    /// Takes one of those rows over which a worker was lost. They are tried one at a time: the next loss then tells which
    /// of them it is.
    static List<QueuedMail> claimSuspect(Connection connection, UUID worker) throws SQLException {
        String sql =
                """
                with due as (
                  select id from queued
                   where state = 'waiting' and due_at <= now() and crashes > 0
                   order by due_at limit 1 for update skip locked)
                update queued q set state = 'leased', leased_by = ?, lease = lease + 1, attempts = attempts + 1
                 where q.id in (select id from due)
                returning
                """
                        + Rows.COLUMNS;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, worker);
            try (ResultSet rows = update.executeQuery()) {
                return Rows.read(rows);
            }
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

    private static void deleteContents(Connection connection, List<ContentId> contents)
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

    /// Forgets a worker that will not come back, and those that were silent for too long.
    static void forget(Connection connection, UUID gone) throws SQLException {
        String sql =
                """
                delete from queue_worker
                 where id = ? or seen_at < now() - make_interval(secs => ?)\
                """;
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setObject(1, gone);
            delete.setInt(2, Math.toIntExact(SILENCE.toSeconds()));
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
                 where state = 'leased' and not exists (select from queue_worker where id = q.leased_by)
                returning
                """
                        + Rows.COLUMNS;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setInt(1, MOST_CRASHES);
            try (ResultSet rows = update.executeQuery()) {
                return Rows.read(rows).stream()
                        .filter(it -> it.standing().state() == QueuedMail.State.ASIDE)
                        .toList();
            }
        }
    }

    /// Gives back rows that a worker has by the database's account and not by its own: whether a commit came through is not
    /// always known.
    ///
    /// @param known rows that the worker has
    static int giveBackUnknown(Connection connection, UUID worker, Collection<UUID> known)
            throws SQLException {
        String sql =
                """
                update queued set state = 'waiting', leased_by = null
                 where leased_by = ? and state = 'leased' and id <> all (?)\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, worker);
            update.setArray(2, connection.createArrayOf("uuid", known.toArray()));
            return update.executeUpdate();
        }
    }

    /// Deletes bodies that no row needs: two workers that end the last two rows of a message at the same moment each leave
    /// the body to the other.
    static int sweep(Connection connection) throws SQLException {
        int swept = 0;
        for (String table : List.of("content_queue", "content_chunk_queue")) {
            String id = table.equals("content_queue") ? "id" : "content";
            String sql =
                    """
                    delete from %s c
                     where at < now() - interval '10 minutes'
                       and not exists (select from queued where content = c.%s)\
                    """
                            .formatted(table, id);
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                swept += delete.executeUpdate();
            }
        }
        return swept;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
