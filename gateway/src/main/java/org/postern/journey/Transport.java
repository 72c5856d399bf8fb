package org.postern.journey;

/// The protocol that a next hop speaks.
public enum Transport {
    /// RFC 5321.
    SMTP,
    /// RFC 2033: after the content, the next hop answers for each recipient.
    LMTP
}
