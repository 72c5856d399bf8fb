package org.postern.journal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postern.journey.Dossier;
import org.postern.journey.MailId;

/// The message log: finds messages, and refusals before there was one, and tells what is known of one of them. For
/// connections with the rights of the manager. Thread-safe.
public final class MessageLog {
    /// A search that takes longer is given up; a narrower time helps.
    private static final int PATIENCE_SECONDS = 20;

    /// Shortest beginning of an id that is enough: it then names a span of about half a minute.
    private static final int SHORTEST_PREFIX = 8;

    private static final String SELECT_MESSAGES =
            """
            select id, at, outcome, record -> 'ending' ->> 'reason', host(peer), sender, recipients, subject, size
              from postern.dossier
            """;

    private final Connections connections;

    public MessageLog(Connections connections) {
        this.connections = connections;
    }

    /// All that is known of one message, or of a transaction or an event that led to none.
    ///
    /// @param events what happened later, or instead, oldest first
    public record Known(Optional<Dossier> dossier, List<Event> events) {
        public Known {
            events = List.copyOf(events);
        }

        public boolean isEmpty() {
            return dossier.isEmpty() && events.isEmpty();
        }
    }

    /// Answers newest first.
    public List<LogEntry> find(LogQuery query) throws SQLException {
        try (Connection connection = connections.open()) {
            var entries = new ArrayList<>(messages(connection, query));
            if (!query.aboutMessages() && query.outcome().orElse("refused").equals("refused")) {
                entries.addAll(refusals(connection, query));
            }
            entries.sort(Comparator.comparing(LogEntry::at).reversed());
            return List.copyOf(entries.subList(0, Math.min(query.limit(), entries.size())));
        }
    }

    /// Whether a text may be the beginning of an id, and is long enough to search for.
    public static boolean isBeginning(String text) {
        int open = MailId.TEXT_LENGTH - text.length();
        return text.length() >= SHORTEST_PREFIX
                && open >= 0
                && MailId.parse(text + "0".repeat(open)).isPresent();
    }

    /// Messages whose id begins so, newest first; none where the text is too short or no beginning of an id.
    public List<LogEntry> find(String idPrefix) throws SQLException {
        if (!isBeginning(idPrefix)) {
            return List.of();
        }
        int open = MailId.TEXT_LENGTH - idPrefix.length();
        Optional<MailId> first = MailId.parse(idPrefix + "0".repeat(open));
        Optional<MailId> last = MailId.parse(idPrefix + "z".repeat(open));
        if (first.isEmpty() || last.isEmpty()) {
            return List.of();
        }
        String sql =
                SELECT_MESSAGES
                        + """
                        where at >= ? and at <= ? and id between ? and ?
                        order by at desc, id desc
                        limit 20\
                        """;
        try (Connection connection = connections.open();
                PreparedStatement statement = prepare(connection, sql)) {
            statement.setObject(1, utc(first.get().instant()));
            statement.setObject(2, utc(last.get().instant()));
            statement.setObject(3, first.get().toUuid());
            statement.setObject(4, last.get().toUuid());
            return messages(statement);
        }
    }

    /// Messages that a mail server beside this gateway knows by a queue id, newest first. Such ids are used again in time.
    public List<LogEntry> findQueueId(String queueId) throws SQLException {
        String sql = SELECT_MESSAGES + "where terms @> ? order by at desc, id desc limit 20";
        try (Connection connection = connections.open();
                PreparedStatement statement = prepare(connection, sql)) {
            String[] term = {Terms.queueId(queueId)};
            statement.setArray(1, connection.createArrayOf("text", term));
            return messages(statement);
        }
    }

    /// What is known under an id: of a message, of a transaction, or of an event.
    public Known show(MailId id) throws SQLException {
        Optional<Dossier> dossier = dossier(id);
        List<Event> events = later(id);
        return new Known(dossier, dossier.isEmpty() && events.isEmpty() ? event(id) : events);
    }

    private Optional<Dossier> dossier(MailId id) throws SQLException {
        try (Connection connection = connections.open()) {
            return DossierStore.find(connection, id);
        }
    }

    private List<Event> later(MailId message) throws SQLException {
        String sql =
                """
                select record from postern.message_event
                 where at >= ? and message = ?
                 order by at, id
                 limit 1000\
                """;
        return records(sql, utc(message.instant()), message.toUuid());
    }

