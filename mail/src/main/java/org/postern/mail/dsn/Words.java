package org.postern.mail.dsn;

/// Texts of strangers, made fit to stand in a notice, and the shapes that texts must have.
final class Words {
    /// Stands at the end of a text that was longer.
    static final String CUT = " [...]";

    private Words() {}

    /// The text on one line: what cannot be seen becomes a question mark, white space a single blank, and what is longer
    /// than `most` characters is cut. Takes no longer for a megabyte than for a line.
    static String line(String text, int most) {
        return clean(text, most, true);
    }

    /// As [#line], in ASCII.
    static String ascii(String text, int most) {
        return clean(text, most, false);
    }

    private static String clean(String text, int most, boolean international) {
        var clean = new StringBuilder(Math.min(text.length(), most));
        boolean blank = true;
        int at = 0;
        // Blanks count too, so that white space without end is not read to its end.
        for (int count = 0; at < text.length() && count < most; count++) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (isBlank(c)) {
                if (!blank) {
                    clean.append(' ');
                }
                blank = true;
            } else {
                boolean shown = c < 0x7f ? c > 0x20 : international && isVisible(c);
                clean.appendCodePoint(shown ? c : '?');
                blank = false;
            }
        }
        String line = clean.toString().strip();
        return at < text.length() ? line + CUT : line;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c >= '\t' && c <= '\r' || c > 0x7f && Character.isSpaceChar(c);
    }

    /// Neither a control nor half a pair, neither invisible nor turning the direction of writing.
    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /// Class, subject and detail (RFC 3463), of a class that can be reported.
    static boolean isEnhancedCode(String text) {
        int dot = text.indexOf('.');
        int second = text.indexOf('.', dot + 1);
        return dot == 1
                && (text.charAt(0) == '2' || text.charAt(0) == '4' || text.charAt(0) == '5')
                && second > 0
                && isNumber(text.substring(dot + 1, second))
                && isNumber(text.substring(second + 1));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= 3
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /// A name or an address as servers are called: letters, digits and what joins them.
    static boolean isHostName(String text) {
        return !text.isEmpty()
                && text.length() <= 255
                && text.chars().allMatch(c -> isAlphanumeric(c) || ".-_:[]".indexOf(c) >= 0);
    }

    /// `left@right` without angle brackets (RFC 5322 §3.6.4), short enough for one line.
    static boolean isMessageId(String text) {
        int at = text.indexOf('@');
        return at > 0
                && at == text.lastIndexOf('@')
                && at < text.length() - 1
                && text.length() <= 250
                && text.chars()
                        .allMatch(c ->
                                isAlphanumeric(c) || "@.!#$%&'*+-/=?^_`{|}~[]:".indexOf(c) >= 0);
    }

    private static boolean isAlphanumeric(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /// A word of letters, digits and hyphens, as address types are.
    static boolean isType(String text) {
        return !text.isEmpty()
                && text.length() <= 40
                && text.chars().allMatch(c -> isAlphanumeric(c) || c == '-');
    }
}
