package org.postern.journey;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hash that names content in dossiers (FIPS 180-4). Thread-safe.
///
/// Looking an algorithm up costs as much as hashing a short message; a copy of one that was looked up costs nothing.
public final class Sha256 {
    private static final MessageDigest BLANK = lookUp();

    private Sha256() {}

    /// Hashes what remains of the buffer, and takes it.
    public static byte[] of(ByteBuffer octets) {
        MessageDigest digest = blank();
        digest.update(octets);
        return digest.digest();
    }

    private static MessageDigest blank() {
        try {
            return (MessageDigest) BLANK.clone();
        } catch (CloneNotSupportedException _) {
            return lookUp();
        }
    }

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
