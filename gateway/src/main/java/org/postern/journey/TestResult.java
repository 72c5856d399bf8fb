package org.postern.journey;

import java.time.Duration;
import java.util.List;

/// One test of one message.
///
/// @param test name of the test
/// @param took time from its start to its outcome
/// @param answers what services outside said, kept so that the decision can be repeated without them
public record TestResult(String test, Outcome outcome, Duration took, List<Captured> answers) {
    public TestResult {
        answers = List.copyOf(answers);
    }

    /// An answer from outside: a DNS answer, a scanner's reply, a rate.
    public record Captured(String asked, String answered) {}
}
