package org.postern.app.tools;

import java.io.ByteArrayOutputStream;

/// Line ends of files, which are those of the local system, against those of mail.
final class LineEnds {
    private LineEnds() {}

    /// The same text with CRLF wherever a line ended, be it in LF or in CRLF. A CR that ends no line stays: it is for the
    /// one who sends to refuse it.
    static byte[] crlf(byte[] text) {
        var mail = new ByteArrayOutputStream(text.length + text.length / 32);
        int last = 0;
        for (byte octet : text) {
            if (octet == '\n' && last != '\r') {
                mail.write('\r');
            }
            mail.write(octet);
            last = octet;
        }
        return mail.toByteArray();
    }
}
