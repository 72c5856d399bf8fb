package org.postern.store;

import static com.zaxxer.hikari.SQLExceptionOverride.Override.CONTINUE_EVICT;
import static com.zaxxer.hikari.SQLExceptionOverride.Override.MUST_EVICT;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// A pool of connections for each role. Connections are made when they are asked for.
final class Pools implements AutoCloseable {
    /// How many may wait for a connection of one role at a time; the next is sent away.
    private static final int WAITING = 256;

    /// A session that was made while the server took no writes may stay so after it takes them again.
    private static final SQLExceptionOverride NO_READ_ONLY_SESSIONS =
            new SQLExceptionOverride() {
                @java.lang.Override
                public SQLExceptionOverride.Override adjudicate(SQLException e) {
                    return SqlStates.isReadOnly(e) ? MUST_EVICT : CONTINUE_EVICT;
                }
            };

    private record Pool(HikariDataSource connections, Semaphore places) {}

    private final Map<DatabaseRole, Pool> pools = new EnumMap<>(DatabaseRole.class);

    Pools(DatabaseAddress address, DatabaseSecrets secrets, Duration patience) throws IOException {
        for (DatabaseRole role : DatabaseRole.values()) {
            var config = config(address, role, patience);
            config.setPassword(secrets.of(role).reveal());
            pools.put(role, new Pool(new HikariDataSource(config), new Semaphore(WAITING)));
        }
    }

    Connection connection(DatabaseRole role) throws SQLException {
        Pool pool = pool(role);
        if (!pool.places.tryAcquire()) {
            throw new SQLTransientConnectionException("too many wait for the database");
        }
        try {
            return pool.connections.getConnection();
        } finally {
            pool.places.release();
        }
    }

    /// Lets go of connections that may lead nowhere.
    void evict() {
        for (Pool pool : pools.values()) {
            var handle = pool.connections.getHikariPoolMXBean();
            if (handle != null) {
                handle.softEvictConnections();
            }
        }
    }

    @Override
    public void close() {
        pools.values().forEach(it -> it.connections.close());
    }

    private Pool pool(DatabaseRole role) {
        Pool pool = pools.get(role);
        if (pool == null) {
            throw new IllegalStateException("no pool for " + role);
        }
        return pool;
    }

    private static HikariConfig config(
            DatabaseAddress address, DatabaseRole role, Duration patience) {
        var config = new HikariConfig();
        config.setPoolName(role.login());
        config.setJdbcUrl(address.url());
        config.setUsername(role.login());
        config.setMaximumPoolSize(role.connections());
        config.setMinimumIdle(1);
        config.setIdleTimeout(Duration.ofMinutes(2).toMillis());
        config.setConnectionTimeout(Math.max(250, patience.toMillis()));
        config.setValidationTimeout(Math.max(250, patience.toMillis() / 2));
        config.setInitializationFailTimeout(-1);
        config.setExceptionOverride(NO_READ_ONLY_SESSIONS);
        config.addDataSourceProperty("connectTimeout", "2");
        config.addDataSourceProperty("loginTimeout", "3");
        config.addDataSourceProperty("socketTimeout", Integer.toString(role.socketSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", role.login());
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // Details repeat values of rows, and messages of exceptions end in log lines.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        return config;
    }
}
