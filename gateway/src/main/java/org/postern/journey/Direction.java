package org.postern.journey;

/// Which way a message travels, as declared by the listener or found from the client.
public enum Direction {
    /// From a stranger to one of our domains.
    INBOUND,
    /// From a relay network or a login to the world.
    OUTBOUND,
    /// From a relay network or a login to one of our domains.
    INTERNAL
}
