package org.postern.mail.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.postern.mail.address.Parsed;

/// A text in which letters stand for what is known of a message (RFC 7208 §7), such as `%{ir}.%{v}._spf.%{d2}`.
final class MacroString {
    /// Where it stands, which says what it may have.
    enum Place {
        /// It becomes a name of the DNS: it ends in a macro, or in a dot and a top-level domain.
        DOMAIN,
        /// It becomes a text for people: it may have spaces, and letters that name us and the time.
        EXPLANATION,
        /// Nobody expands it.
        UNKNOWN
    }

    /// What the letters stand for.
    @FunctionalInterface
    interface Values {
        /// @param letter in lower case
        String value(char letter) throws InterruptedException;
    }

    private sealed interface Part {
        record Literal(String text) implements Part {}

        /// @param keep how many parts are kept, from the right
        record Macro(char letter, int keep, boolean reversed, String delimiters, boolean escaped)
                implements Part {}
    }

    /// Longer texts cannot become a name, or a line of a reply.
    static final int MOST = 2000;

    private static final String LETTERS = "slodiphv";
    private static final String LETTERS_OF_TEXT = "crt";
    private static final String DELIMITERS = ".-+,/_=";

    /// More parts than anything has.
    private static final int ALL = 1000;

    private final String source;
    private final List<Part> parts;

    private MacroString(String source, List<Part> parts) {
        this.source = source;
        this.parts = List.copyOf(parts);
    }

    static Parsed<MacroString> parse(String text, Place place) {
        if (text.length() > MOST) {
            return new Parsed.Failed<>("a text that is too long");
        }
        var reader = new Reader(text, place);
        String fault = reader.read();
        if (!fault.isEmpty()) {
            return new Parsed.Failed<>(fault);
        }
        if (place == Place.DOMAIN && !reader.endsInMacro && !endsInTopLabel(text)) {
            return new Parsed.Failed<>(
                    text.isEmpty() ? "an empty domain" : "not a domain with a top level");
        }
        return new Parsed.Value<>(new MacroString(text, reader.parts));
    }

    /// The other end of RFC 7208 §7.1, `domain-end`.
    private static boolean endsInTopLabel(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        int dot = name.lastIndexOf('.');
        return dot >= 0 && isTopLabel(name.substring(dot + 1));
    }

    private static boolean isTopLabel(String label) {
        boolean other = false;
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean edge = i == 0 || i == label.length() - 1;
            if (!isAlphanumeric(c) && (c != '-' || edge)) {
                return false;
            }
            other |= !isDigit(c);
        }
        return other;
    }

    String expand(Values values) throws InterruptedException {
        var text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal(var literal) -> text.append(literal);
                case Part.Macro macro -> text.append(expand(macro, values.value(macro.letter)));
            }
        }
        return text.toString();
    }

    private static String expand(Part.Macro macro, String value) {
        List<String> words = split(value, macro.delimiters);
        if (macro.reversed) {
            Collections.reverse(words);
        }
        String kept =
                String.join(
                        ".", words.subList(Math.max(0, words.size() - macro.keep), words.size()));
        return macro.escaped ? escape(kept) : kept;
    }

    private static List<String> split(String value, String delimiters) {
        var words = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || delimiters.indexOf(value.charAt(i)) >= 0) {
                words.add(value.substring(start, i));
                start = i + 1;
            }
        }
        return words;
    }

    /// RFC 3986 §2.1, of all but unreserved characters.
    private static String escape(String text) {
        var escaped = new StringBuilder(text.length());
        for (byte octet : text.getBytes(UTF_8)) {
            char c = (char) (octet & 0xff);
            if (isAlphanumeric(c) || "-._~".indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(hex(c >> 4)).append(hex(c & 15));
            }
        }
        return escaped.toString();
    }

    private static char hex(int digit) {
        return (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(char c) {
        return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /// As it was written.
    @Override
    public String toString() {
        return source;
    }

    private static final class Reader {
        private final String text;
        private final Place place;
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private int at;

        /// Escapes of a percent sign and of spaces are macros too.
        private boolean endsInMacro;

        Reader(String text, Place place) {
            this.text = text;
            this.place = place;
        }

        /// Why it is none, or nothing.
        String read() {
            while (at < text.length()) {
                char c = text.charAt(at++);
                endsInMacro = c == '%';
                if (endsInMacro) {
                    String fault = percent();
                    if (!fault.isEmpty()) {
                        return fault;
                    }
                } else if (c > ' ' && c <= '~' || c == ' ' && place == Place.EXPLANATION) {
                    literal.append(c);
                } else {
                    return "a character that is not allowed";
                }
            }
            flush();
            return "";
        }

        private void flush() {
            if (!literal.isEmpty()) {
                parts.add(new Part.Literal(literal.toString()));
                literal.setLength(0);
            }
        }

        private String percent() {
            char c = at < text.length() ? text.charAt(at++) : ' ';
            switch (c) {
                case '%' -> literal.append('%');
                case '_' -> literal.append(' ');
                case '-' -> literal.append("%20");
                case '{' -> {
                    return macro();
                }
                default -> {
                    return "a percent sign without a macro";
                }
            }
            return "";
        }

        private String macro() {
            char written = at < text.length() ? text.charAt(at++) : ' ';
            char letter = (char) (written | 0x20);
            boolean known =
                    isAlphanumeric(written)
                            && (LETTERS.indexOf(letter) >= 0
                                    || place != Place.DOMAIN
                                            && LETTERS_OF_TEXT.indexOf(letter) >= 0);
            if (!known) {
                return "a macro letter that is not known here";
            }
            int keep = 0;
            int digits = at;
            while (at < text.length() && isDigit(text.charAt(at))) {
                keep = Math.min(ALL, keep * 10 + (text.charAt(at++) - '0'));
            }
            if (at > digits && keep == 0) {
                return "a macro that keeps nothing";
            }
            boolean reversed = at < text.length() && (text.charAt(at) | 0x20) == 'r';
            at += reversed ? 1 : 0;
            int delimiters = at;
            while (at < text.length() && DELIMITERS.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String between = text.substring(delimiters, at);
            if (at >= text.length() || text.charAt(at++) != '}') {
                return "a macro that is not closed";
            }
            flush();
            parts.add(
                    new Part.Macro(
                            letter,
                            keep == 0 ? ALL : keep,
                            reversed,
                            between.isEmpty() ? "." : between,
                            written < 'a'));
            return "";
        }
    }
}
