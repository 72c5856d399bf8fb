package org.postern.mail.smtp;

import java.util.Locale;

/// Reads the parameters of MAIL (RFC 5321 §4.1.1.11). A parameter that was not announced is refused, never ignored: the
/// client would believe that it was obeyed.
final class ParameterReader {
    private ParameterReader() {}

    sealed interface Result {
        record Read(MailParameters parameters) implements Result {}

        record Refused(Reply reply) implements Result {}
    }

    /// @param from index behind the path: the end of the text, or a blank
    static Result read(String text, int from) {
        if (from == text.length()) {
            return new Result.Read(MailParameters.NONE);
        }
        if (text.charAt(from) != ' ') {
            return new Result.Refused(Replies.BAD_MAIL);
        }
        long size = -1;
        MailParameters.Body body = MailParameters.Body.SEVEN_BIT;
        boolean bodyGiven = false;
        int at = from;
        while (at < text.length()) {
            int start = at + 1;
            int blank = text.indexOf(' ', start);
            at = blank < 0 ? text.length() : blank;
            String parameter = text.substring(start, at).toUpperCase(Locale.ROOT);
            if (parameter.isEmpty()) {
                continue;
            }
            if (parameter.startsWith("SIZE=")) {
                if (size >= 0 || !isNumber(parameter, 5)) {
                    return new Result.Refused(Replies.BAD_PARAMETER);
                }
                size = number(parameter, 5);
            } else if (parameter.equals("BODY=7BIT") || parameter.equals("BODY=8BITMIME")) {
                if (bodyGiven) {
                    return new Result.Refused(Replies.BAD_PARAMETER);
                }
                bodyGiven = true;
                body =
                        parameter.endsWith("E")
                                ? MailParameters.Body.EIGHT_BIT_MIME
                                : MailParameters.Body.SEVEN_BIT;
            } else {
                boolean known =
                        parameter.startsWith("BODY=")
                                || parameter.equals("BODY")
                                || parameter.equals("SIZE");
                return new Result.Refused(
                        known ? Replies.BAD_PARAMETER : Replies.UNKNOWN_PARAMETER);
            }
        }
        return new Result.Read(new MailParameters(Math.max(size, 0), body));
    }

    /// One to twenty digits (RFC 1870 §4).
    private static boolean isNumber(String text, int from) {
        int length = text.length() - from;
        return length >= 1
                && length <= 20
                && text.chars().skip(from).allMatch(c -> c >= '0' && c <= '9');
    }

    /// Twenty digits do not fit in a long; what does not fit is larger than any limit.
    private static long number(String text, int from) {
        long value = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
