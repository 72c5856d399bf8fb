package org.postern.store;

import java.util.Locale;

/// Who asks the database. Each has a login of its own with the rights its work needs, and a pool of its own, so that
/// none can starve another.
public enum DatabaseRole {
    /// The message path: writes dossiers, events and held mail; reads site settings.
    MAIL(8, 15, 10),
    /// People: the message log, held mail, changes of site settings.
    MANAGER(4, 60, 30),
    /// Housekeeping: partitions and expiry.
    JOBS(2, 600, 300);

    private final int connections;
    private final int socketSeconds;
    private final int statementSeconds;

    DatabaseRole(int connections, int socketSeconds, int statementSeconds) {
        this.connections = connections;
        this.socketSeconds = socketSeconds;
        this.statementSeconds = statementSeconds;
    }

    /// The name of the login.
    public String login() {
        return "postern_" + word();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    int connections() {
        return connections;
    }

    /// After this many seconds without an octet the server counts as hung.
    int socketSeconds() {
        return socketSeconds;
    }

    int statementSeconds() {
        return statementSeconds;
    }
}
