package org.postern.journey;

/// Looks at one message. Must be thread-safe, must not keep the message, must count its steps so that it ends, and must
/// answer to interruption. What it throws becomes [Outcome.NotDone] of cause [Outcome.Cause#CRASHED].
public interface Inspector {

    /// Name of the test, stable over versions.
    String name();

    Outcome inspect(Subject subject) throws InterruptedException;
}
