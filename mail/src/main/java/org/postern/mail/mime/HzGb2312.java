package org.postern.mail.mime;

import java.io.ByteArrayOutputStream;

/// HZ (RFC 1843): GB 2312 between `~{` and `~}`, seven bits to the octet; the JDK does not know it.
final class HzGb2312 {
    private HzGb2312() {}

    static String decode(byte[] octets) {
        var plain = new ByteArrayOutputStream(octets.length);
        boolean shifted = false;
        for (int i = 0; i < octets.length; i++) {
            int octet = octets[i];
            int next = i + 1 < octets.length ? octets[i + 1] : -1;
            if (octet == '~' && (next == '{' || next == '}')) {
                shifted = next == '{';
                i++;
            } else if (octet == '~' && next == '~' && !shifted) {
                plain.write('~');
                i++;
            } else if (octet == '\n') {
                shifted = false;
                plain.write(octet);
            } else {
                plain.write(shifted ? octet | 0x80 : octet);
            }
        }
        return Charsets.decode("gb18030", plain.toByteArray());
    }
}
