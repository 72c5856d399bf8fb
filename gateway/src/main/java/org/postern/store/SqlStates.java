package org.postern.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/// What the code of an error of the database says about it (SQLSTATE, classes of ISO/IEC 9075).
public final class SqlStates {
    /// Bad values, broken constraints, exceeded limits.
    private static final Set<String> OF_THE_DATA = Set.of("22", "23", "54");

    /// The server takes no writes: it is a copy that has not taken over yet, or an administrator keeps it so.
    private static final String READ_ONLY = "25006";

    /// The connection, an administrator or a crash ended it, resources are short, or nothing is written now.
    private static final Set<String> PASSING = Set.of("08", "57P", "53", READ_ONLY);

    private SqlStates() {}

    /// Whether it lies in what was to be written: a second try ends alike, and other data go through.
    public static boolean isOfTheData(SQLException e) {
        return begins(e, OF_THE_DATA);
    }

    /// Whether the database is down, starting, stopping, full or read-only, or all connections to it are in use: what
    /// passes by itself.
    public static boolean isPassing(SQLException e) {
        return e instanceof SQLTransientConnectionException || begins(e, PASSING);
    }

    /// Whether the session that it happened in takes no writes.
    static boolean isReadOnly(SQLException e) {
        return READ_ONLY.equals(e.getSQLState());
    }

    private static boolean begins(SQLException e, Set<String> classes) {
        String state = String.valueOf(e.getSQLState());
        return classes.stream().anyMatch(state::startsWith);
    }
}
