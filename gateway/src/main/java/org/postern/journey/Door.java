package org.postern.journey;

/// How a message came in. Doors differ only in how octets arrive and how the answer goes out.
public enum Door {
    EDGE,
    FILTER,
    MILTER,
    REPLAY
}
