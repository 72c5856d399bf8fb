package org.postern.journey;

/// Looks at one message. Must be thread-safe, must not keep the message, must count its steps so that it ends, and must
/// answer to interruption. What it throws becomes [Outcome.NotDone] of cause [Outcome.Cause#CRASHED].
public interface Inspector {

    /// Name of the test, stable over versions.
    String name();

    /// Whether it neither waits nor takes more than a few steps for each octet, so that it may look at a small mail on the
    /// thread that received it.
    default boolean isBrief() {
        return false;
    }

    Outcome inspect(Subject subject) throws InterruptedException;
}
