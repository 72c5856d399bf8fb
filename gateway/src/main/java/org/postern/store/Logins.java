package org.postern.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.postern.settings.Secret;

/// Makes the database and its logins. Everything may be run again: what is there stays, but for the limits of a login,
/// which are set anew.
///
/// Names and passwords of such statements cannot be parameters, so the server itself quotes them: it is asked to format
/// the statement, which is then run.
final class Logins {
    /// Owner of schema and tables; runs migrations, serves nobody.
    static final String OWNER = "postern_owner";

    static final String OWNER_SECRET = "owner";

    private Logins() {}

    /// Makes owner and database as superuser of the embedded server.
    static void makeDatabase(Connection admin, DatabaseSecrets secrets)
            throws SQLException, IOException {
        if (!exists(admin, "select 1 from pg_roles where rolname = ?", OWNER)) {
            run(
                    admin,
                    "create role %I login password %L",
                    OWNER,
                    secrets.of(OWNER_SECRET).reveal());
        }
        if (!exists(admin, "select 1 from pg_database where datname = ?", DatabaseAddress.NAME)) {
            run(admin, "create database %I owner %I", DatabaseAddress.NAME, OWNER);
        }
        // The owner of the embedded database makes no logins: its superuser has done so.
        makeServices(admin, DatabaseAddress.NAME, secrets);
        limit(admin, DatabaseAddress.NAME, OWNER, 600);
    }

    /// Makes the service logins, with the rights of an administrator or of an owner who may create roles.
    static void makeServices(Connection connection, String database, DatabaseSecrets secrets)
            throws SQLException, IOException {
        for (DatabaseRole role : DatabaseRole.values()) {
            boolean there =
                    exists(connection, "select 1 from pg_roles where rolname = ?", role.login());
            if (there && !secrets.has(role)) {
                throw new IOException(
                        "login %s exists, but %s does not: copy it from the node that made the login"
                                .formatted(role.login(), secrets.file(role.word())));
            }
            if (!there) {
                Secret password = secrets.of(role);
                run(
                        connection,
                        "create role %I login password %L",
                        role.login(),
                        password.reveal());
                limit(connection, database, role.login(), role.statementSeconds());
            }
            if (role == DatabaseRole.MAIL) {
                // Plans are kept, and one that was made while a table was empty would read the
                // whole of it when it is full. All that the message path asks has an index, so no
                // plan is better for knowing the values.
                String set = "alter role %I in database %I set %I = %L";
                run(connection, set, role.login(), database, "enable_seqscan", "off");
                run(
                        connection,
                        set,
                        role.login(),
                        database,
                        "plan_cache_mode",
                        "force_generic_plan");
            }
            run(connection, "grant connect on database %I to %I", database, role.login());
        }
        run(connection, "revoke all on database %I from public", database);
    }

    private static void limit(Connection connection, String database, String login, int seconds)
            throws SQLException {
        String path = "alter role %I in database %I set search_path = postern, pg_temp";
        run(connection, path, login, database);
        for (String limit : List.of("statement_timeout", "idle_in_transaction_session_timeout")) {
            String set = "alter role %I in database %I set %I = %L";
            run(connection, set, login, database, limit, seconds + "s");
        }
    }

    private static boolean exists(Connection connection, String sql, String name)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /// Runs a statement whose `%I` and `%L` the server replaces by quoted names and values.
    private static void run(Connection connection, String pattern, String... values)
            throws SQLException {
        try (PreparedStatement format =
                connection.prepareStatement("select format(?, variadic ?::text[])")) {
            format.setString(1, pattern);
            format.setArray(2, connection.createArrayOf("text", values));
            String sql;
            try (ResultSet rows = format.executeQuery()) {
                rows.next();
                sql = Optional.ofNullable(rows.getString(1)).orElseThrow();
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }
}