    private List<Event> event(MailId id) throws SQLException {
        String sql = "select record from postern.message_event where at = ? and id = ?";
        return records(sql, utc(id.instant()), id.toUuid());
    }

    private List<Event> records(String sql, OffsetDateTime at, UUID id) throws SQLException {
        var events = new ArrayList<Event>();
        try (Connection connection = connections.open();
                PreparedStatement statement = prepare(connection, sql)) {
            statement.setObject(1, at);
            statement.setObject(2, id);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    events.add(EventJson.read(rows.getString(1)));
                }
            }
        } catch (IOException e) {
            throw new SQLException("a record cannot be read: " + e.getMessage(), e);
        }
        return events;
    }

    private static List<LogEntry> messages(Connection connection, LogQuery query)
            throws SQLException {
        var sql = new StringBuilder(SELECT_MESSAGES).append(" where at >= ? and at < ?");
        var values = new ArrayList<Object>(List.of(utc(query.since()), utc(query.until())));
        terms(connection, query, sql, values);
        query.network()
                .ifPresent(network -> {
                    sql.append(" and peer <<= ?::inet");
                    values.add(network);
                });
        query.outcome()
                .ifPresent(outcome -> {
                    sql.append(" and (outcome = ? or outcome = 'mixed' and record @> ?::jsonb)");
                    values.add(outcome);
                    values.add("{\"ending\":{\"fates\":[{\"kind\":\"" + outcome + "\"}]}}");
                });
        sql.append(" order by at desc, id desc limit ?");
        values.add(query.limit());
        try (PreparedStatement statement = prepare(connection, sql.toString())) {
            bind(statement, values);
            return messages(statement);
        }
    }

    private static List<LogEntry> messages(PreparedStatement statement) throws SQLException {
        var entries = new ArrayList<LogEntry>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                entries.add(
                        new LogEntry(
                                MailId.of(rows.getObject(1, UUID.class)).toString(),
                                rows.getObject(2, OffsetDateTime.class).toInstant(),
                                Event.Kind.JUDGED.word(),
                                rows.getString(3),
                                rows.getString(4),
                                Optional.ofNullable(rows.getString(5)).orElse(""),
                                rows.getString(6),
                                List.of((String[]) rows.getArray(7).getArray()),
                                rows.getString(8),
                                rows.getLong(9)));
            }
        }
        return entries;
    }

    private static List<LogEntry> refusals(Connection connection, LogQuery query)
            throws SQLException {
        var sql =
                new StringBuilder(
                        """
                        select coalesce(message, id), at, kind, record ->> 'reason', record ->> 'peer',
                               coalesce(record ->> 'sender', ''), coalesce(record ->> 'recipient', '')
                          from postern.message_event
                         where at >= ? and at < ? and kind in ('client-refused', 'recipient-refused', 'session-failed')\
                        """);
        var values = new ArrayList<Object>(List.of(utc(query.since()), utc(query.until())));
        terms(connection, query, sql, values);
        query.network()
                .ifPresent(network -> {
                    sql.append(" and (record ->> 'peer')::inet <<= ?::inet");
                    values.add(network);
                });
        sql.append(" order by at desc, id desc limit ?");
        values.add(query.limit());
        var entries = new ArrayList<LogEntry>();
        try (PreparedStatement statement = prepare(connection, sql.toString())) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(refusal(rows));
                }
            }
        }
        return entries;
    }

    private static LogEntry refusal(ResultSet rows) throws SQLException {
        String recipient = rows.getString(7);
        return new LogEntry(
                MailId.of(rows.getObject(1, UUID.class)).toString(),
                rows.getObject(2, OffsetDateTime.class).toInstant(),
                rows.getString(3),
                "refused",
                rows.getString(4),
                rows.getString(5),
                rows.getString(6),
                recipient.isEmpty() ? List.of() : List.of(recipient),
                "",
                0);
    }

    private static void terms(
            Connection connection, LogQuery query, StringBuilder sql, List<Object> values)
            throws SQLException {
        if (!query.terms().isEmpty()) {
            sql.append(" and terms @> ?");
            values.add(connection.createArrayOf("text", query.terms().toArray()));
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(PATIENCE_SECONDS);
        return statement;
    }

    private static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
