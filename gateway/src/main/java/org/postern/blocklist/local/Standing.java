package org.postern.blocklist.local;

import java.time.Instant;
import java.util.Optional;

/// Whether clients are tested, and what follows where they cannot be.
///
/// @param revision raised by each change of this and of the lists
/// @param onFailure empty where each door says so itself
/// @param by who changed it last
public record Standing(
        long revision, boolean enabled, Optional<OnFailure> onFailure, Instant at, String by) {
    /// Before anything was read from the database.
    static final Standing UNKNOWN = new Standing(-1, true, Optional.empty(), Instant.EPOCH, "");

    /// What follows where clients cannot be tested.
    public enum OnFailure {
        /// They are let in, with an alarm.
        PASS,
        /// They are put off.
        TEMPFAIL
    }
}
