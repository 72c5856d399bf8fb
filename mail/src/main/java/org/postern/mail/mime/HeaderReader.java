package org.postern.mail.mime;

import java.util.ArrayList;
import java.util.List;

/// Reads one header: fields as spans, up to the empty line, a boundary line, the end, or a limit.
final class HeaderReader {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final Octets octets;
    private final MimeLimits limits;
    private final Boundaries boundaries;
    private final Findings findings;
    private final boolean crlf;
    private final String part;

    private final List<HeaderField> fields = new ArrayList<>(16);
    private int at;
    private int lineFeed;
    private boolean boundary;
    private boolean emptyLine;

    private boolean nul;
    private boolean eightBit;
    private int returns;
    private long steps;

    private int fieldFrom = -1;
    private int nameEnd;
    private int valueFrom;

    /// @param crlf whether the message ends its lines with CRLF, as mail does
    HeaderReader(
            Octets octets,
            MimeLimits limits,
            Boundaries boundaries,
            Findings findings,
            boolean crlf,
            String part) {
        this.octets = octets;
        this.limits = limits;
        this.boundaries = boundaries;
        this.findings = findings;
        this.crlf = crlf;
        this.part = part;
    }

    /// Reads the header that begins at `from`; [#next] then says where it ended.
    Header read(int from) {
        at = from;
        int end = from;
        while (at < octets.size() && !findings.stopped()) {
            scanLine();
            int contentEnd = octets.contentEnd(at, lineFeed);
            if (octets.at(at) == '-' && isBoundary(contentEnd)) {
                boundary = true;
                break;
            }
            checkLine(contentEnd, from);
            if (contentEnd == at) {
                emptyLine = true;
                break;
            }
            line(contentEnd, from);
            at = Math.min(lineFeed + 1, octets.size());
            end = at;
        }
        closeField(at);
        if (emptyLine) {
            at = Math.min(lineFeed + 1, octets.size());
        }
        if (eightBit) {
            findings.add(Ambiguity.Kind.RAW_8BIT_HEADER, part, "");
        }
        return new Header(new Span(from, end), fields);
    }

    /// Where reading ended: the first octet of the body, or the boundary line.
    int next() {
        return at;
    }

    boolean endedByBoundary() {
        return boundary;
    }

    boolean endedByEmptyLine() {
        return emptyLine;
    }

    long steps() {
        return steps;
    }

    private boolean isBoundary(int contentEnd) {
        return boundaries.depth() > 0
                && contentEnd - at >= 2
                && octets.at(at + 1) == '-'
                && boundaries.matches(at, contentEnd);
    }

    /// Finds the end of the line at `at`, and what octets it has, eight at a time.
    private void scanLine() {
        int i = at;
        int size = octets.size();
        returns = 0;
        nul = false;
        for (; i + 8 <= size; i += 8) {
            long word = octets.word(i);
            long feed = Octets.where(word, Octets.LF_WORD);
            long before = feed == 0 ? -1L : Long.lowestOneBit(feed) - 1;
            look(word, before);
            if (feed != 0) {
                lineFeed = i + (Long.numberOfTrailingZeros(feed) >>> 3);
                steps += lineFeed - at;
                return;
            }
        }
        while (i < size && octets.at(i) != Octets.LF) {
            byte octet = octets.at(i++);
            nul |= octet == 0;
            eightBit |= octet < 0;
            returns += octet == Octets.CR ? 1 : 0;
        }
        lineFeed = i;
        steps += lineFeed - at;
    }

    private void look(long word, long mask) {
        eightBit |= (word & mask & HIGH_BITS) != 0;
        nul |= (Octets.where(word, 0) & mask & HIGH_BITS) != 0;
        long returnsHere = Octets.where(word, Octets.CR_WORD) & mask;
        if (returnsHere != 0) {
            returns += Long.bitCount(returnsHere & HIGH_BITS);
        }
    }

