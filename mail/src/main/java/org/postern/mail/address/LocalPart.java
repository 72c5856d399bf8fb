package org.postern.mail.address;

/// The grammar of local parts (RFC 5321 §4.1.2: Dot-string and Quoted-string).
final class LocalPart {
    /// Octets of the canonical form, quotes included (RFC 5321 §4.5.3.1.1).
    static final int MAX_OCTETS = 64;

    private static final boolean[] ATEXT = new boolean[0x80];

    static {
        for (int c = 0x21; c < 0x7f; c++) {
            ATEXT[c] = Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
        }
    }

    private LocalPart() {}

    static boolean isAtext(int c) {
        return c > 0x7f || ATEXT[c];
    }

    /// Whether the text can stand in an address without quotes.
    static boolean isDotString(String text) {
        boolean afterDot = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' ? afterDot : !isAtext(c)) {
                return false;
            }
            afterDot = c == '.';
        }
        return !afterDot;
    }

    /// Whether the meaning can be that of a local part. The canonical form is the shortest one, so whatever was read
    /// within the limits can be written within them.
    static boolean isPossible(String meaning) {
        return Characters.isShowable(meaning) && Characters.octets(print(meaning)) <= MAX_OCTETS;
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
