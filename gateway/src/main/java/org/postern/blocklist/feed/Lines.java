package org.postern.blocklist.feed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The lines of a list, one after the other, without an object for each. White space around a line is not part of it.
final class Lines {
    /// Nobody writes a longer entry.
    private static final int LONGEST = 4096;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int filled;
    private boolean ended;
    private long number;
    private int from;
    private int to;
    private boolean tooLong;
    private boolean unfinished;

    Lines(InputStream in) {
        this.in = in;
    }

    /// Goes to the next line.
    ///
    /// @return false where there is none
    boolean advance() throws IOException {
        tooLong = false;
        int seen = next;
        while (true) {
            while (seen < filled && buffer[seen] != '\n') {
                seen++;
            }
            if (seen < filled) {
                return take(seen, seen + 1);
            }
            if (seen - next > LONGEST) {
                tooLong = true;
                next = filled;
            }
            int kept = filled - next;
            if (!fill()) {
                if (kept == 0 && !tooLong) {
                    return false;
                }
                unfinished = true;
                return take(filled, filled);
            }
            seen = next + kept;
        }
    }

    private boolean take(int end, int after) {
        from = next;
        to = end;
        next = after;
        tooLong |= to - from > LONGEST;
        number++;
        while (from < to && isSpace(buffer[from])) {
            from++;
        }
        while (from < to && isSpace(buffer[to - 1])) {
            to--;
        }
        return true;
    }

    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        System.arraycopy(buffer, next, buffer, 0, filled - next);
        filled -= next;
        next = 0;
        int count = in.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            ended = true;
            return false;
        }
        filled += count;
        return true;
    }

    static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r';
    }

    /// From 1.
    long number() {
        return number;
    }

    boolean isTooLong() {
        return tooLong;
    }

    /// Whether the last line has no end: the rest of it may be missing.
    boolean isUnfinished() {
        return unfinished;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    byte at(int index) {
        return buffer[index];
    }

    /// The first octet; 0 for an empty line.
    int first() {
        return from < to ? buffer[from] : 0;
    }

    String text() {
        return text(from, to);
    }

    String text(int start, int end) {
        return new String(buffer, start, end - start, StandardCharsets.UTF_8);
    }
}
