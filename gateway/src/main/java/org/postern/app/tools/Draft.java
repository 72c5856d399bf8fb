package org.postern.app.tools;

import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.postern.mail.address.Address;

/// A small message written for a person who tries a server out.
///
/// @param from what stands in the header; the envelope is another matter
/// @param id the Message-ID without its brackets
record Draft(
        String from, List<Address> to, String subject, String body, ZonedDateTime date, String id) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);

    /// Octets of one encoded word's text, so that the word has at most 75 characters (RFC 2047 §2).
    private static final int WORD = 42;

    Draft {
        to = List.copyOf(to);
        if (subject.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new IllegalArgumentException("a subject has no control characters");
        }
    }

    /// The octets of the message, every line ended by CRLF.
    byte[] octets() {
        String recipients =
                to.stream().map(Address::toString).collect(Collectors.joining(",\r\n "));
        String header =
                "From: "
                        + from
                        + "\r\n"
                        + "To: "
                        + recipients
                        + "\r\n"
                        + "Subject: "
                        + encoded(subject)
                        + "\r\n"
                        + "Date: "
                        + DATE.format(date)
                        + "\r\n"
                        + "Message-ID: <"
                        + id
                        + ">\r\n"
                        + "MIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Transfer-Encoding: 8bit\r\n\r\n";
        return LineEnds.crlf((header + body + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        if (text.chars().allMatch(c -> c < 0x80) && !text.contains("=?")) {
            return text;
        }
        var words = new StringBuilder();
        var word = new StringBuilder();
        for (int c : text.codePoints().toArray()) {
            if ((word.toString() + Character.toString(c)).getBytes(StandardCharsets.UTF_8).length
                    > WORD) {
                append(words, word);
                word.setLength(0);
            }
            word.appendCodePoint(c);
        }
        append(words, word);
        return words.toString();
    }

    private static void append(StringBuilder words, StringBuilder word) {
        String encoded =
                Base64.getEncoder()
                        .encodeToString(word.toString().getBytes(StandardCharsets.UTF_8));
        words.append(words.isEmpty() ? "" : "\r\n ")
                .append("=?utf-8?B?")
                .append(encoded)
                .append("?=");
    }
}
