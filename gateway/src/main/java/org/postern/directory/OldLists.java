package org.postern.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/// Forgets entries of lists that no site version has any more to which one can go back. The caller owns the transaction.
public final class OldLists {
    private OldLists() {}

    /// Deletes what was not in any version that was in force since. For the role `JOBS`.
    ///
    /// @return how many entries went
    public static int forget(Connection connection, Instant since) throws SQLException {
        SiteStore.lock(connection);
        Map<String, Long> named = named(connection, since);
        int deleted = 0;
        for (Map.Entry<String, Long> domain : newest(connection).entrySet()) {
            Long oldest = named.get(domain.getKey());
            long floor = oldest == null ? domain.getValue() + 1 : oldest;
            raise(connection, domain.getKey(), floor);
            deleted += delete(connection, domain.getKey(), floor, oldest == null);
        }
        return deleted;
    }

    /// The oldest revision of each domain's list that a version names which was in force since.
    private static Map<String, Long> named(Connection connection, Instant since)
            throws SQLException {
        String sql =
                """
                select d ->> 'name', min((d ->> 'list')::bigint)
                  from postern.site_version v cross join lateral jsonb_array_elements(v.content -> 'domains') d
                 where v.number >= coalesce((select max(number) from postern.site_version where at <= ?), 0)
                   and (d ->> 'list')::bigint > 0
                 group by 1\
                """;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, since.atOffset(ZoneOffset.UTC));
            return numbers(query);
        }
    }

    private static Map<String, Long> newest(Connection connection) throws SQLException {
        String sql =
                """
                select domain, greatest(max(since), coalesce(max(until), 0))
                  from postern.recipient
                 group by domain\
                """;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            return numbers(query);
        }
    }

    private static Map<String, Long> numbers(PreparedStatement query) throws SQLException {
        var numbers = new HashMap<String, Long>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                numbers.put(rows.getString(1), rows.getLong(2));
            }
        }
        return numbers;
    }

    private static void raise(Connection connection, String domain, long floor)
            throws SQLException {
        String sql =
                """
                insert into postern.recipient_floor as old (domain, revision)
                values (?, ?)
                on conflict (domain) do update set revision = excluded.revision
                 where old.revision < excluded.revision\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, domain);
            update.setLong(2, floor);
            update.executeUpdate();
        }
    }

    private static int delete(Connection connection, String domain, long floor, boolean all)
            throws SQLException {
        String sql = "delete from postern.recipient where domain = ? and (? or until <= ?)";
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, domain);
            delete.setBoolean(2, all);
            delete.setLong(3, floor);
            return delete.executeUpdate();
        }
    }

    /// Makes sure that all lists are there which a version names. For the role `MANAGER`, which holds the lock.
    ///
    /// @throws IllegalArgumentException one is not
    static void check(Connection connection, Site site) throws SQLException {
        String sql = "select revision from postern.recipient_floor where domain = ?";
        for (DomainRoute route : site.domains()) {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setString(1, route.domain().text());
                try (ResultSet row = query.executeQuery()) {
                    if (route.list() > 0 && row.next() && row.getLong(1) > route.list()) {
                        throw new IllegalArgumentException(
                                "the list of recipients that "
                                        + route.domain()
                                        + " had then is not kept any more (records.retention)");
                    }
                }
            }
        }
    }
}
