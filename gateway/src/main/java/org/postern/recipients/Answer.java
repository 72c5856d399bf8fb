package org.postern.recipients;

/// What somebody else says of an address.
public sealed interface Answer {

    /// A clear one.
    enum Clear implements Answer {
        KNOWN,
        UNKNOWN
    }

    /// None, or none that can be used.
    record None(String why) implements Answer {}
}
