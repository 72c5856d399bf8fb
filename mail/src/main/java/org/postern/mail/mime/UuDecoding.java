package org.postern.mail.mime;

/// uuencode: lines whose first character is their length, between a `begin` line and `end`. Text before it is passed over.
final class UuDecoding extends Decoding {
    private boolean begun;
    private boolean ended;

    UuDecoding(Octets octets, Span span) {
        super(octets, span);
    }

    @Override
    void decode(int enough) {
        while (size() < enough && !ended) {
            int first = next();
            if (first < 0) {
                ended = true;
            } else if (!begun) {
                begun =
                        first == 'b'
                                && peek(0) == 'e'
                                && peek(1) == 'g'
                                && peek(2) == 'i'
                                && peek(3) == 'n'
                                && peek(4) == ' ';
                restOfLine(first);
            } else if (first == 'e' && peek(0) == 'n' && peek(1) == 'd') {
                ended = true;
            } else if (first != '\r' && first != '\n') {
                line(first - 32 & 63);
            }
        }
    }

    private void line(int length) {
        int left = length;
        int last = 0;
        while (left > 0) {
            int bits = 0;
            for (int i = 0; i < 4; i++) {
                int octet = peek(0);
                boolean inLine = octet >= 0 && octet != '\r' && octet != '\n';
                last = inLine ? next() : -1;
                bits = bits << 6 | (inLine ? last - 32 & 63 : 0);
            }
            for (int shift = 16; shift >= 0 && left > 0; shift -= 8) {
                put(bits >> shift);
                left--;
            }
            if (last < 0) {
                break;
            }
        }
        restOfLine(last);
    }

    private void restOfLine(int first) {
        int octet = first;
        while (octet >= 0 && octet != '\n') {
            octet = next();
        }
    }
}