    private void checkLine(int contentEnd, int headerFrom) {
        boolean endsInCr = contentEnd < lineFeed;
        if (nul) {
            findings.add(Ambiguity.Kind.NUL_IN_HEADER, part, "");
        }
        if (returns > (endsInCr ? 1 : 0)) {
            findings.add(Ambiguity.Kind.BARE_CR_IN_HEADER, part, "");
        }
        if (lineFeed < octets.size() && endsInCr != crlf) {
            findings.add(
                    Ambiguity.Kind.MIXED_LINE_ENDS,
                    part,
                    crlf ? "bare LF in a header" : "CRLF among bare LF");
        }
        if (contentEnd - at > 998) {
            findings.add(Ambiguity.Kind.LONG_LINE, part, "header line");
        }
        int fieldOctets = lineFeed - (fieldFrom >= 0 && isBlank(octets.at(at)) ? fieldFrom : at);
        if (fieldOctets > limits.fieldOctets()) {
            findings.limit("fieldOctets", limits.fieldOctets(), part, at);
        } else if (lineFeed - headerFrom > limits.headerOctets()) {
            findings.limit("headerOctets", limits.headerOctets(), part, at);
        }
    }

    private void line(int contentEnd, int headerFrom) {
        if (isBlank(octets.at(at))) {
            if (isBlank(at, contentEnd)) {
                findings.add(Ambiguity.Kind.BLANK_CONTINUATION, part, "");
            }
            if (fieldFrom < 0) {
                findings.add(
                        Ambiguity.Kind.LEADING_SPACE,
                        part,
                        octets.latin1(new Span(at, Math.min(contentEnd, at + 80))));
            }
            return;
        }
        closeField(at);
        int colon = at;
        while (colon < contentEnd && octets.at(colon) > ' ' && octets.at(colon) != ':'
                || colon < contentEnd && octets.at(colon) <= 0) {
            colon++;
        }
        nameEnd = colon;
        while (colon < contentEnd && isBlank(octets.at(colon))) {
            colon++;
        }
        if (colon == contentEnd || octets.at(colon) != ':' || nameEnd == at) {
            notAField(contentEnd, headerFrom);
            return;
        }
        fieldFrom = at;
        valueFrom = colon + 1;
        if (fields.size() >= limits.headerFields()) {
            findings.limit("headerFields", limits.headerFields(), part, at);
        }
    }

    private void notAField(int contentEnd, int headerFrom) {
        boolean mailbox =
                at == headerFrom
                        && (octets.startsWith(at, "from ") || octets.startsWith(at, ">from "));
        findings.add(
                mailbox ? Ambiguity.Kind.MAILBOX_LINE : Ambiguity.Kind.NOT_A_FIELD,
                part,
                octets.latin1(new Span(at, Math.min(contentEnd, at + 80))));
    }

    private void closeField(int end) {
        if (fieldFrom < 0) {
            return;
        }
        KnownField known = KnownField.at(octets, fieldFrom, nameEnd);
        String name =
                known != null ? known.spelling() : octets.latin1(new Span(fieldFrom, nameEnd));
        int valueEnd = octets.beforeLineEnd(end, valueFrom);
        var value = new Span(valueFrom, valueEnd);
        fields.add(new HeaderField(octets, known, name, new Span(fieldFrom, end), value));
        if (valueFrom != nameEnd + 1) {
            boolean shapes = known != null && known.shapesPart();
            findings.add(
                    shapes ? Ambiguity.Kind.SPACED_CONTENT_FIELD : Ambiguity.Kind.SPACED_FIELD_NAME,
                    part,
                    name);
        }
        if (known != null && known.listsAddresses() && value.length() > limits.addresses()) {
            countAddresses(value);
        }
        fieldFrom = -1;
    }

    private void countAddresses(Span value) {
        int commas = 0;
        for (int i = value.from(); i < value.to(); i++) {
            commas += octets.at(i) == ',' ? 1 : 0;
        }
        if (commas >= limits.addresses()) {
            findings.limit("addresses", limits.addresses(), part, value.from());
        }
    }

    private boolean isBlank(int from, int to) {
        int i = from;
        while (i < to && isBlank(octets.at(i))) {
            i++;
        }
        return i == to;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
