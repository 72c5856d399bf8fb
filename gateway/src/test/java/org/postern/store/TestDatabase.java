package org.postern.store;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.settings.Secret;
import org.postern.settings.Settings;

/// A real database for tests: one embedded server for the whole test run, stopped and deleted when the JVM ends.
public final class TestDatabase {
    private static @Nullable TestDatabase shared;

    private final DataDirectory data;
    private final Database database;

    private TestDatabase(DataDirectory data, Database database) {
        this.data = data;
        this.database = database;
    }

    /// The server that all tests share. Whoever uses it adds rows of their own and counts nobody else's.
    public static synchronized Database shared() {
        return instance().database;
    }

    /// A connection of the schema's owner to the shared server, for tests that damage what no service could.
    public static Connection owner() throws SQLException {
        try {
            var secrets = new DatabaseSecrets(sharedData());
            return shared().address().connect(Logins.OWNER, secrets.of(Logins.OWNER_SECRET));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A connection of the shared server's superuser, for tests that change logins and commit nothing.
    public static Connection admin() throws SQLException {
        try {
            var secrets = new DatabaseSecrets(sharedData());
            return shared().server()
                    .orElseThrow()
                    .maintenance()
                    .connect(Cluster.ADMIN, secrets.of(Cluster.ADMIN_SECRET));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What [#owner] logs in with.
    public static Secret ownerSecret() throws IOException {
        return new DatabaseSecrets(sharedData()).of(Logins.OWNER_SECRET);
    }

    static synchronized DataDirectory sharedData() {
        return instance().data;
    }

    private static synchronized TestDatabase instance() {
        TestDatabase there = shared;
        if (there != null) {
            return there;
        }
        try {
            DataDirectory data =
                    new DataDirectory(Files.createTempDirectory("postern-test-")).create();
            InstanceLock lock = InstanceLock.take(data);
            Database database = Database.open(data, lock, settings(), prefix(), _ -> {});
            var made = new TestDatabase(data, database);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> made.end(lock)));
            shared = made;
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Default settings: an embedded server on any port.
    public static DatabaseSettings settings() {
        return DatabaseSettings.from(Settings.of(Map.of()));
    }

    static DatabaseSettings external(DatabaseAddress address, Path passwordFile) {
        return new DatabaseSettings(
                Optional.of(address), "postern_owner", passwordFile, 0, Duration.ofSeconds(2));
    }

    /// What lets PostgreSQL run where the tests run as root, which it refuses to be.
    public static List<String> prefix() {
        boolean root = new UnixSystem().getUid() == 0;
        return root ? List.of("unshare", "-U") : List.of();
    }

    private void end(InstanceLock lock) {
        try (lock) {
            database.close();
            PostgresBinaries.deleteAll(data.root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
