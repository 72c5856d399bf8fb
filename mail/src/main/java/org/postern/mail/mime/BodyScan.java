package org.postern.mail.mime;

/// Looks through a body for the next boundary line, eight octets at a time, and notes what else it meets.
final class BodyScan {
    /// What a piece of body has in it.
    static final class Seen {
        boolean nul;
        boolean bareLineEnd;
        boolean boundaryTail;
        boolean fileInText;
        int longestLine;
    }

    private final Octets octets;
    private final Boundaries boundaries;
    private Seen seen = new Seen();
    private boolean text;
    private int lineEnd;
    private int lineFrom;
    private int last;
    private long steps;

    BodyScan(Octets octets, Boundaries boundaries) {
        this.octets = octets;
        this.boundaries = boundaries;
    }

    Seen seen() {
        return seen;
    }

    /// Where the line after the boundary line begins.
    int afterBoundary() {
        return lineEnd;
    }

    long steps() {
        return steps;
    }

    /// The first boundary line at or after `from`, which begins a line; or the end of the message.
    /// In `text`, files by other means than MIME are looked for.
    int next(int from, boolean text) {
        this.text = text;
        seen = new Seen();
        lineFrom = from;
        last = 0;
        int size = octets.size();
        if (from < size && isBoundary(from)) {
            return from;
        }
        int found = words(from);
        steps += Math.min(found, size) - from;
        if (found == size) {
            seen.longestLine = Math.max(seen.longestLine, size - lineFrom);
        }
        return found;
    }

    private int words(int from) {
        int size = octets.size();
        int i = from;
        for (; i + 8 <= size; i += 8) {
            long word = octets.word(i);
            long feeds = Octets.where(word, Octets.LF_WORD);
            long returns = Octets.where(word, Octets.CR_WORD);
            seen.nul |= Octets.where(word, 0) != 0;
            seen.bareLineEnd |= (returns << 8 | last << 7) != feeds;
            last = (int) (returns >>> 63);
            while (feeds != 0) {
                int lineFeed = i + (Long.numberOfTrailingZeros(feeds) >>> 3);
                if (startsBoundary(lineFeed)) {
                    return lineFrom;
                }
                feeds &= feeds - 1;
            }
        }
        for (; i < size; i++) {
            byte octet = octets.at(i);
            seen.nul |= octet == 0;
            seen.bareLineEnd |= (octet == Octets.LF) != (last == 1);
            last = octet == Octets.CR ? 1 : 0;
            if (octet == Octets.LF && startsBoundary(i)) {
                return lineFrom;
            }
        }
        return size;
    }

    private boolean startsBoundary(int lineFeed) {
        seen.longestLine = Math.max(seen.longestLine, lineFeed - lineFrom);
        lineFrom = lineFeed + 1;
        return lineFrom < octets.size() && isBoundary(lineFrom);
    }

    private boolean isBoundary(int from) {
        byte first = octets.at(from);
        if (first == '-') {
            return boundaries.depth() > 0 && isDashed(from);
        }
        if (text && (first == 'b' || first == '=' || first == '(')) {
            seen.fileInText |= isFile(from);
        }
        return false;
    }

    private boolean isDashed(int from) {
        int size = octets.size();
        if (from + 1 >= size || octets.at(from + 1) != '-') {
            return false;
        }
        int lineFeed = octets.lineFeed(from, size);
        steps += lineFeed - from;
        boolean match = boundaries.matches(from, octets.contentEnd(from, lineFeed));
        seen.boundaryTail |= boundaries.sawTail();
        lineEnd = Math.min(lineFeed + 1, size);
        return match;
    }

    /// uuencode, yEnc or BinHex.
    private boolean isFile(int from) {
        if (octets.startsWith(from, "begin ") && from + 10 < octets.size()) {
            boolean mode = octets.at(from + 9) == ' ';
            for (int i = from + 6; i < from + 9; i++) {
                mode &= octets.at(i) >= '0' && octets.at(i) <= '7';
            }
            return mode;
        }
        return octets.startsWith(from, "=ybegin ")
                || octets.startsWith(from, "(this file must be converted with binhex");
    }
}
