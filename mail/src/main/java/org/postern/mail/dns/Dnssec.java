package org.postern.mail.dns;

/// What the resolver says about the signatures of an answer. It is worth as much as the way to the resolver is safe.
public enum Dnssec {
    /// It checked them, and they are good.
    SECURE,
    /// There are none, or it did not check them.
    INSECURE
}
