package org.postern.journey;

import java.util.List;

/// What came of one test. "Could not look" is a result with a name and is never the same as "found nothing"
/// (promise 3).
public sealed interface Outcome {

    /// Looked, and there was nothing to report.
    enum NothingFound implements Outcome {
        NOTHING_FOUND
    }

    /// Looked, and saw something.
    record Found(List<Finding> findings) implements Outcome {
        public Found {
            findings = List.copyOf(findings);
            if (findings.isEmpty()) {
                throw new IllegalArgumentException("nothing found is another outcome");
            }
        }
    }

    /// Did not look, or not to the end.
    ///
    /// @param detail one line for administrators, without content of the message
    record NotDone(Cause cause, String detail) implements Outcome {}

    /// Why a test was not done.
    enum Cause {
        TIMEOUT,
        CRASHED,
        TOO_LARGE,
        ENCRYPTED,
        AMBIGUOUS,
        LIMIT,
        SERVICE_DOWN
    }

    /// The outcome for a list that may be empty.
    static Outcome of(List<Finding> findings) {
        return findings.isEmpty() ? NothingFound.NOTHING_FOUND : new Found(findings);
    }
}
