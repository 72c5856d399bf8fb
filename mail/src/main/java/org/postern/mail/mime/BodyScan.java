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
        int found = -1;
        long zeros = 0;
        long bare = 0;
        long carry = 0;
        int i = from;
        for (; found < 0 && i + 8 <= size; i += 8) {
            long word = octets.word(i);
            long feeds = Octets.where(word, Octets.LF_WORD);
            long returns = Octets.where(word, Octets.CR_WORD);
            zeros |= Octets.where(word, 0);
            bare |= (returns << 8 | carry) ^ feeds;
            carry = returns >>> 56;
            if (feeds != 0) {
                found = lines(i, feeds);
            }
        }
        boolean lastReturn = carry != 0;
        for (; found < 0 && i < size; i++) {
            byte octet = octets.at(i);
            zeros |= octet == 0 ? 1 : 0;
            bare |= (octet == Octets.LF) != lastReturn ? 1 : 0;
            lastReturn = octet == Octets.CR;
            found = octet == Octets.LF && startsBoundary(i) ? lineFrom : -1;
        }
        seen.nul = zeros != 0;
        seen.bareLineEnd = bare != 0;
        return found < 0 ? size : found;
    }

    /// Looks at the lines after the line feeds of one word; the first that is a boundary, or -1.
    private int lines(int at, long feeds) {
        for (long left = feeds; left != 0; left &= left - 1) {
            if (startsBoundary(at + (Long.numberOfTrailingZeros(left) >>> 3))) {
                return lineFrom;
            }
        }
        return -1;
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
