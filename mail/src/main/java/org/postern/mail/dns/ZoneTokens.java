package org.postern.mail.dns;

import java.util.ArrayList;
import java.util.List;

/// The words of a zone file: comments are left out, brackets join lines, and `\` makes the next character, or the octet of
/// three digits, an ordinary one.
final class ZoneTokens {
    /// A word, without quotes and backslashes; a character for each octet.
    ///
    /// @param quoted whether it was in quotes or begins with a backslash, so that it means nothing but itself
    record Word(String text, boolean quoted) {}

    /// What stands in one line, or in several that are joined.
    ///
    /// @param line where it begins, counted from 1
    /// @param ownerFirst whether the first word says whose records these are
    /// @param fault why it cannot be used, or nothing
    record Entry(int line, boolean ownerFirst, List<Word> words, String fault) {}

    private final String text;
    private final List<Entry> entries = new ArrayList<>();
    private int at;
    private int line = 1;

    private List<Word> words = new ArrayList<>();
    private int begun = 1;
    private boolean ownerFirst;
    private boolean joined;
    private String fault = "";

    private ZoneTokens(String text) {
        this.text = text;
    }

    static List<Entry> of(String text) {
        var tokens = new ZoneTokens(text);
        tokens.read();
        return tokens.entries;
    }

    private void read() {
        begin();
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case '\n' -> lineEnd();
                case ' ', '\t', '\r' -> at++;
                case ';' -> comment();
                case '(', ')' -> bracket(c == '(');
                case '"' -> quoted();
                default -> plain();
            }
        }
        if (joined) {
            fault = "a bracket is not closed";
        }
        end();
    }

    private void begin() {
        words = new ArrayList<>();
        begun = line;
        fault = "";
        joined = false;
        ownerFirst = at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '\t';
    }

    private void end() {
        if (!words.isEmpty() || !fault.isEmpty()) {
            entries.add(new Entry(begun, ownerFirst, List.copyOf(words), fault));
        }
        begin();
    }

    private void lineEnd() {
        at++;
        line++;
        if (!joined) {
            end();
        }
    }

    private void comment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void bracket(boolean open) {
        if (joined == open) {
            fault = open ? "a bracket within brackets" : "a bracket that was not opened";
        }
        joined = open;
        at++;
    }

    private void quoted() {
        at++;
        var word = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
            take(word);
        }
        if (at < text.length() && text.charAt(at) == '"') {
            at++;
        } else {
            fault = "a quote is not closed";
        }
        words.add(new Word(word.toString(), true));
    }

    private void plain() {
        boolean escaped = text.charAt(at) == '\\';
        var word = new StringBuilder();
        while (at < text.length() && " \t\r\n;()\"".indexOf(text.charAt(at)) < 0) {
            take(word);
        }
        words.add(new Word(word.toString(), escaped));
    }

    private void take(StringBuilder word) {
        char c = text.charAt(at++);
        if (c == '\\' && at < text.length() && text.charAt(at) != '\n') {
            int octet = octet();
            if (octet >= 0) {
                at += 3;
                c = (char) octet;
            } else {
                c = text.charAt(at++);
            }
        }
        if (c > 0xff) {
            fault = "a character that is no octet; write it as \\DDD, or a name as xn--";
        }
        word.append(c);
    }

    /// The octet that three digits are, or a negative number.
    private int octet() {
        if (at + 3 > text.length()) {
            return -1;
        }
        int octet = 0;
        for (int i = at; i < at + 3; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            octet = octet * 10 + digit;
        }
        return octet <= 255 ? octet : -1;
    }
}
