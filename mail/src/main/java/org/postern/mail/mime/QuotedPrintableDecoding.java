package org.postern.mail.mime;

/// Quoted-printable (RFC 2045 §6.7): a `=` that stands before neither two digits nor a line end stays as it is.
final class QuotedPrintableDecoding extends Decoding {
    /// White space between `=` and the line end that still makes a soft line break.
    private static final int MAX_BLANK = 76;

    QuotedPrintableDecoding(Octets octets, Span span) {
        super(octets, span);
    }

    @Override
    void decode(int enough) {
        int octet;
        while (size() < enough && (octet = next()) >= 0) {
            if (octet != '=') {
                put(octet);
                continue;
            }
            int high = digit(peek(0));
            int low = high < 0 ? -1 : digit(peek(1));
            if (low >= 0) {
                put(high << 4 | low);
                skip(2);
            } else {
                softBreak();
            }
        }
    }

    private void softBreak() {
        int blank = 0;
        while (blank < MAX_BLANK && (peek(blank) == ' ' || peek(blank) == '\t')) {
            blank++;
        }
        int octet = peek(blank);
        if (octet < 0 || octet == '\n') {
            skip(blank + 1);
        } else if (octet == '\r' && peek(blank + 1) == '\n') {
            skip(blank + 2);
        } else {
            put('=');
        }
    }

    static int digit(int octet) {
        if (octet >= '0' && octet <= '9') {
            return octet - '0';
        }
        int lower = Octets.lower(octet);
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
