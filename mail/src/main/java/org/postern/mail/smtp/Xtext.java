package org.postern.mail.smtp;

import java.util.Optional;

/// Texts inside parameters, where blanks, `+` and `=` have a meaning of their own: `+` and two hexadecimal digits stand
/// for one ASCII character (RFC 3461 §4), and in addresses of type `utf-8` also `\x{…}` for any character (RFC 6533 §3).
final class Xtext {
    private static final String HEX = "0123456789ABCDEF";

    private Xtext() {}

    /// The text that was encoded; empty if this is no encoding of ASCII.
    static Optional<String> decode(String text) {
        return decode(text, false, 0x7f);
    }

    /// The octets that were encoded, one character for each, where they need not be ASCII.
    static Optional<String> decodeOctets(String text) {
        return decode(text, false, 0xff);
    }

    /// The same for an address of type `utf-8`, whose characters may also stand there as they are.
    static Optional<String> decodeInternational(String text) {
        return decode(text, true, 0x7f);
    }

    private static Optional<String> decode(String text, boolean international, int most) {
        var decoded = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '+') {
                int octet = hex(text, at + 1, at + 3);
                if (octet < 0 || octet > most) {
                    return Optional.empty();
                }
                decoded.append((char) octet);
                at += 3;
            } else if (c == '\\' && international) {
                int close = text.indexOf('}', at);
                int point = text.startsWith("x{", at + 1) ? hex(text, at + 3, close) : -1;
                if (point < 0 || !Character.isValidCodePoint(point)) {
                    return Optional.empty();
                }
                decoded.appendCodePoint(point);
                at = close + 1;
            } else if (isPlain(c) || c == '\\' || c > 0x7f && international) {
                decoded.append(c);
                at++;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(decoded.toString());
    }

    /// @param text ASCII
    static String encode(String text) {
        var encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c) || c == '\\') {
                encoded.append(c);
            } else {
                encoded.append('+').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
            }
        }
        return encoded.toString();
    }

    /// In ASCII, so that servers without SMTPUTF8 can be told too.
    static String encodeInternational(String text) {
        var encoded = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    if (isPlain(c)) {
                        encoded.append((char) c);
                    } else {
                        encoded.append("\\x{").append(String.format("%02X", c)).append('}');
                    }
                });
        return encoded.toString();
    }

    private static boolean isPlain(int c) {
        return c > 0x20 && c < 0x7f && c != '+' && c != '=' && c != '\\';
    }

    /// The number that one to six hexadecimal digits stand for, or -1.
    private static int hex(String text, int from, int to) {
        if (to <= from || to > text.length() || to - from > 6) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) > 0x7f ? -1 : Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
