package org.postern.mail.mime;

/// UTF-7 (RFC 2152), which the JDK does not know and attackers do.
final class Utf7 {
    private Utf7() {}

    static String decode(byte[] octets) {
        var text = new StringBuilder(octets.length);
        int i = 0;
        while (i < octets.length) {
            int octet = octets[i++] & 0xff;
            if (octet == '+') {
                i = shifted(octets, i, text);
            } else {
                text.append(octet < 0x80 ? (char) octet : '\ufffd');
            }
        }
        return text.toString();
    }

    private static int shifted(byte[] octets, int from, StringBuilder text) {
        int i = from;
        int bits = 0;
        int count = 0;
        while (i < octets.length && Base64Decoding.value(octets[i]) >= 0) {
            bits = bits << 6 | Base64Decoding.value(octets[i++]);
            count += 6;
            if (count >= 16) {
                count -= 16;
                text.append((char) (bits >> count));
                bits &= (1 << count) - 1;
            }
        }
        boolean minus = i < octets.length && octets[i] == '-';
        if (minus && i == from) {
            text.append('+');
        }
        return minus ? i + 1 : i;
    }
}
