package org.postern.milter;

/// Makes seals over octets that nobody makes who has not the keys of the site. Thread-safe.
public interface Seals {
    /// A seal, in ASCII without white space.
    String seal(byte[] octets);

    /// Whether a text is a seal of ours over these octets.
    boolean fits(String seal, byte[] octets);
}
