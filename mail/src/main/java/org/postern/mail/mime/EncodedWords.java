package org.postern.mail.mime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Encoded words (RFC 2047) in a field value. Neighbours of one charset are joined before they become text, since
/// many writers split them inside a character; what is not an encoded word stays.
final class EncodedWords {
    private final String text;
    private final StringBuilder decoded = new StringBuilder();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final int lastEnd;
    private String charset = "";

    private EncodedWords(String text) {
        this.text = text;
        this.lastEnd = text.lastIndexOf("?=");
    }

    /// The text of a value that holds one octet in each character.
    static String decode(String value) {
        return value.contains("=?") ? new EncodedWords(value).run() : Charsets.guess(value);
    }

    private String run() {
        int plain = 0;
        int at = text.indexOf("=?");
        while (at >= 0) {
            int end = wordEnd(at);
            if (end < 0) {
                at = text.indexOf("=?", at + 2);
                continue;
            }
            String between = text.substring(plain, at);
            if (octets.size() == 0 || !between.isBlank()) {
                flush();
                decoded.append(Charsets.guess(between));
            }
            word(at, end);
            plain = end;
            at = text.indexOf("=?", end);
        }
        flush();
        return decoded.append(Charsets.guess(text.substring(plain))).toString();
    }

    /// One past the encoded word that begins at `at`, or -1 if none does.
    private int wordEnd(int at) {
        int afterCharset = text.indexOf('?', at + 2);
        if (afterCharset < 0
                || afterCharset + 2 >= text.length()
                || text.charAt(afterCharset + 2) != '?') {
            return -1;
        }
        char encoding = text.charAt(afterCharset + 1);
        if ("bBqQ".indexOf(encoding) < 0 || afterCharset + 3 > lastEnd) {
            return -1;
        }
        return text.indexOf("?=", afterCharset + 3) + 2;
    }

    private void word(int at, int end) {
        int afterCharset = text.indexOf('?', at + 2);
        String label = text.substring(at + 2, afterCharset);
        int language = label.indexOf('*');
        label = (language < 0 ? label : label.substring(0, language)).toLowerCase(Locale.ROOT);
        if (!label.equals(charset)) {
            flush();
            charset = label;
        }
        String content = text.substring(afterCharset + 3, end - 2);
        byte[] raw = content.getBytes(StandardCharsets.ISO_8859_1);
        if (Octets.lower(text.charAt(afterCharset + 1)) == 'b') {
            octets.writeBytes(base64(raw));
        } else {
            quoted(raw);
        }
    }

    private static byte[] base64(byte[] raw) {
        var source = new Octets(ByteBuffer.wrap(raw));
        return new Base64Decoding(source, new Span(0, raw.length), Decoding.Leniency.RUN_ON)
                .all(raw.length);
    }

    private void quoted(byte[] raw) {
        for (int i = 0; i < raw.length; i++) {
            int high =
                    raw[i] == '=' && i + 2 < raw.length
                            ? QuotedPrintableDecoding.digit(raw[i + 1])
                            : -1;
            int low = high >= 0 ? QuotedPrintableDecoding.digit(raw[i + 2]) : -1;
            if (low >= 0) {
                octets.write(high << 4 | low);
                i += 2;
            } else {
                octets.write(raw[i] == '_' ? ' ' : raw[i]);
            }
        }
    }

    private void flush() {
        if (octets.size() > 0) {
            decoded.append(Charsets.decode(charset, octets.toByteArray()));
            octets.reset();
        }
    }
}
