package org.postern.store;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows for one transaction, collected before it begins. Rows of one statement go to the database together, in one round
/// trip however many there are, so that several messages cost little more than one. For one thread at a time.
public final class Batch {
    /// Binds the parameters of one row. It is called on the thread that writes, and may be called again for another try.
    @FunctionalInterface
    public interface Row {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /// Writes what does not fit into memory as a whole.
    @FunctionalInterface
    public interface Stream {
        void writeTo(Connection connection) throws SQLException;
    }

    private final Map<String, List<Row>> rows = new LinkedHashMap<>();
    private final List<Stream> streams = new ArrayList<>();
    private long octets;

    /// @param sql inserts one row
    /// @param octets about how many the row keeps in memory until it is written
    public void row(String sql, long octets, Row row) {
        rows.computeIfAbsent(sql, _ -> new ArrayList<>()).add(row);
        this.octets += octets;
    }

    public void stream(Stream stream) {
        streams.add(stream);
    }

    /// Whether it may share a transaction with others: it is in memory, and not more than so many octets.
    public boolean isSmall(long most) {
        return streams.isEmpty() && octets <= most;
    }

    /// About how many octets its rows keep in memory.
    public long octets() {
        return octets;
    }

    /// Takes the rows of another one in.
    public void addAll(Batch other) {
        other.rows.forEach(
                (sql, more) -> rows.computeIfAbsent(sql, _ -> new ArrayList<>()).addAll(more));
        streams.addAll(other.streams);
        octets += other.octets;
    }

    /// Writes everything, statement by statement in the order in which they were first used, then the streams. The
    /// caller owns the transaction.
    public void write(Connection connection) throws SQLException {
        for (Map.Entry<String, List<Row>> entry : rows.entrySet()) {
            try (PreparedStatement statement = connection.prepareStatement(entry.getKey())) {
                for (Row row : entry.getValue()) {
                    row.bind(statement);
                    statement.addBatch();
                }
                statement.executeBatch();
            } catch (BatchUpdateException e) {
                // It only says that a batch failed; the next one says why.
                SQLException cause = e.getNextException();
                throw cause == null ? e : cause;
            }
        }
        for (Stream stream : streams) {
            stream.writeTo(connection);
        }
    }
}
