package org.postern.recipients;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.postern.directory.LookupRule;
import org.postern.mail.address.Address;

/// Recipients in a PostgreSQL of the site: an address exists if a query for it has a row. Each parameter of the query is
/// the address, in lower case. Thread-safe.
final class SqlSource implements OpenSource {
    private static final int MOST = 4;
    private static final int LIMIT_SECONDS = 2;

    private final String query;
    private final HikariDataSource pool;

    SqlSource(LookupRule rule, Optional<Credential> login) {
        this.query = rule.query();
        var config = new HikariConfig();
        config.setPoolName("lookup-" + rule.name());
        config.setJdbcUrl(rule.url());
        login.ifPresent(it -> {
            config.setUsername(it.user());
            config.setPassword(it.secret().reveal());
        });
        config.setMaximumPoolSize(MOST);
        config.setMinimumIdle(0);
        config.setReadOnly(true);
        config.setConnectionTimeout(1000);
        config.setValidationTimeout(500);
        // Starts without the database, too.
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("connectTimeout", "1");
        config.addDataSourceProperty("loginTimeout", "1");
        config.addDataSourceProperty("socketTimeout", Integer.toString(LIMIT_SECONDS));
        this.pool = new HikariDataSource(config);
    }

    @Override
    public Answer ask(Address address) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setQueryTimeout(LIMIT_SECONDS);
            int parameters = statement.getParameterMetaData().getParameterCount();
            for (int i = 1; i <= parameters; i++) {
                statement.setString(i, address.toString().toLowerCase(Locale.ROOT));
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Answer.Clear.KNOWN : Answer.Clear.UNKNOWN;
            }
        } catch (SQLException e) {
            return new Answer.None("cannot be asked: SQL state " + e.getSQLState());
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
