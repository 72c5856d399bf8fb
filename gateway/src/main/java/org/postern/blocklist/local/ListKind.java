package org.postern.blocklist.local;

import java.util.Locale;
import java.util.Optional;

/// What an entry does to clients.
public enum ListKind {
    /// Lets them in, whatever else is found.
    ALLOW,
    /// Turns them away.
    BLOCK;

    /// As people and tables call it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ListKind> of(String word) {
        return switch (word) {
            case "allow" -> Optional.of(ALLOW);
            case "block" -> Optional.of(BLOCK);
            default -> Optional.empty();
        };
    }
}
