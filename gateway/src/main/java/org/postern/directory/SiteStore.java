package org.postern.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.directory.Publication.Overtaken;
import org.postern.directory.Publication.Published;

/// Versions of the site settings in the database. The caller owns the transaction.
public final class SiteStore {
    private SiteStore() {}

    /// The version in force; none before the first was published. For every role.
    public static Optional<Site> active(Connection connection) throws SQLException {
        String sql =
                """
                select number, content
                  from postern.site_version
                 where number = (select number from postern.site_active)\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return site(statement);
        }
    }

    /// One version, in force or not.
    public static Optional<Site> version(Connection connection, long number) throws SQLException {
        String sql = "select number, content from postern.site_version where number = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, number);
            return site(statement);
        }
    }

    /// Publishes settings that were made from the version they carry, 0 when from none. For the role `MANAGER`.
    ///
    /// The number is the next one, which nobody else can take as long as the lock is held. A sequence would leave gaps
    /// after a crash of the database.
    public static Publication publish(Connection connection, Site site, String author, String note)
            throws SQLException {
        long current = lockedVersion(connection);
        if (current != site.version()) {
            return new Overtaken(current);
        }
        String insert =
                """
                insert into postern.site_version (number, author, note, content)
                overriding system value
                select coalesce(max(number), 0) + 1, ?, ?, ?::jsonb
                  from postern.site_version
                returning number\
                """;
        long number;
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, author);
            statement.setString(2, note);
            statement.setString(3, SiteText.print(site));
            number = number(statement);
        }
        String activate =
                """
                insert into postern.site_active (number)
                values (?)
                on conflict (one) do update set number = excluded.number\
                """;
        try (PreparedStatement statement = connection.prepareStatement(activate)) {
            statement.setLong(1, number);
            statement.executeUpdate();
        }
        return new Published(site.at(number));
    }

    /// Publishes what an older version says as a new one.
    ///
    /// @param older its number, 0 for what held before anything was published
    /// @param expected the version in force as the caller saw it
    /// @param why for the note; may be empty
    /// @throws IllegalArgumentException there is no such older version, or a list that it names is gone
    public static Publication rollBack(
            Connection connection, long older, long expected, String author, String why)
            throws SQLException {
        Site site =
                (older == 0 ? Optional.of(Site.UNCONFIGURED) : version(connection, older))
                        .orElseThrow(
                                () -> new IllegalArgumentException("no site version " + older));
        lock(connection);
        OldLists.check(connection, site);
        return publish(connection, site.at(expected), author, noteOfRollBack(older, why));
    }

    /// The note of a version that repeats an older one.
    public static String noteOfRollBack(long older, String why) {
        return "back to version " + older + (why.isEmpty() ? "" : ": " + why);
    }

    /// The newest changes first.
    public static List<Change> history(Connection connection, int limit) throws SQLException {
        String sql =
                """
                select v.number, v.content, v.at, v.author, v.note, a.number is not null
                  from postern.site_version v
                  left join postern.site_active a on a.number = v.number
                 order by v.number desc
                 limit ?\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, limit);
            var changes = new ArrayList<Change>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    changes.add(
                            new Change(
                                    SiteText.parse(rows.getString(2)).at(rows.getLong(1)),
                                    rows.getObject(3, OffsetDateTime.class).toInstant(),
                                    rows.getString(4),
                                    rows.getString(5),
                                    rows.getBoolean(6)));
                }
            }
            return List.copyOf(changes);
        }
    }

    /// Keeps everybody else from publishing until the transaction ends. For the roles `MANAGER` and `JOBS`.
    public static void lock(Connection connection) throws SQLException {
        lockedVersion(connection);
    }

    /// The version in force, which stays so until the transaction ends, also when there is none yet.
    private static long lockedVersion(Connection connection) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_advisory_xact_lock(4466, 2)")) {
            lock.executeQuery().close();
        }
        String sql = "select coalesce(max(number), 0) from postern.site_active";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return number(statement);
        }
    }

    private static Optional<Site> site(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next()
                    ? Optional.of(SiteText.parse(rows.getString(2)).at(rows.getLong(1)))
                    : Optional.empty();
        }
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
