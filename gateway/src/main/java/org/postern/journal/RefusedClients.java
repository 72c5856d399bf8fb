package org.postern.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// Which clients were turned away most. For connections with the rights of the manager. Thread-safe.
///
/// Of very many refusals in a minute only some are recorded one by one, so these are numbers of records.
public final class RefusedClients {
    /// A look that takes longer is given up; a shorter time helps.
    private static final int PATIENCE_SECONDS = 20;

    /// What a count is about.
    public enum By {
        /// Each client.
        CLIENT("record ->> 'peer'"),
        /// Each network: the first 24 bits of an IPv4 address, 48 of an IPv6 address.
        NETWORK(
                """
                host(network(set_masklen((record ->> 'peer')::inet,
                     case family((record ->> 'peer')::inet) when 4 then 24 else 48 end)))
                  || case family((record ->> 'peer')::inet) when 4 then '/24' else '/48' end\
                """),
        /// Each reason.
        REASON("record ->> 'reason'");

        private final String column;

        By(String column) {
            this.column = column;
        }
    }

    /// @param what the client, network or reason
    /// @param reasons those that occurred, one of each
    public record Count(String what, long refusals, List<String> reasons, Instant last) {
        public Count {
            reasons = List.copyOf(reasons);
        }
    }

    private final Connections connections;

    public RefusedClients(Connections connections) {
        this.connections = connections;
    }

    /// Those with the most refusals since a time, the most first.
    public List<Count> most(By by, Instant since, int limit) throws SQLException {
        String sql =
                """
                select %s as what, count(*), array_agg(distinct record ->> 'reason'), max(at)
                  from postern.message_event
                 where at >= ? and kind in ('client-refused', 'recipient-refused')
                   and record ->> 'peer' ~ '^[0-9a-f.:]+$'
                 group by what
                 order by count(*) desc, what
                 limit ?\
                """
                        .formatted(by.column);
        var counts = new ArrayList<Count>();
        try (Connection connection = connections.open();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(PATIENCE_SECONDS);
            statement.setObject(1, since.atOffset(ZoneOffset.UTC));
            statement.setInt(2, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts.add(
                            new Count(
                                    rows.getString(1),
                                    rows.getLong(2),
                                    List.of((String[]) rows.getArray(3).getArray()),
                                    rows.getObject(4, OffsetDateTime.class).toInstant()));
                }
            }
        }
        return counts;
    }
}
