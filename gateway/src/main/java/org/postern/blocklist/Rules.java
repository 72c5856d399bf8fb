package org.postern.blocklist;

import java.time.Duration;
import java.util.List;

/// All tests in the order in which they are done: lists of ours first, what costs nothing before what asks the network.
///
/// @param deferAt sum of scores from which a client is put off; 0 for never
/// @param rejectAt sum of scores from which a client is turned away; 0 for never
/// @param patience time for all tests of one client together
/// @param questions how much of the DNS one client may cost
public record Rules(List<Rule> rules, int deferAt, int rejectAt, Duration patience, int questions) {
    /// Time for a client where nobody says.
    public static final Duration PATIENCE = Duration.ofMillis(200);

    /// Enough for ten names of a client, both kinds of addresses, and thirty remote lists.
    public static final int QUESTIONS = 100;

    public Rules {
        rules = List.copyOf(rules);
        if (deferAt < 0 || rejectAt < 0) {
            throw new IllegalArgumentException("a bound below nothing");
        }
    }

    public Rules(List<Rule> rules) {
        this(rules, 0, 0, PATIENCE, QUESTIONS);
    }
}
