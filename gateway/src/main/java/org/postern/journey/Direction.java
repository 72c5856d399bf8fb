package org.postern.journey;

/// Which way a message travels, as declared by the listener or found from the client.
public enum Direction {
    /// From a stranger to one of our domains.
    INBOUND,
    /// From a relay network to the world, or from who logged in to anybody: a person's program hands mail in once and does
    /// not try again, so this is the direction that is queued.
    OUTBOUND,
    /// From a relay network to one of our domains.
    INTERNAL
}
