package org.postern.blocklist.local;

import java.time.Instant;
import java.util.Optional;

/// An entry of a list.
///
/// @param comment why, in the words of who added it; one line
/// @param author who added it
/// @param expires from when on it counts no more; empty for never
public record Entry(
        ListKind list,
        Clients clients,
        String comment,
        String author,
        Instant added,
        Optional<Instant> expires) {
    /// Most characters of a comment.
    public static final int MAX_COMMENT = 500;

    public Entry {
        if (comment.length() > MAX_COMMENT || comment.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a comment is one line of up to " + MAX_COMMENT + " characters");
        }
    }

    /// Whether it counts at a time.
    public boolean isInForce(Instant now) {
        return expires.map(it -> it.isAfter(now)).orElse(true);
    }
}
