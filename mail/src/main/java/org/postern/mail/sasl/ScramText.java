package org.postern.mail.sasl;

import java.util.Optional;

/// The texts of SCRAM: attributes of one letter, parted by commas (RFC 5802 §5.1).
final class ScramText {
    private ScramText() {}

    /// The value of the attribute at a place, which has to be the one of that letter.
    static Optional<String> value(String text, int place, char letter) {
        int from = 0;
        for (int i = 0; i < place; i++) {
            from = text.indexOf(',', from) + 1;
            if (from == 0) {
                return Optional.empty();
            }
        }
        int end = text.indexOf(',', from);
        String attribute = text.substring(from, end < 0 ? text.length() : end);
        return attribute.length() > 2 && attribute.charAt(0) == letter && attribute.charAt(1) == '='
                ? Optional.of(attribute.substring(2))
                : Optional.empty();
    }

    static boolean isNonce(String text) {
        return !text.isEmpty()
                && text.length() <= 1024
                && text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ',');
    }

    static String escaped(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    static Optional<String> unescaped(String name) {
        var plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '=') {
                plain.append(c);
                continue;
            }
            if (name.startsWith("=2C", i)) {
                plain.append(',');
            } else if (name.startsWith("=3D", i)) {
                plain.append('=');
            } else {
                return Optional.empty();
            }
            i += 2;
        }
        return Optional.of(plain.toString());
    }
}
