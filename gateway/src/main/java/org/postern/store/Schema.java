package org.postern.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postern.settings.Secret;

/// Brings schema and logins of a database to the state this release wants.
final class Schema {
    /// The newest migration; a test compares it with the files.
    static final String LATEST = "012";

    /// No such table, schema or database; no such login (or another password: the next attempt will tell).
    private static final Set<String> MISSING = Set.of("42P01", "3F000", "3D000", "28P01");

    private Schema() {}

    /// Where the owner comes in, and as whom.
    record Owner(DatabaseAddress address, String login, Secret password) {}

    /// Makes what is missing in the embedded server. When nothing is missing this is one query.
    static void prepare(DatabaseServer server, DatabaseSecrets secrets)
            throws SQLException, IOException {
        var owner = new Owner(server.address(), Logins.OWNER, secrets.of(Logins.OWNER_SECRET));
        if (isCurrent(owner)) {
            return;
        }
        Secret admin = secrets.of(Cluster.ADMIN_SECRET);
        try (Connection connection = server.maintenance().connect(Cluster.ADMIN, admin)) {
            Logins.makeDatabase(connection, secrets);
        }
        migrate(owner);
    }

    /// Makes what is missing in an external server.
    static void prepare(Owner owner, DatabaseSecrets secrets) throws SQLException, IOException {
        if (isCurrent(owner)) {
            return;
        }
        try (Connection connection = owner.address().connect(owner.login(), owner.password())) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < 15) {
                throw new IOException("PostgreSQL 15 or newer is needed, this is " + version);
            }
            Logins.makeServices(connection, connection.getCatalog(), secrets);
        }
        migrate(owner);
    }

    /// Whether the newest migration was run, or a newer one by a newer node of the group.
    private static boolean isCurrent(Owner owner) throws SQLException {
        String sql =
                """
                select 1
                  from postern.flyway_schema_history
                 where success and version >= ?
                 limit 1\
                """;
        try (Connection connection = owner.address().connect(owner.login(), owner.password());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, LATEST);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException e) {
            if (isMissing(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isMissing(SQLException e) {
        return MISSING.contains(String.valueOf(e.getSQLState()));
    }

    private static void migrate(Owner owner) throws IOException {
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(owner.address().url(), owner.login(), owner.password().reveal())
                    .schemas("postern")
                    .defaultSchema("postern")
                    .locations("classpath:db/migration")
                    .validateMigrationNaming(true)
                    .cleanDisabled(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new IOException("cannot bring the schema up to date: " + e.getMessage(), e);
        }
    }
}
