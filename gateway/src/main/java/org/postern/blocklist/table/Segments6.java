package org.postern.blocklist.table;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The IPv6 addresses cut into segments. A directory over those that are in use leads to the few that an address can be in;
/// second halves take no room where no prefix is longer than 64 bits.
final class Segments6 {
    private static final int CELLS_FOR_EACH_PLACE = 4;
    private static final int MOST_BITS = 20;

    private final long base;
    private final int shift;
    private final int places;
    private final int count;
    private final boolean hasLows;
    private final MemorySegment directory;
    private final MemorySegment highs;
    private final MemorySegment lows;
    private final MemorySegment answers;

    private Segments6(Arena arena, Writer written) {
        this.count = written.count;
        this.hasLows = written.hasLows;
        this.highs = written.highs;
        this.lows = written.lows;
        this.answers = written.answers;
        this.base = high(Math.min(1, count - 1));
        long span = high(count - 1) - base;
        int spanBits = 64 - Long.numberOfLeadingZeros(span);
        int wanted = 32 - Integer.numberOfLeadingZeros(count / CELLS_FOR_EACH_PLACE);
        this.shift = Math.max(0, spanBits - Math.min(wanted, MOST_BITS));
        // A whole first half may be shifted away.
        this.places = shift > 63 ? 1 : (int) (span >>> shift) + 1;
        this.directory = NativeMemory.allocate(arena, 4L * (places + 1));
        fill();
    }

    private void fill() {
        int place = 0;
        for (int at = 0; at < count; at++) {
            if (high(at) >= base) {
                int own = place(high(at));
                while (place <= own) {
                    directory.setAtIndex(JAVA_INT, place++, at);
                }
            }
        }
        while (place <= places) {
            directory.setAtIndex(JAVA_INT, place++, count);
        }
    }

    /// What lies behind the last place is in the last segment of all, and is looked for where that is.
    private int place(long high) {
        long place = shift > 63 ? 0 : high - base >>> shift;
        return place < 0 || place >= places ? places - 1 : (int) place;
    }

    /// The number of the segment with an address.
    int locate(long addressHigh, long low) {
        long high = addressHigh ^ Long.MIN_VALUE;
        if (high < base) {
            return 0;
        }
        int place = place(high);
        int from = directory.getAtIndex(JAVA_INT, place);
        int left = directory.getAtIndex(JAVA_INT, place + 1) - from;
        while (left > 0) {
            int half = left >>> 1;
            int middle = from + half;
            if (beginsNoLaterThan(middle, high, low)) {
                from = middle + 1;
                left -= half + 1;
            } else {
                left = half;
            }
        }
        return from - 1;
    }

    private boolean beginsNoLaterThan(int at, long high, long low) {
        long start = high(at);
        return start < high
                || start == high
                        && (!hasLows
                                || Long.compareUnsigned(lows.getAtIndex(JAVA_LONG, at), low) <= 0);
    }

    private long high(int at) {
        return highs.getAtIndex(JAVA_LONG, at);
    }

    /// The answer of a segment; 0 for none.
    int answer(int segment) {
        return answers.getAtIndex(JAVA_INT, segment);
    }

    long octets() {
        return directory.byteSize() + count * (hasLows ? 20L : 12L);
    }

    /// Writes segments one after the other.
    static final class Writer {
        private final Arena arena;
        private final MemorySegment highs;
        private final MemorySegment lows;
        private final MemorySegment answers;
        private int count;
        private boolean hasLows;

        /// @param most segments that there can be; those that never come take no memory
        Writer(Arena arena, int most) {
            this.arena = arena;
            highs = NativeMemory.allocate(arena, 8L * most);
            lows = NativeMemory.allocate(arena, 8L * most);
            answers = NativeMemory.allocate(arena, 4L * most);
        }

        /// @param high with its first bit the other way round
        void segment(long high, long low, int answer) {
            highs.setAtIndex(JAVA_LONG, count, high);
            if (low != 0) {
                hasLows = true;
                lows.setAtIndex(JAVA_LONG, count, low);
            }
            answers.setAtIndex(JAVA_INT, count++, answer);
        }

        Segments6 done() {
            return new Segments6(arena, this);
        }
    }
}
