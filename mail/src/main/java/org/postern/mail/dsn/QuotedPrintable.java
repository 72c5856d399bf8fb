package org.postern.mail.dsn;

import java.io.ByteArrayOutputStream;

/// Writes octets as quoted-printable (RFC 2045 §6.7); CRLF stays the end of a line.
final class QuotedPrintable {
    private static final int WIDTH = 75;
    private static final String DIGITS = "0123456789ABCDEF";

    private QuotedPrintable() {}

    static byte[] encode(byte[] octets) {
        var out = new ByteArrayOutputStream(octets.length + octets.length / 8);
        int column = 0;
        for (int i = 0; i < octets.length; i++) {
            if (isLineEnd(octets, i)) {
                out.write('\r');
                out.write('\n');
                column = 0;
                i++;
                continue;
            }
            boolean plain = isPlain(octets, i, column);
            if (column + (plain ? 1 : 3) > WIDTH) {
                out.writeBytes(new byte[] {'=', '\r', '\n'});
                column = 0;
                plain = isPlain(octets, i, 0);
            }
            if (plain) {
                out.write(octets[i]);
                column++;
            } else {
                out.write('=');
                out.write(DIGITS.charAt((octets[i] >> 4) & 0xf));
                out.write(DIGITS.charAt(octets[i] & 0xf));
                column += 3;
            }
        }
        return out.toByteArray();
    }

    private static boolean isLineEnd(byte[] octets, int at) {
        return octets[at] == '\r' && at + 1 < octets.length && octets[at + 1] == '\n';
    }

    /// White space is plain where it does not end a line; a letter where it does not make its line look like the begin of
    /// a file or of another mail.
    private static boolean isPlain(byte[] octets, int at, int column) {
        byte octet = octets[at];
        if (column == 0 && "bB(F.".indexOf(octet) >= 0) {
            return false;
        }
        if (octet == ' ' || octet == '\t') {
            return at + 1 < octets.length && !isLineEnd(octets, at + 1);
        }
        return octet > ' ' && octet < 0x7f && octet != '=';
    }
}
