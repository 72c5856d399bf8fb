package org.postern.app.tools;

import java.util.Map;

/// What came of a load.
///
/// @param messages messages that got a positive final reply
/// @param octets octets of those
/// @param seconds from the first connection to the last reply
/// @param perSecond messages in a second
/// @param p50 milliseconds from the final dot to its reply, half of the messages
/// @param p95 the same, 95 of 100
/// @param p99 the same, 99 of 100
/// @param slowest the same, all
/// @param errors what went wrong, and how often
public record LoadReport(
        long messages,
        long octets,
        double seconds,
        double perSecond,
        double p50,
        double p95,
        double p99,
        double slowest,
        Map<String, Long> errors) {
    public LoadReport {
        errors = Map.copyOf(errors);
    }

    /// Messages that failed.
    public long failed() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
