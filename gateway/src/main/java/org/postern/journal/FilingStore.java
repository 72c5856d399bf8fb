package org.postern.journal;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.postern.journey.Dossier;
import org.postern.store.Batch;

/// The SQL that files events. For a connection with the rights of the message path.
public final class FilingStore implements Filing {
    /// SQLSTATE of a row for a day that has no partition.
    private static final String NO_PARTITION = "23514";

    private final Connections connections;
    private final String node;

    /// @param node the node whose journal it is
    public FilingStore(Connections connections, String node) {
        this.connections = connections;
        this.node = node;
    }

    @Override
    public Position position() throws SQLException {
        String sql = "select segment, filed from postern.journal_position where node = ?";
        try (Connection connection = connections.open();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, node);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? new Position(rows.getString(1), rows.getLong(2))
                        : Position.NONE;
            }
        }
    }

    @Override
    public void file(List<Filed> batch, Position reached) throws SQLException {
        try {
            fileNow(batch, reached);
        } catch (SQLException e) {
            if (!NO_PARTITION.equals(e.getSQLState())) {
                throw e;
            }
            makeDays(batch);
            fileNow(batch, reached);
        }
    }

    /// Adds one dossier to what is to be written, so that mail that is kept is never without its record. The journal's
    /// copy of it does nothing then.
    public static void insert(Batch batch, Dossier dossier) {
        var event = new Event.Judged(dossier);
        String json = new String(EventJson.write(event), StandardCharsets.UTF_8);
        String sql =
                """
                insert into postern.dossier (id, at, node, door, direction, outcome, peer, sender, recipients,
                                             subject, message_id, terms, size, record)
                values (?, ?, ?, ?, ?, ?, ?::inet, ?, ?, ?, ?, ?, ?, ?::jsonb)
                on conflict do nothing\
                """;
        batch.row(sql, json.length(), it -> bind(it, event, json));
    }

    private static void bind(PreparedStatement statement, Event.Judged event, String json)
            throws SQLException {
        Dossier dossier = event.dossier();
        Connection connection = statement.getConnection();
        int at = 0;
        statement.setObject(++at, dossier.id().toUuid());
        // The time in its id, as of every event: with another it would be another row.
        statement.setObject(++at, event.at().atOffset(ZoneOffset.UTC));
        statement.setString(++at, dossier.node());
        statement.setString(++at, Fields.word(dossier.door()));
        statement.setString(++at, Fields.word(dossier.direction()));
        statement.setString(++at, Fates.word(dossier));
        statement.setString(++at, dossier.client().ip());
        statement.setString(++at, Addresses.print(dossier.envelope().sender()));
        statement.setArray(
                ++at,
                connection.createArrayOf(
                        "text",
                        dossier.envelope().recipients().stream()
                                .map(Object::toString)
                                .toArray(String[]::new)));
        statement.setString(++at, JsonOut.clean(dossier.message().subject()));
        statement.setString(++at, JsonOut.clean(dossier.message().messageId()));
        statement.setArray(
                ++at, connection.createArrayOf("text", Terms.of(dossier).toArray(String[]::new)));
        statement.setLong(++at, dossier.message().size());
        statement.setString(++at, json);
    }

    private void fileNow(List<Filed> batch, Position reached) throws SQLException {
        var dossiers = new ArrayList<Filed>(batch.size());
        var others = new ArrayList<Filed>();
        for (Filed filed : batch) {
            (filed.event() instanceof Event.Judged ? dossiers : others).add(filed);
        }
        try (Connection connection = connections.open()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                insertDossiers(connection, dossiers);
                insertEvents(connection, others);
                keep(connection, reached);
                connection.commit();
                done = true;
            } finally {
                if (!done) {
                    rollBack(connection);
                }
            }
        }
    }

    private static void insertDossiers(Connection connection, List<Filed> dossiers)
            throws SQLException {
        if (dossiers.isEmpty()) {
            return;
        }
        String sql =
                """
                insert into postern.dossier (id, at, node, door, direction, outcome, peer, sender, recipients,
                                             subject, message_id, terms, size, record)
                select id, at, node, door, direction, outcome, peer, sender, string_to_array(recipients, chr(31)),
                       subject, message_id, string_to_array(terms, chr(31)), size, record
                  from unnest(?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[], ?::inet[],
                              ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::jsonb[])
                    as t(id, at, node, door, direction, outcome, peer, sender, recipients,
                         subject, message_id, terms, size, record)
                on conflict do nothing\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            var columns = new Columns(statement, dossiers);
            columns.text(filed -> filed.event().id().toUuid().toString());
            columns.text(filed -> filed.event().at().toString());
            columns.text(filed -> filed.event().node());
            columns.text(filed -> Fields.word(dossier(filed).door()));
            columns.text(filed -> Fields.word(dossier(filed).direction()));
            columns.text(filed -> Fates.word(dossier(filed)));
            columns.text(filed -> dossier(filed).client().ip());
            columns.text(filed -> Addresses.print(dossier(filed).envelope().sender()));
            columns.list(
                    filed -> dossier(filed).envelope().recipients().stream().map(Object::toString));
            columns.text(filed -> JsonOut.clean(dossier(filed).message().subject()));
            columns.text(filed -> JsonOut.clean(dossier(filed).message().messageId()));
            columns.list(filed -> Terms.of(dossier(filed)).stream());
            columns.text(filed -> Long.toString(dossier(filed).message().size()));
            columns.text(Filed::json);
            statement.executeUpdate();
        }
    }

    private static void insertEvents(Connection connection, List<Filed> events)
            throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        String sql =
                """
                insert into postern.message_event (id, at, message, node, kind, terms, record)
                select id, at, message, node, kind, string_to_array(terms, chr(31)), record
                  from unnest(?::uuid[], ?::timestamptz[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::jsonb[])
                    as t(id, at, message, node, kind, terms, record)
                on conflict do nothing\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            var columns = new Columns(statement, events);
            columns.text(filed -> filed.event().id().toUuid().toString());
            columns.text(filed -> filed.event().at().toString());
            columns.text(filed ->
                    filed.event().message().map(it -> it.toUuid().toString()).orElse(null));
            columns.text(filed -> filed.event().node());
            columns.text(filed -> filed.event().kind().word());
            columns.list(filed -> Terms.of(filed.event()).stream());
            columns.text(Filed::json);
            statement.executeUpdate();
        }
    }

    private void keep(Connection connection, Position reached) throws SQLException {
        String sql =
                """
                insert into postern.journal_position (node, segment, filed) values (?, ?, ?)
                on conflict (node) do update set segment = excluded.segment, filed = excluded.filed\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, node);
            statement.setString(2, reached.segment());
            statement.setLong(3, reached.offset());
            statement.executeUpdate();
        }
    }

    /// Events of days that no housekeeping foresaw: the journal waited long, or a clock was wrong.
    private void makeDays(List<Filed> batch) throws SQLException {
        var days = new TreeSet<LocalDate>();
        for (Filed filed : batch) {
            days.add(LocalDate.ofInstant(filed.event().at(), ZoneOffset.UTC));
        }
        String sql = "select postern.make_days(?, 1)";
        try (Connection connection = connections.open();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (LocalDate day : days) {
                statement.setObject(1, day);
                statement.execute();
            }
        } catch (SQLException e) {
            if ("P0001".equals(e.getSQLState())) {
                throw new SQLException("no day for this: " + e.getMessage(), NO_PARTITION, e);
            }
            throw e;
        }
    }

    private static Dossier dossier(Filed filed) {
        if (filed.event() instanceof Event.Judged(Dossier dossier, _)) {
            return dossier;
        }
        throw new IllegalArgumentException("not a dossier: " + filed.event().kind());
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException _) {
            // The connection is broken, so the server rolls back by itself; the first exception
            // tells more.
        }
    }
}
