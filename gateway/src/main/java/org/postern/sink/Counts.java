package org.postern.sink;

import java.util.concurrent.atomic.LongAdder;

/// What a sink has seen so far.
///
/// @param connections connections opened
/// @param open connections open now
/// @param messages messages taken with a positive reply
/// @param recipients recipients of those
/// @param octets octets of those, as the client meant them
/// @param refused messages that came whole and got another reply, or none
/// @param faults connections that broke the rules: bare CR or LF, lines without end, cut in the middle of content
public record Counts(
        long connections,
        long open,
        long messages,
        long recipients,
        long octets,
        long refused,
        long faults) {

    /// The counters behind it, safe for many threads.
    static final class Live {
        final LongAdder connections = new LongAdder();
        final LongAdder open = new LongAdder();
        final LongAdder messages = new LongAdder();
        final LongAdder recipients = new LongAdder();
        final LongAdder octets = new LongAdder();
        final LongAdder refused = new LongAdder();
        final LongAdder faults = new LongAdder();

        Counts read() {
            return new Counts(
                    connections.sum(),
                    open.sum(),
                    messages.sum(),
                    recipients.sum(),
                    octets.sum(),
                    refused.sum(),
                    faults.sum());
        }
    }
}
