package org.postern.mail.dsn;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The part of a notice that shows which message it is about.
final class ReturnedPart {
    /// Octets of a header that come back.
    private static final int MOST_HEADER = 64 * 1024;

    /// Octets that are looked at for a header.
    static final int MOST_READ = 2 * MOST_HEADER;

    /// Longest line of mail, CRLF not included (RFC 5322 §2.1.1).
    private static final int LINE = 998;

    private static final String DESCRIPTION = "Content-Description: ";

    private ReturnedPart() {}

    /// The fields of the header, others than which are passed over: whatever stood there, this is a header, in lines that
    /// end in CRLF, without controls. Its lines may be long and hold octets above 127.
    static byte[] header(byte[] octets) {
        var clean = new ByteArrayOutputStream(Math.min(octets.length, MOST_HEADER));
        var field = new ByteArrayOutputStream(200);
        int from = 0;
        while (from < octets.length && clean.size() + field.size() < MOST_HEADER) {
            int feed = from;
            while (feed < octets.length && octets[feed] != '\n') {
                feed++;
            }
            int end = feed > from && octets[feed - 1] == '\r' ? feed - 1 : feed;
            if (end == from) {
                break;
            }
            line(octets, from, end, field, clean);
            from = feed + 1;
        }
        flush(field, clean);
        return clean.toByteArray();
    }

    private static void line(
            byte[] octets,
            int from,
            int end,
            ByteArrayOutputStream field,
            ByteArrayOutputStream to) {
        boolean folded = octets[from] == ' ' || octets[from] == '\t';
        if (!folded) {
            flush(field, to);
        }
        boolean belongs =
                folded
                        ? field.size() > 0 && !isBlank(octets, from, end)
                        : isField(octets, from, end);
        if (!belongs) {
            return;
        }
        for (int i = from; i < end; i++) {
            byte octet = octets[i];
            boolean control = octet >= 0 && octet < ' ' && octet != '\t' || octet == 0x7f;
            field.write(control ? '?' : octet);
        }
        field.write('\r');
        field.write('\n');
    }

    private static void flush(ByteArrayOutputStream field, ByteArrayOutputStream to) {
        if (to.size() + field.size() <= MOST_HEADER) {
            to.writeBytes(field.toByteArray());
        }
        field.reset();
    }

    private static boolean isField(byte[] octets, int from, int end) {
        int at = from;
        while (at < end && octets[at] > ' ' && octets[at] < 0x7f && octets[at] != ':') {
            at++;
        }
        return at > from && at < end && octets[at] == ':';
    }

    private static boolean isBlank(byte[] octets, int from, int end) {
        for (int i = from; i < end; i++) {
            if (octets[i] != ' ' && octets[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /// The header as a part.
    ///
    /// @param header as [#header] gives it
    static Entity headerOnly(byte[] header, boolean global) {
        var fields = new ArrayList<String>();
        fields.add(DESCRIPTION + "Header of your message");
        boolean ascii = isAscii(header);
        boolean utf8 = isUtf8(header);
        boolean fits = linesFit(header);
        if (global && !ascii && utf8 && fits) {
            fields.add("Content-Type: message/global-headers; charset=utf-8");
            fields.add("Content-Transfer-Encoding: 8bit");
            return new Entity(fields, header);
        }
        String charset = ascii ? "us-ascii" : utf8 ? "utf-8" : "iso-8859-1";
        fields.add("Content-Type: text/rfc822-headers; charset=" + charset);
        if (ascii && fits) {
            return new Entity(fields, header);
        }
        fields.add("Content-Transfer-Encoding: quoted-printable");
        return new Entity(fields, QuotedPrintable.encode(header));
    }

    /// The message as a part, where it can travel unchanged; else nothing.
    static List<Entity> whole(byte[] message, byte[] header, Reach reach) {
        boolean ascii = isAscii(message);
        boolean global = !isAscii(header);
        boolean reaches =
                switch (reach) {
                    case SEVEN_BIT -> ascii;
                    case EIGHT_BIT -> !global;
                    case INTERNATIONAL -> !global || isUtf8(header);
                };
        if (!reaches || !linesFit(message)) {
            return List.of();
        }
        var fields = new ArrayList<String>();
        fields.add(DESCRIPTION + "Your message");
        fields.add("Content-Type: message/" + (global ? "global" : "rfc822"));
        if (!ascii) {
            fields.add("Content-Transfer-Encoding: 8bit");
        }
        return List.of(new Entity(fields, endedByCrlf(message)));
    }

    private static byte[] endedByCrlf(byte[] octets) {
        int length = octets.length;
        if (length >= 2 && octets[length - 1] == '\n') {
            return octets;
        }
        byte[] ended = Arrays.copyOf(octets, length + 2);
        ended[length] = '\r';
        ended[length + 1] = '\n';
        return ended;
    }

    /// Whether all lines end in CRLF, are short enough, and have no NUL.
    private static boolean linesFit(byte[] octets) {
        int from = 0;
        for (int i = 0; i < octets.length; i++) {
            switch (octets[i]) {
                case '\r' -> {
                    if (i + 1 == octets.length || octets[i + 1] != '\n' || i - from > LINE) {
                        return false;
                    }
                }
                case '\n' -> {
                    if (i == 0 || octets[i - 1] != '\r') {
                        return false;
                    }
                    from = i + 1;
                }
                case 0 -> {
                    return false;
                }
                default -> {}
            }
        }
        return octets.length - from <= LINE;
    }

    private static boolean isAscii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] octets) {
        byte[] again = new String(octets, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, octets);
    }
}
