package org.postern.mail.mime;

import java.nio.charset.StandardCharsets;

/// Folded lines made one line again (RFC 5322 §2.2.3): line ends go, the white space after them stays.
final class Unfold {
    private Unfold() {}

    static String line(byte[] value) {
        int length = 0;
        for (byte octet : value) {
            if (octet != Octets.CR && octet != Octets.LF) {
                value[length++] = octet;
            }
        }
        int from = 0;
        while (from < length && isBlank(value[from])) {
            from++;
        }
        while (length > from && isBlank(value[length - 1])) {
            length--;
        }
        return new String(value, from, length - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
