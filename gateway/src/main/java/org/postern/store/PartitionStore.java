package org.postern.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;

/// The daily partitions of everything that grows with the mail. Days are those of UTC.
public final class PartitionStore {
    /// What shares its days: `RECORDS` are dossiers and events, `MAIL` is held mail and bodies.
    public enum Kind {
        RECORDS("records"),
        MAIL("mail");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private PartitionStore() {}

    /// Makes the partitions of up to 60 days from a day on; those that exist stay. For the roles `MAIL` and `JOBS`.
    ///
    /// @return how many were made
    public static int makeDays(Connection connection, LocalDate first, int days)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select postern.make_days(?, ?)")) {
            statement.setObject(1, first);
            statement.setInt(2, days);
            return number(statement);
        }
    }

    /// Drops what is older than a day, which is not after today. For the role `JOBS`.
    ///
    /// @return how many partitions were dropped
    public static int dropDays(Connection connection, Kind kind, LocalDate before)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select postern.drop_days(?, ?)")) {
            statement.setString(1, kind.word);
            statement.setObject(2, before);
            return number(statement);
        }
    }

    private static int number(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
