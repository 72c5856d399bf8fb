package org.postern.mail.smtp;

/// Enhanced status codes (RFC 3463): class, subject and detail, such as `5.7.1`.
final class EnhancedCode {
    private EnhancedCode() {}

    /// The enhanced code that begins a text and agrees with a reply code, or nothing.
    static String at(String text, int code) {
        if (text.length() < 5
                || text.charAt(0) - '0' != code / 100
                || text.charAt(1) != '.'
                || code / 100 == 3) {
            return "";
        }
        int dot = number(text, 2);
        if (dot < 0 || dot >= text.length() || text.charAt(dot) != '.') {
            return "";
        }
        int end = number(text, dot + 1);
        return end < 0 || end < text.length() && text.charAt(end) != ' '
                ? ""
                : text.substring(0, end);
    }

    static boolean isOne(String text, int code) {
        return at(text, code).length() == text.length();
    }

    /// Index behind one to three digits, or -1.
    private static int number(String text, int from) {
        int at = from;
        while (at < text.length()
                && at < from + 3
                && text.charAt(at) >= '0'
                && text.charAt(at) <= '9') {
            at++;
        }
        return at == from ? -1 : at;
    }
}
