package org.postern.queue;

/// What an attempt showed of its next hop.
enum Contact {
    /// It answers, whatever it says of the message.
    ANSWERED,
    /// It cannot be reached, or does not do its part.
    FAILED,
    /// Nothing: it was not asked, or the connection broke in the middle, which may lie in the message.
    NONE
}
