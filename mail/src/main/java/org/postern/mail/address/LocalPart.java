package org.postern.mail.address;

/// The grammar of local parts (RFC 5321 §4.1.2: Dot-string and Quoted-string).
final class LocalPart {
    private static final String ATEXT_MARKS = "!#$%&'*+-/=?^_`{|}~";

    private LocalPart() {}

    static boolean isAtext(int c) {
        return c >= '0' && c <= '9'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c > 0x7f
                || ATEXT_MARKS.indexOf(c) >= 0;
    }

    /// Whether the text can stand in an address without quotes.
    static boolean isDotString(String text) {
        if (text.isEmpty() || text.startsWith(".") || text.endsWith(".") || text.contains("..")) {
            return false;
        }
        return text.codePoints().allMatch(c -> c == '.' || isAtext(c));
    }

    static String print(String meaning) {
        if (isDotString(meaning)) {
            return meaning;
        }
        var quoted = new StringBuilder(meaning.length() + 2).append('"');
        for (int i = 0; i < meaning.length(); i++) {
            char c = meaning.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
