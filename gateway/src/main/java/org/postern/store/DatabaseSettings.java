package org.postern.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Which database, and how long to wait for it.
///
/// @param external the address of an external server; none means the embedded one
/// @param user owner of the schema on an external server
/// @param passwordFile holds that user's password, relative to the data directory
/// @param port of the embedded server; 0 is any free one, kept from start to start while it stays free
/// @param patience longest wait for a connection
public record DatabaseSettings(
        Optional<DatabaseAddress> external,
        String user,
        Path passwordFile,
        int port,
        Duration patience) {

    public static DatabaseSettings from(Settings s) {
        return new DatabaseSettings(
                s.get(
                        "database.url",
                        Optional.empty(),
                        DatabaseSettings::address,
                        "JDBC address of an external PostgreSQL (15 or newer), with `sslmode=verify-full` unless it is on"
                                + " loopback. Empty: Postern starts its own."),
                s.get(
                        "database.user",
                        "postern_owner",
                        Parse::text,
                        "Login on an external server that owns the schema and may create the service logins."),
                s.get(
                        "database.password-file",
                        Path.of("keys/db-owner.secret"),
                        Parse::path,
                        "File with the password of `database.user`; relative paths start at the data directory."),
                s.get(
                        "database.port",
                        0,
                        Parse.integer(0, 65_535),
                        "Loopback port of Postern's own PostgreSQL. 0: any free one."),
                s.get(
                        "database.patience",
                        Duration.ofSeconds(2),
                        Parse.duration("100ms", "30s"),
                        "Longest wait for a database connection before the work is put off."));
    }

    private static Optional<DatabaseAddress> address(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(DatabaseAddress.parse(text));
    }
}
