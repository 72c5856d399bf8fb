package org.postern.blocklist;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the tests of a client came to, and why.
///
/// @param decisive the step that the decision rests on; empty where nothing was found, or where the sum of scores decided
/// @param steps every test that was due, in the order in which they were done
/// @param score sum of the hits that count
public record Verdict(Decision decision, Optional<Step> decisive, List<Step> steps, int score) {
    public Verdict {
        steps = List.copyOf(steps);
    }

    /// What shall happen to the client, in the order of severity.
    public enum Decision {
        /// Let in whatever is found: an entry of a list says so, or the client proved who it is.
        ALLOW,
        /// Nothing follows from what was found.
        PASS,
        /// Let in, and what was found is written into the mail.
        TAG,
        /// May come back later (4xx).
        DEFER,
        /// Turned away (5xx).
        REJECT
    }

    /// One test.
    public record Step(Rule rule, Result result, Duration took) {}

    /// Whether the client is turned away, for now or for good.
    public boolean isRefusal() {
        return decision == Decision.DEFER || decision == Decision.REJECT;
    }
}
