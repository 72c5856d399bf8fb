package org.postern.mail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A reply of an SMTP server (RFC 5321 §4.2), which cannot contradict itself and cannot carry a second reply inside.
///
/// @param code three digits, 200 to 599
/// @param enhanced enhanced status code (RFC 3463) such as `5.7.1`, or empty where none is sent (greeting, EHLO)
/// @param lines at least one line of text, printable ASCII
public record Reply(int code, String enhanced, List<String> lines) {
    /// Longest text of one line, so that code, enhanced code and CRLF fit in 512 octets (RFC 5321 §4.5.3.1.5).
    public static final int MAX_TEXT = 480;

    public Reply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not a reply: " + code + " " + lines);
        }
        if (!enhanced.isEmpty() && !EnhancedCode.isOne(enhanced, code)) {
            throw new IllegalArgumentException(code + " does not agree with " + enhanced);
        }
        for (String line : lines) {
            if (!isText(line)) {
                throw new IllegalArgumentException("not a line of a reply: " + line);
            }
        }
    }

    private static boolean isText(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < 0x20 || c >= 0x7f) {
                return false;
            }
        }
        return line.length() <= MAX_TEXT;
    }

    /// A reply of one line.
    public static Reply of(int code, String enhanced, String text) {
        return new Reply(code, enhanced, List.of(text));
    }

    public boolean isPositive() {
        return code < 400;
    }

    public boolean isTransient() {
        return code >= 400 && code < 500;
    }

    public boolean isPermanent() {
        return code >= 500;
    }

    /// The octets for the wire, all lines in one array so that a reply is one write.
    public byte[] encode() {
        var text = new StringBuilder(64);
        for (int i = 0; i < lines.size(); i++) {
            text.append(code).append(i == lines.size() - 1 ? ' ' : '-');
            if (!enhanced.isEmpty()) {
                text.append(enhanced).append(' ');
            }
            text.append(lines.get(i)).append("\r\n");
        }
        // All characters are ASCII, and this copies them without looking at each.
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// One line for logs: code, enhanced code and text, lines joined by ` / `.
    @Override
    public String toString() {
        String text = String.join(" / ", lines);
        return enhanced.isEmpty() ? code + " " + text : code + " " + enhanced + " " + text;
    }
}
