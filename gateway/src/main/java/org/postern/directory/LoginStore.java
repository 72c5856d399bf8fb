package org.postern.directory;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.mail.sasl.ScramKeys;

/// Who may log in, as rows. The message path reads them, only `MANAGER` changes them; the caller owns the transaction.
public final class LoginStore {
    private LoginStore() {}

    public static Optional<LoginRow> find(Connection connection, String name) throws SQLException {
        String sql =
                """
                select name, keys, senders, changed_at, changed_by
                  from postern.login
                 where name = ?\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            return rows(statement).stream().findFirst();
        }
    }

    /// All logins by name.
    public static List<LoginRow> all(Connection connection) throws SQLException {
        String sql =
                """
                select name, keys, senders, changed_at, changed_by
                  from postern.login
                 order by name\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return rows(statement);
        }
    }

    /// @return whether it is new; one that is there stays as it is
    public static boolean add(
            Connection connection, String name, ScramKeys keys, List<String> senders, String by)
            throws SQLException {
        String sql =
                """
                insert into postern.login (name, keys, senders, changed_by)
                values (?, ?, ?, ?)
                on conflict do nothing\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.setString(2, keys.print());
            statement.setArray(3, connection.createArrayOf("text", senders.toArray()));
            statement.setString(4, by);
            return statement.executeUpdate() == 1;
        }
    }

    /// @return whether there is such a login
    public static boolean changeKeys(Connection connection, String name, ScramKeys keys, String by)
            throws SQLException {
        String sql =
                """
                update postern.login
                   set keys = ?, changed_at = now(), changed_by = ?
                 where name = ?\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, keys.print());
            statement.setString(2, by);
            statement.setString(3, name);
            return statement.executeUpdate() == 1;
        }
    }

    /// @return whether there was such a login
    public static boolean remove(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from postern.login where name = ?")) {
            statement.setString(1, name);
            return statement.executeUpdate() == 1;
        }
    }

    /// What keys of nobody are made from; the same for all nodes and for ever.
    public static byte[] secret(Connection connection) throws SQLException {
        String sql = "select secret from postern.login_secret";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("the table login_secret is empty");
            }
            return rows.getBytes(1);
        }
    }

    private static List<LoginRow> rows(PreparedStatement statement) throws SQLException {
        var found = new ArrayList<LoginRow>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString(1);
                ScramKeys keys =
                        ScramKeys.parse(rows.getString(2))
                                .orElseThrow(
                                        () -> new SQLException("no keys of the login " + name));
                Array senders = rows.getArray(3);
                found.add(
                        new LoginRow(
                                name,
                                keys,
                                List.of((String[]) senders.getArray()),
                                rows.getObject(4, OffsetDateTime.class).toInstant(),
                                rows.getString(5)));
            }
        }
        return List.copyOf(found);
    }
}
