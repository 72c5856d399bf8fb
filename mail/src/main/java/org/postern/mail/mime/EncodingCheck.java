package org.postern.mail.mime;

import org.postern.mail.mime.Ambiguity.Kind;

/// Looks for faults in the encoded body of a leaf that decoders resolve in different ways.
final class EncodingCheck {
    private static final int BLOCK = 4096;

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
        byte[] block = new byte[Math.min(BLOCK, body.length())];
        var state = new Base64State();
        for (int from = body.from(); from < body.to(); from += block.length) {
            int length = Math.min(block.length, body.to() - from);
            octets.copy(from, block, 0, length);
            state.look(block, length);
        }
        report(state.after, Kind.BASE64_AFTER_PADDING);
        report(state.junk, Kind.BASE64_JUNK);
        report(state.url, Kind.BASE64_URL_ALPHABET);
        report(state.uneven, Kind.BASE64_UNEVEN_LINES);
        boolean whole = !state.after && !state.junk && !state.url;
        report(
                whole && ((state.letters + state.padding) % 4 != 0 || state.padding > 2),
                Kind.BASE64_NOT_PADDED);
    }

    /// What has been seen of a base64 body.
    private static final class Base64State {
        private long letters;
        private long padding;

        /// Letters and padding of this line; negative after an uneven line.
        private int inLine;

        private boolean uneven;
        private boolean junk;
        private boolean url;
        private boolean after;

        void look(byte[] block, int length) {
            int i = 0;
            while (i < length) {
                int from = i;
                while (i < length && Base64Decoding.value(block[i]) >= 0) {
                    i++;
                }
                if (i > from) {
                    after |= padding > 0;
                    uneven |= inLine < 0;
                    letters += i - from;
                    inLine = Math.max(inLine, 0) + i - from;
                }
                if (i < length) {
                    other(block[i++]);
                }
            }
        }

        private void other(byte octet) {
            switch (octet) {
                case '=' -> {
                    padding++;
                    inLine++;
                }
                case '\n' -> inLine = inLine < 0 || (inLine & 3) != 0 ? -1 : 0;
                case '-', '_' -> url = true;
                case '\r', ' ', '\t' -> {}
                default -> junk = true;
            }
        }
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
