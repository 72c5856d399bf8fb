package org.postern.mail.address;

/// The characters that internationalised addresses may hold, and their length on the wire.
final class Characters {
    private Characters() {}

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /// Whether the text holds only what can be shown: no controls of either set, no half surrogate pairs, no invisible
    /// or direction-changing characters, no blank but the plain one, no line separators. A log line and a screen then
    /// show what is there.
    static boolean isShowable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                return false;
            }
            if (c > 0x7f) {
                return isShowableBeyondAscii(text.substring(i));
            }
        }
        return true;
    }

    private static boolean isShowableBeyondAscii(String text) {
        return text.codePoints().allMatch(c -> c >= 0x20 && c < 0x7f || c > 0x9f && isVisible(c));
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /// Octets of the text in UTF-8.
    static int octets(String text) {
        int octets = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                // Each half of a surrogate pair counts two, so that the pair counts four.
                octets += c > 0x7ff && !Character.isSurrogate(c) ? 2 : 1;
            }
        }
        return octets;
    }
}
