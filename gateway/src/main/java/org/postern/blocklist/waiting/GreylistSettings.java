package org.postern.blocklist.waiting;

import java.time.Duration;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Settings of greylisting.
public final class GreylistSettings {
    private GreylistSettings() {}

    /// How long who waits.
    public static WaitingRoom.Rules rules(Settings s) {
        WaitingRoom.Rules standard = WaitingRoom.Rules.STANDARD;
        Duration delay =
                s.get(
                        "blocklist.greylist-delay",
                        standard.delay(),
                        Parse.duration("1s", "12h"),
                        "Time after which an organisation is let in that came for the first time, where"
                                + " greylist defers.");
        Duration patience =
                s.get(
                        "blocklist.greylist-patience",
                        standard.patience(),
                        Parse.duration("1m", "30d"),
                        "Time within which it must come again; otherwise it begins anew.");
        Duration memory =
                s.get(
                        "blocklist.greylist-memory",
                        standard.memory(),
                        Parse.duration("1h", "365d"),
                        "Time for which an organisation stays known that does not come any more.");
        if (delay.compareTo(patience) >= 0) {
            s.problem(
                    "blocklist.greylist-patience",
                    "must be longer than blocklist.greylist-delay, or nobody is ever let in");
            return standard;
        }
        return new WaitingRoom.Rules(delay, patience, memory, standard.most());
    }
}
