package org.postern.mail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads a field value with parameters (`type/subtype; name=value`), whatever stands there, in one pass.
final class ValueReader {
    private final String text;
    private int at;
    private boolean comment;
    private boolean escaped;

    ValueReader(String text) {
        this.text = text;
    }

    /// Whether a comment was passed over so far.
    boolean sawComment() {
        return comment;
    }

    /// A word up to white space, `;`, `/` or a comment; the white space and comments before it are passed over.
    String word() {
        skipBlank();
        int from = at;
        while (at < text.length() && !endsWord(text.charAt(at)) && text.charAt(at) != '/') {
            at++;
        }
        return text.substring(from, at);
    }

    /// Passes over `c`, if it is next after white space and comments.
    boolean take(char c) {
        skipBlank();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    boolean atEnd() {
        skipBlank();
        return at >= text.length();
    }

    /// The rest up to the next semicolon, which is passed over.
    String junk() {
        int from = at;
        while (at < text.length() && text.charAt(at) != ';') {
            at++;
        }
        return text.substring(from, at);
    }

    /// The parameters from here to the end, `limit` and one at most.
    List<Parameter> parameters(int limit) {
        var found = new ArrayList<Parameter>();
        while (found.size() <= limit) {
            while (take(';')) {
                // empty parameter
            }
            if (atEnd()) {
                break;
            }
            int from = at;
            while (at < text.length() && text.charAt(at) != '=' && !endsWord(text.charAt(at))) {
                at++;
            }
            String name = text.substring(from, at).toLowerCase(Locale.ROOT);
            if (take('=')) {
                found.add(parameter(name));
            } else {
                junk();
            }
        }
        return found;
    }

    private Parameter parameter(String spelled) {
        skipBlank();
        int from = at;
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        boolean closed = true;
        escaped = false;
        String value;
        if (quoted) {
            at++;
            var unquoted = new StringBuilder();
            closed = quotedString(unquoted);
            value = unquoted.toString();
        } else {
            while (at < text.length() && !endsWord(text.charAt(at))) {
                at++;
            }
            value = text.substring(from, at);
        }
        int end = at;
        skipBlank();
        boolean tail = at < text.length() && text.charAt(at) != ';';
        junk();
        String whole =
                quoted && !tail ? value : text.substring(from, quoted || tail ? at : end).strip();
        return named(spelled, value, whole, quoted, !closed || tail || escaped);
    }

    /// Splits `name*3*` into its pieces.
    private static Parameter named(
            String spelled, String value, String whole, boolean quoted, boolean odd) {
        String name = spelled;
        boolean extended = name.endsWith("*");
        if (extended) {
            name = name.substring(0, name.length() - 1);
        }
        int star = name.lastIndexOf('*');
        int section = -1;
        if (star >= 0) {
            section = number(name, star + 1);
            name = section >= 0 ? name.substring(0, star) : name;
        }
        return new Parameter(name, section, extended, value, whole, quoted, odd);
    }

    private static int number(String name, int from) {
        if (from == name.length() || name.length() - from > 6) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }

    private boolean quotedString(StringBuilder into) {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c == '\\' && at < text.length()) {
                escaped = true;
                c = text.charAt(at++);
            }
            into.append(c);
        }
        return false;
    }

    private static boolean endsWord(char c) {
        return c == ';' || c == ' ' || c == '\t' || c == '(';
    }

    private void skipBlank() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(') {
                comment = true;
                skipComment();
            } else if (c == ' ' || c == '\t') {
                at++;
            } else {
                return;
            }
        }
    }

    private void skipComment() {
        int open = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '(') {
                open++;
            } else if (c == ')') {
                open--;
            } else if (c == '\\') {
                at++;
            }
            if (open == 0) {
                return;
            }
        }
        at = Math.min(at, text.length());
    }
}
