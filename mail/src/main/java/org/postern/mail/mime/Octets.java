package org.postern.mail.mime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The octets of a message, with searches that take eight at a time.
final class Octets {
    static final byte CR = '\r';
    static final byte LF = '\n';

    private static final long ONES = 0x0101010101010101L;
    private static final long LOW = 0x7f7f7f7f7f7f7f7fL;

    /// A word of line feeds, for [#where].
    static final long LF_WORD = ONES * LF;

    /// A word of carriage returns, for [#where].
    static final long CR_WORD = ONES * CR;

    private final ByteBuffer buffer;
    private final int size;

    Octets(ByteBuffer message) {
        buffer = message.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        size = buffer.limit();
    }

    int size() {
        return size;
    }

    byte at(int index) {
        return buffer.get(index);
    }

    /// Eight octets, the first in the lowest bits.
    long word(int index) {
        return buffer.getLong(index);
    }

    /// The highest bit of each octet of `word` that equals the octet in `pattern`; exact for every octet.
    static long where(long word, long pattern) {
        long x = word ^ pattern;
        return ~(((x & LOW) + LOW) | x | LOW);
    }

    /// The index of the next LF at or after `from`, or `to`.
    int lineFeed(int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long hit = where(word(i), LF_WORD);
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >>> 3);
            }
        }
        while (i < to && at(i) != LF) {
            i++;
        }
        return i;
    }

    /// Where the content of the line ends whose LF is at `lineFeed`: before its CR, if it has one.
    int contentEnd(int from, int lineFeed) {
        return lineFeed > from && lineFeed < size && at(lineFeed - 1) == CR
                ? lineFeed - 1
                : lineFeed;
    }

    /// Steps back over one line end before `at`, but not before `floor`.
    int beforeLineEnd(int at, int floor) {
        int end = at;
        if (end > floor && at(end - 1) == LF) {
            end--;
            if (end > floor && at(end - 1) == CR) {
                end--;
            }
        }
        return end;
    }

    /// Whether the octets at `index` are `text`, letters of either case; `text` is lower case.
    boolean startsWith(int index, String text) {
        if (index + text.length() > size) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (lower(at(index + i)) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static int lower(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
    }

    byte[] copy(Span span) {
        byte[] octets = new byte[span.length()];
        buffer.get(span.from(), octets);
        return octets;
    }

    void copy(int from, byte[] into, int offset, int length) {
        buffer.get(from, into, offset, length);
    }

    /// One character for each octet.
    String latin1(Span span) {
        return new String(copy(span), StandardCharsets.ISO_8859_1);
    }

    ByteBuffer slice(Span span) {
        return buffer.slice(span.from(), span.length());
    }
}
