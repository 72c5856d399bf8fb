package org.postern.quarantine;

import java.time.Duration;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// How long held messages are kept.
///
/// @param retention time from hold to expiry
/// @param releaseTakenBack time after which a release that was cut short may be tried again, or its copy deleted; longer than any delivery takes
public record QuarantineSettings(Duration retention, Duration releaseTakenBack) {

    /// Reads the `quarantine` settings.
    public static QuarantineSettings from(Settings settings) {
        return new QuarantineSettings(
                settings.get(
                        "quarantine.retention",
                        Duration.ofDays(30),
                        Parse.duration("1d", "3650d"),
                        "How long a held message waits for a decision before it is dropped."),
                settings.get(
                        "quarantine.release-taken-back",
                        Duration.ofMinutes(10),
                        Parse.duration("3m", "1d"),
                        "After this time a release that was cut short by a crash may be tried again, or its message deleted."));
    }
}
