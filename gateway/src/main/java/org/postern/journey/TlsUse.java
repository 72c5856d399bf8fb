package org.postern.journey;

/// Whether a connection to a next hop is encrypted (RFC 3207).
public enum TlsUse {
    /// Never.
    NONE,
    /// Where the next hop offers it, but not to a loopback address, where there is no wire to protect.
    MAY,
    /// Always; a next hop that does not offer it gets no mail. The certificate is not verified.
    REQUIRE,
    /// Always, with a certificate of a trusted authority for the name that the next hop was looked up by.
    VERIFY
}
