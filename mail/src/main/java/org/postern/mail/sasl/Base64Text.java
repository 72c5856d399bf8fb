package org.postern.mail.sasl;

import java.util.Base64;
import java.util.Optional;

/// Base64 by the letter (RFC 4648 §3): no characters beside the alphabet, padding where it belongs, and no second way to
/// write the same octets.
public final class Base64Text {
    /// Characters of one line of an exchange (RFC 4954 §4: 12,288 octets with CRLF).
    public static final int MAX_LENGTH = 12_286;

    private Base64Text() {}

    public static String encode(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    public static Optional<byte[]> decode(String text) {
        if (text.length() > MAX_LENGTH || text.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            byte[] octets = Base64.getDecoder().decode(text);
            return encode(octets).equals(text) ? Optional.of(octets) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
