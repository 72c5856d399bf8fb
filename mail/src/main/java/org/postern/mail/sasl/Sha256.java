package org.postern.mail.sasl;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What SCRAM-SHA-256 is made from (RFC 5802 §2.2).
final class Sha256 {
    private static final String HMAC = "HmacSHA256";

    private Sha256() {}

    static byte[] hash(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// @param key at least one octet
    static byte[] hmac(byte[] key, String text) {
        return mac(key).doFinal(Utf8.encode(text));
    }

    /// PBKDF2 with one block (`Hi`).
    static byte[] stretched(byte[] password, byte[] salt, int iterations) {
        Mac mac = mac(password);
        mac.update(salt);
        byte[] round = mac.doFinal(new byte[] {0, 0, 0, 1});
        byte[] sum = round.clone();
        for (int i = 1; i < iterations; i++) {
            round = mac.doFinal(round);
            addTo(sum, round);
        }
        return sum;
    }

    static byte[] xor(byte[] one, byte[] other) {
        byte[] sum = one.clone();
        addTo(sum, other);
        return sum;
    }

    private static void addTo(byte[] sum, byte[] other) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] ^= other[i];
        }
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("not a key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
