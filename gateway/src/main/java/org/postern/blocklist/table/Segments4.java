package org.postern.blocklist.table;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The IPv4 addresses cut into segments, one cell for each: the last 16 bits of its first address, then its answer. Both
/// stand together, so that the answer is where the search ended. The first cell begins at 0.0.0.0.
final class Segments4 {
    private static final ValueLayout.OfChar CHAR =
            ValueLayout.JAVA_CHAR_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The directory leads by so many bits at least, because a cell has no more than the other 16.
    private static final int LEAST_BITS = 16;

    /// And at most, because ten million prefixes shall fit into 120 MB.
    private static final int MOST_BITS = 21;

    private static final int START = 2;

    /// So many cells are searched without a branch.
    private static final int WINDOW = 15;

    private static final int CELLS_FOR_EACH_PLACE = 4;

    private final int shift;
    private final int stride;
    private final int mask;
    private final int count;
    private final MemorySegment directory;
    private final MemorySegment cells;

    private Segments4(Writer written) {
        this.shift = written.shift;
        this.stride = START + written.width;
        this.mask = (int) ((1L << 8 * written.width) - 1);
        this.count = written.count;
        this.directory = written.directory;
        this.cells = written.cells;
    }

    /// The number of the segment with an address.
    int locate(int address) {
        int place = address >>> shift;
        int from = first(place);
        int end = first(place + 1);
        int low = address & 0xffff;
        // All cells before `from` begin no later than the address.
        while (end - from > WINDOW) {
            int middle = from + end >>> 1;
            if (start(middle) <= low) {
                from = middle + 1;
            } else {
                end = middle;
            }
        }
        from = step(from, 8, end, low);
        from = step(from, 4, end, low);
        from = step(from, 2, end, low);
        return step(from, 1, end, low) - 1;
    }

    /// Goes so many cells ahead if all of them are before the end and begin no later than the address. Where a search would turn is as good as
    /// random: a branch there is foretold wrongly half of the time, and the processor then forgets what it has begun of the
    /// next search. This has none.
    private int step(int from, int width, int end, int low) {
        int to = from + width;
        int both = to - end - 1 & start(to - 1) - low - 1;
        return from + (both >> 31 & width);
    }

    /// The answer of a segment; 0 for none.
    int answer(int segment) {
        return cells.get(INT, (long) segment * stride + START) & mask;
    }

    private int start(int segment) {
        return cells.get(CHAR, (long) segment * stride);
    }

    private int first(long place) {
        return directory.get(INT, 4 * place);
    }

    private long places() {
        return directory.byteSize() / 4 - 1;
    }

    long octets() {
        return directory.byteSize() + (long) count * stride;
    }

    long covered() {
        long sum = 0;
        long since = -1;
        for (long place = 0; place < places(); place++) {
            for (int at = first(place); at < first(place + 1); at++) {
                long start = place << shift & ~0xffffL | start(at);
                sum += since < 0 ? 0 : start - since;
                since = answer(at) == 0 ? -1 : start;
            }
        }
        return sum + (since < 0 ? 0 : (1L << 32) - since);
    }

    /// Writes segments one after the other.
    static final class Writer implements Sweep4.Sink {
        private final int shift;
        private final int width;
        private final MemorySegment directory;
        private final MemorySegment cells;
        private int count;
        private int place;

        /// @param most segments that there can be; those that never come take no memory
        /// @param greatest the greatest answer that will come
        Writer(Arena arena, int most, int greatest) {
            int wanted = 32 - Integer.numberOfLeadingZeros(most / CELLS_FOR_EACH_PLACE);
            int bits = Math.clamp(wanted, LEAST_BITS, MOST_BITS);
            shift = 32 - bits;
            directory = NativeMemory.allocate(arena, 4L * ((1 << bits) + 1));
            width = Math.max(1, (39 - Integer.numberOfLeadingZeros(greatest)) / 8);
            // A search looks past the end before it turns back; the last answer is read as a whole
            // int.
            cells = NativeMemory.allocate(arena, (most + WINDOW + 1L) * (START + width) + 4);
        }

        @Override
        public void segment(int start, int answer) {
            long at = (long) count * (START + width);
            cells.set(CHAR, at, (char) start);
            for (int i = 0; i < width; i++) {
                cells.set(ValueLayout.JAVA_BYTE, at + START + i, (byte) (answer >>> 8 * i));
            }
            reach(start >>> shift);
            count++;
        }

        /// Places up to this one begin with the cell that is next.
        private void reach(int to) {
            while (place <= to) {
                directory.set(INT, 4L * place++, count);
            }
        }

        Segments4 done() {
            reach((int) (directory.byteSize() / 4) - 1);
            return new Segments4(this);
        }
    }
}
