package org.postern.mail.mime;

import org.postern.mail.mime.Ambiguity.Kind;

/// Looks for faults in the encoded body of a leaf that decoders resolve in different ways.
final class EncodingCheck {
    private final Octets octets;
    private final Findings findings;
    private final Part part;

    EncodingCheck(Octets octets, Findings findings, Part part) {
        this.octets = octets;
        this.findings = findings;
        this.part = part;
    }

    /// Returns how many octets were looked at.
    int run() {
        int looked = 0;
        for (TransferEncoding encoding : part.encodings()) {
            switch (encoding) {
                case BASE64 -> {
                    base64(part.body());
                    looked += part.body().length();
                }
                case QUOTED_PRINTABLE -> {
                    quotedPrintable(part.body());
                    looked += part.body().length();
                }
                case IDENTITY, UUENCODE, UNKNOWN -> {}
            }
        }
        return looked;
    }

    private void base64(Span body) {
        int letters = 0;
        int inLine = 0;
        int padding = 0;
        boolean uneven = false;
        boolean junk = false;
        boolean url = false;
        boolean after = false;
        for (int i = body.from(); i < body.to(); i++) {
            byte octet = octets.at(i);
            if (Base64Decoding.value(octet) >= 0) {
                after |= padding > 0;
                uneven |= inLine < 0;
                letters++;
                inLine++;
            } else if (octet == '=') {
                padding++;
                inLine++;
            } else if (octet == '\n') {
                inLine = (inLine & 3) != 0 ? -1 : 0;
            } else if (octet == '-' || octet == '_') {
                url = true;
            } else {
                junk |= octet != '\r' && octet != ' ' && octet != '\t';
            }
        }
        report(after, Kind.BASE64_AFTER_PADDING);
        report(junk, Kind.BASE64_JUNK);
        report(url, Kind.BASE64_URL_ALPHABET);
        report(uneven, Kind.BASE64_UNEVEN_LINES);
        report(!after && !junk && !url && (letters + padding) % 4 != 0, Kind.BASE64_NOT_PADDED);
    }

    private void quotedPrintable(Span body) {
        boolean fault = false;
        for (int i = body.from(); i < body.to() && !fault; i++) {
            fault = octets.at(i) == '=' && !isEscape(i, body.to());
        }
        report(
                fault,
                part.type().isText() ? Kind.LOOSE_QUOTED_PRINTABLE : Kind.QUOTED_PRINTABLE_FAULT);
    }

    private boolean isEscape(int at, int end) {
        if (at + 1 >= end) {
            return true;
        }
        if (at + 2 < end
                && QuotedPrintableDecoding.digit(octets.at(at + 1)) >= 0
                && QuotedPrintableDecoding.digit(octets.at(at + 2)) >= 0) {
            return true;
        }
        int i = at + 1;
        while (i < end && i - at < 76 && (octets.at(i) == ' ' || octets.at(i) == '\t')) {
            i++;
        }
        return i == end || octets.at(i) == '\n' || octets.at(i) == '\r';
    }

    private void report(boolean seen, Kind kind) {
        if (seen) {
            findings.add(kind, part.path(), "");
        }
    }
}
