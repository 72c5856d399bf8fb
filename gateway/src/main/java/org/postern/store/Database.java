package org.postern.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The database as the rest of the gateway sees it: connections for each role, which come or fail within the patience
/// of the settings. Thread-safe.
///
/// While the database is down every request fails at once and one thread looks for it; when it is back, work goes on.
/// Nothing here fails because the database is down at the start: mail that does not need it passes.
public final class Database implements AutoCloseable {

    /// Work in one transaction; it must not keep the connection.
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /// Brings logins and schema up to date.
    @FunctionalInterface
    private interface Preparation {
        void run() throws SQLException, IOException;
    }

    private static final Duration PROBE = Duration.ofMillis(500);
    private static final Duration PARTITIONS = Duration.ofHours(1);
    private static final int DAYS_AHEAD = 8;

    private final DatabaseAddress address;
    private final DatabaseSecrets secrets;
    private final Duration patience;
    private final Optional<DatabaseServer> server;
    private final Preparation preparation;
    private final Consumer<String> reports;
    private final CountDownLatch closing = new CountDownLatch(1);

    private volatile @Nullable Pools pools;
    private volatile boolean up;
    private volatile String trouble = "not asked yet";
    private @Nullable Connection probe;
    private Instant partitionsDue = Instant.MIN;

    private Database(
            DatabaseAddress address,
            DatabaseSecrets secrets,
            Duration patience,
            Optional<DatabaseServer> server,
            Preparation preparation,
            Consumer<String> reports) {
        this.address = address;
        this.secrets = secrets;
        this.patience = patience;
        this.server = server;
        this.preparation = preparation;
        this.reports = reports;
    }

    /// Starts the embedded server, or finds the external one, and brings the schema up to date. An external server that
    /// cannot be reached is looked for in the background.
    ///
    /// @param prefix words in front of each command; empty but in tests, which may run as root
    /// @param reports one line for people each time the database goes or comes
    /// @throws IOException the embedded server cannot run, or the database does not want us
    public static Database open(
            DataDirectory data,
            InstanceLock lock,
            DatabaseSettings settings,
            List<String> prefix,
            Consumer<String> reports)
            throws IOException, InterruptedException {
        var secrets = new DatabaseSecrets(data);
        Database database;
        if (settings.external().isPresent()) {
            DatabaseAddress address = settings.external().get();
            Path file = data.root().resolve(settings.passwordFile());
            var owner = new Schema.Owner(address, settings.user(), DatabaseSecrets.read(file));
            database =
                    new Database(
                            address,
                            secrets,
                            settings.patience(),
                            Optional.empty(),
                            () -> Schema.prepare(owner, secrets),
                            reports);
        } else {
            var launch = new DatabaseServer.Launch(data, lock, settings.port(), prefix, reports);
            DatabaseServer server = DatabaseServer.start(launch);
            database =
                    new Database(
                            server.address(),
                            secrets,
                            settings.patience(),
                            Optional.of(server),
                            () -> Schema.prepare(server, secrets),
                            reports);
        }
        database.begin();
        return database;
    }

    /// A connection of a role. Close it soon: there are few.
    ///
    /// @throws SQLException none to be had now; put the work off
    public Connection connection(DatabaseRole role) throws SQLException {
        Pools ready = pools;
        if (!up || ready == null) {
            throw new SQLTransientConnectionException("the database is down: " + trouble);
        }
        return ready.connection(role);
    }

    /// Runs work in one transaction, which is committed when the work returns and rolled back when it throws.
    public <T> T transaction(DatabaseRole role, Work<T> work) throws SQLException {
        try (Connection connection = connection(role)) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.run(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    rollBack(connection);
                }
            }
        }
    }

    /// Whether the database answered when it was last asked, at most a second or two ago.
    public boolean up() {
        return up;
    }

    /// Why it is not up, in words for people; empty when it is.
    public String trouble() {
        return up ? "" : trouble;
    }

    public DatabaseAddress address() {
        return address;
    }

    /// The embedded server; none where the database is external.
    public Optional<DatabaseServer> server() {
        return server;
    }

    /// Closes the pools, then stops the embedded server.
    @Override
    public void close() throws IOException {
        closing.countDown();
        synchronized (this) {
            goDown("closed");
            Pools ready = pools;
            pools = null;
            if (ready != null) {
                ready.close();
            }
        }
        if (server.isPresent()) {
            server.get().close();
        }
    }

    private void begin() throws IOException {
        try {
            look();
        } catch (SQLException e) {
            if (!SqlStates.isPassing(e)) {
                close();
                throw new IOException("the database refuses us: " + e.getMessage(), e);
            }
            goDown(words(e));
            reports.accept("the database cannot be reached: " + trouble);
        } catch (IOException e) {
            close();
            throw e;
        }
        Thread.ofVirtual().name("database-probe").start(this::keepLooking);
    }

    private void keepLooking() {
        try {
            while (!closing.await(PROBE.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean was = up;
                try {
                    look();
                    if (!was && closing.getCount() > 0) {
                        reports.accept("the database answers again");
                    }
                } catch (SQLException | IOException e) {
                    String now = words(e);
                    if (was || !now.equals(trouble)) {
                        reports.accept("the database does not answer: " + now);
                    }
                    goDown(now);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look() throws SQLException, IOException {
        if (closing.getCount() == 0) {
            return;
        }
        if (pools == null) {
            preparation.run();
            pools = new Pools(address, secrets, patience);
        }
        Connection open = probe;
        if (open == null) {
            open = address.connect(DatabaseRole.JOBS.login(), secrets.of(DatabaseRole.JOBS));
            open.setNetworkTimeout(Runnable::run, 2_000);
            probe = open;
        }
        Instant now = Instant.now();
        if (now.isAfter(partitionsDue)) {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            open.setNetworkTimeout(Runnable::run, 60_000);
            PartitionStore.makeDays(open, today.minusDays(1), DAYS_AHEAD);
            open.setNetworkTimeout(Runnable::run, 2_000);
            partitionsDue = now.plus(PARTITIONS);
        } else if (!open.isValid(2)) {
            throw new SQLException("no answer to a simple question");
        }
        up = true;
    }

    private synchronized void goDown(String why) {
        trouble = why;
        up = false;
        Connection open = probe;
        probe = null;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                trouble = why + "; " + e.getMessage();
            }
        }
        Pools ready = pools;
        if (ready != null) {
            ready.evict();
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException _) {
            // The connection is broken, so the server rolls back by itself; the first exception
            // tells more.
        }
    }

    private static String words(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
