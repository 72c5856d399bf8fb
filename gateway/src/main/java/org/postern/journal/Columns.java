package org.postern.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postern.journal.Filing.Filed;

/// Binds one array for each column, in the order of the calls: a batch is one statement with few parameters, however
/// many rows it has.
final class Columns {
    private static final char BETWEEN = '\u001f';

    private final PreparedStatement statement;
    private final List<Filed> rows;
    private int bound;

    Columns(PreparedStatement statement, List<Filed> rows) {
        this.statement = statement;
        this.rows = rows;
    }

    void text(Function<Filed, ? extends @Nullable String> value) throws SQLException {
        var values = new @Nullable String[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        statement.setArray(++bound, statement.getConnection().createArrayOf("text", values));
    }

    /// A list inside one element: arrays of arrays would have to be of equal length. The separator is a character that
    /// neither an address nor a search word has.
    void list(Function<Filed, Stream<String>> values) throws SQLException {
        text(filed -> values.apply(filed).collect(Collectors.joining(String.valueOf(BETWEEN))));
    }
}
