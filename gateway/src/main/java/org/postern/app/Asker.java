package org.postern.app;

import java.util.Optional;

/// Who asks: the name that goes into versions, dossiers and events.
final class Asker {
    private static final int MAX_LENGTH = 64;

    private Asker() {}

    /// `cli:NAME`. As root the launcher becomes another user before this program starts, so it says in `POSTERN_ASKED_BY`
    /// who called it.
    static String name() {
        return name(
                Optional.ofNullable(System.getenv("POSTERN_ASKED_BY")),
                System.getProperty("user.name", ""));
    }

    /// @param told what the launcher said
    /// @param user the user that this program runs as, where the launcher said nothing usable
    static String name(Optional<String> told, String user) {
        return "cli:"
                + told.filter(Asker::isName)
                        .or(() -> Optional.of(user).filter(Asker::isName))
                        .orElse("unknown");
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
