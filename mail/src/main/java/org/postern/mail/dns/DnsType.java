package org.postern.mail.dns;

/// The kinds of records that mail asks for.
public enum DnsType {
    /// Addresses of IPv4.
    A,
    /// Addresses of IPv6.
    AAAA,
    /// Who takes mail.
    MX,
    /// The names of an address.
    PTR,
    /// Text.
    TXT
}
