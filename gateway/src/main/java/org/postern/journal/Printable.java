package org.postern.journal;

/// Makes text of strangers safe to show on a terminal: what would move the cursor, colour, hide, or turn the direction of
/// writing is shown as its number in braces.
public final class Printable {
    private Printable() {}

    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e) {
                return escaped(text);
            }
        }
        return text;
    }

    /// As [#of], cut to a number of characters, two at least.
    public static String of(String text, int most) {
        String safe = of(text.length() > most ? text.substring(0, most) : text);
        if (safe.length() <= most && text.length() <= most) {
            return safe;
        }
        int end = Math.min(most, safe.length()) - 1;
        return safe.substring(0, Character.isHighSurrogate(safe.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }

    private static String escaped(String text) {
        var safe = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(c -> {
                    if (isPlain(c)) {
                        safe.appendCodePoint(c);
                    } else {
                        safe.append("\\u{").append(Integer.toHexString(c)).append('}');
                    }
                });
        return safe.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> c == ' ' || !Character.isSpaceChar(c);
        };
    }
}
