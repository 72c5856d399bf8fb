package org.postern.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.journey.MailId;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;

/// What administrators see of the queue and do with it. Thread-safe.
///
/// @param database asked with the rights of a manager
public record QueueDesk(Database database) {

    /// What waits for one next hop.
    ///
    /// @param oldest when the oldest of them was accepted
    /// @param answer what the latest attempt of any of them came to
    public record Backlog(
            String nextHop,
            long waiting,
            long leased,
            long held,
            long aside,
            long octets,
            OffsetDateTime oldest,
            String answer) {}

    /// Which rows are meant; an empty text means all.
    ///
    /// @param recipient an address, or `@` and a domain
    public record Filter(String nextHop, String sender, String recipient) {
        /// Everything.
        public static final Filter ALL = new Filter("", "", "");
    }

    /// What is on its way, the longest due first.
    public List<QueuedMail> list(Filter filter, int limit) throws SQLException {
        String sql =
                """
                select %s
                  from queued q
                 where (? = '' or q.next_hop = ?) and (? = '' or lower(q.sender) = lower(?))
                   and (? = '' or exists (select from unnest(q.recipients) r
                                           where case when ? like '@%%' then right(lower(r), length(?)) = lower(?)
                                                 else lower(r) = lower(?) end))
                 order by q.due_at, q.id
                 limit ?\
                """
                        .formatted(Rows.COLUMNS);
        return read(
                sql,
                query -> {
                    int at = 0;
                    query.setString(++at, filter.nextHop());
                    query.setString(++at, filter.nextHop());
                    query.setString(++at, filter.sender());
                    query.setString(++at, filter.sender());
                    for (int i = 0; i < 5; i++) {
                        query.setString(++at, filter.recipient());
                    }
                    query.setInt(++at, limit);
                });
    }

    /// All rows of a message.
    public List<QueuedMail> of(MailId message) throws SQLException {
        String sql =
                "select " + Rows.COLUMNS + " from queued q where q.message = ? order by q.next_hop";
        return read(sql, query -> query.setObject(1, message.toUuid()));
    }

    /// Tries again now what waits or was set aside; with no message, all that waits for a next hop or for any.
    ///
    /// @param nextHop empty for all
    /// @return rows that will be tried
    public int retry(Optional<MailId> message, String nextHop) throws SQLException {
        String sql =
                """
                update queued set state = 'waiting', due_at = now(), crashes = 0
                 where (?::uuid is null and state = 'waiting' or message = ? and state in ('waiting', 'aside'))
                   and (? = '' or next_hop = ?)\
                """;
        return change(
                sql,
                update -> {
                    Object id = message.map(MailId::toUuid).orElse(null);
                    update.setObject(1, id, java.sql.Types.OTHER);
                    update.setObject(2, id, java.sql.Types.OTHER);
                    update.setString(3, nextHop);
                    update.setString(4, nextHop);
                });
    }

    /// Keeps a message back until it is retried by [#letGo].
    ///
    /// @return rows kept back; those being delivered at this moment are not among them
    public int hold(MailId message) throws SQLException {
        String sql = "update queued set state = 'held' where message = ? and state = 'waiting'";
        return change(sql, update -> update.setObject(1, message.toUuid()));
    }

    /// Lets go on what was kept back.
    public int letGo(MailId message) throws SQLException {
        String sql =
                "update queued set state = 'waiting', due_at = now() where message = ? and state = 'held'";
        return change(sql, update -> update.setObject(1, message.toUuid()));
    }

    /// Deletes a message, without a notice to anybody. Its body follows within minutes.
    ///
    /// @return rows deleted; those being delivered at this moment are not among them
    public int delete(MailId message) throws SQLException {
        String sql = "delete from queued where message = ? and state <> 'leased'";
        return change(sql, update -> update.setObject(1, message.toUuid()));
    }

    /// What waits, by next hop; the longest backlog first.
    public List<Backlog> stats() throws SQLException {
        String sql =
                """
                select next_hop, count(*) filter (where state = 'waiting') as waiting,
                       count(*) filter (where state = 'leased') as leased,
                       count(*) filter (where state = 'held') as held,
                       count(*) filter (where state = 'aside') as aside,
                       sum(size)::bigint as octets, min(at) as oldest,
                       coalesce((array_agg(answer order by due_at desc) filter (where answer <> ''))[1], '') as answer
                  from queued
                 where state <> 'returning'
                 group by next_hop
                 order by count(*) desc, next_hop
                 limit 1000\
                """;
        return database.transaction(
                DatabaseRole.MANAGER,
                connection -> {
                    var all = new ArrayList<Backlog>();
                    try (PreparedStatement query = connection.prepareStatement(sql);
                            ResultSet rows = query.executeQuery()) {
                        while (rows.next()) {
                            all.add(
                                    new Backlog(
                                            rows.getString("next_hop"),
                                            rows.getLong("waiting"),
                                            rows.getLong("leased"),
                                            rows.getLong("held"),
                                            rows.getLong("aside"),
                                            rows.getLong("octets"),
                                            rows.getObject("oldest", OffsetDateTime.class),
                                            rows.getString("answer")));
                        }
                    }
                    return List.copyOf(all);
                });
    }

    /// Sets the values of a statement.
    @FunctionalInterface
    private interface Values {
        void set(PreparedStatement statement) throws SQLException;
    }

    private List<QueuedMail> read(String sql, Values values) throws SQLException {
        return database.transaction(
                DatabaseRole.MANAGER,
                connection -> {
                    try (PreparedStatement query = connection.prepareStatement(sql)) {
                        values.set(query);
                        try (ResultSet rows = query.executeQuery()) {
                            return Rows.read(rows).mails();
                        }
                    }
                });
    }

    private int change(String sql, Values values) throws SQLException {
        return database.transaction(
                DatabaseRole.MANAGER, connection -> change(connection, sql, values));
    }

    private static int change(Connection connection, String sql, Values values)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            values.set(update);
            return update.executeUpdate();
        }
    }
}
