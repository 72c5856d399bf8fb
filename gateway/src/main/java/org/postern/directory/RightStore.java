package org.postern.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Rights as rows, from the first release on; nothing asks for them yet, as whoever reaches the control socket may do
/// everything. For the role `MANAGER`; the caller owns the transaction.
public final class RightStore {
    private RightStore() {}

    /// @return whether it is new
    public static boolean grant(Connection connection, RightGrant grant, String by)
            throws SQLException {
        String sql =
                """
                insert into postern.right_grant (principal, right_name, scope, granted_by)
                values (?, ?, ?, ?)
                on conflict do nothing\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            fill(statement, grant);
            statement.setString(4, by);
            return statement.executeUpdate() == 1;
        }
    }

    /// @return whether it was there
    public static boolean revoke(Connection connection, RightGrant grant) throws SQLException {
        String sql =
                """
                delete from postern.right_grant
                 where principal = ? and right_name = ? and scope = ?\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            fill(statement, grant);
            return statement.executeUpdate() == 1;
        }
    }

    /// Everything somebody may do.
    public static List<RightGrant> of(Connection connection, String principal) throws SQLException {
        String sql =
                """
                select right_name, scope
                  from postern.right_grant
                 where principal = ?
                 order by right_name, scope\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, principal);
            var grants = new ArrayList<RightGrant>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    grants.add(new RightGrant(principal, rows.getString(1), rows.getString(2)));
                }
            }
            return List.copyOf(grants);
        }
    }

    private static void fill(PreparedStatement statement, RightGrant grant) throws SQLException {
        statement.setString(1, grant.principal());
        statement.setString(2, grant.right());
        statement.setString(3, grant.scope());
    }
}
