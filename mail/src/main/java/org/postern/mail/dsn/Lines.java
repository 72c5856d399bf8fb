package org.postern.mail.dsn;

import java.nio.charset.StandardCharsets;

/// Text in lines that end in CRLF and have no more than [#WIDTH] characters, but for words that are longer.
final class Lines {
    static final int WIDTH = 72;

    /// Most characters of a line whatever its words are: in UTF-8 these are less than the 998 octets of RFC 5322 §2.1.1.
    private static final int LONGEST = 200;

    private final StringBuilder text = new StringBuilder(2048);

    /// One line as it is.
    Lines line(String line) {
        text.append(line).append("\r\n");
        return this;
    }

    /// Words in as many lines as they need, each indented.
    Lines words(String indent, String words) {
        return folded(indent, indent, words, LONGEST);
    }

    /// A field of a header or of a report, folded at blanks (RFC 5322 §2.2.3).
    ///
    /// @param value without line breaks; no word of it longer than a line may be
    Lines field(String name, String value) {
        return folded(name + ": ", " ", value, Integer.MAX_VALUE);
    }

    private Lines folded(String first, String indent, String words, int longest) {
        var line = new StringBuilder(first);
        boolean empty = true;
        for (String word : words.split(" ", -1)) {
            String rest = word;
            while (!rest.isEmpty()) {
                String piece = rest.substring(0, cut(rest, longest));
                rest = rest.substring(piece.length());
                if (!empty && line.length() + 1 + piece.length() > WIDTH) {
                    line(line.toString());
                    line.setLength(0);
                    line.append(indent);
                    empty = true;
                }
                line.append(empty ? "" : " ").append(piece);
                empty = false;
            }
        }
        return line(line.toString());
    }

    /// Never between the halves of a pair.
    private static int cut(String word, int longest) {
        if (word.length() <= longest) {
            return word.length();
        }
        return Character.isHighSurrogate(word.charAt(longest - 1)) ? longest - 1 : longest;
    }

    boolean isAscii() {
        return Words.isAscii(text.toString());
    }

    byte[] octets() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
