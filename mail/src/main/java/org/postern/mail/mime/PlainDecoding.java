package org.postern.mail.mime;

/// 7bit, 8bit, binary and whatever is unknown: the octets as they stand.
final class PlainDecoding extends Decoding {
    PlainDecoding(Octets octets, Span span) {
        super(octets, span);
    }

    @Override
    void decode(int enough) {
        int octet;
        while (size() < enough && (octet = next()) >= 0) {
            put(octet);
        }
    }
}
