package org.postern.blocklist.table;

/// Cuts the IPv4 addresses into segments, from nested prefixes in order. What is open at an address is a stack, because of two
/// prefixes one is within the other, or they share nothing.
final class Sweep4 {
    private static final int NUMBER_BITS = 26;
    private static final int BITS_BITS = 6;
    private static final int DEEPEST = 34;

    private final Sink sink;
    private final long[] ends = new long[DEEPEST];
    private final int[] answers = new int[DEEPEST];
    private int depth;
    private long pendingStart;
    private int pending;
    private int last = -1;

    /// Takes segments in order, the first of which begins at 0.0.0.0.
    interface Sink {
        /// @param answer another one than that of the segment before
        void segment(int start, int answer);
    }

    private Sweep4(Sink sink) {
        this.sink = sink;
    }

    /// A prefix and its answer as one number, in whose order they are swept: by first address, the widest first. Of the same prefix twice, the
    /// lesser answer comes first, and wins.
    static long key(int address, int bits, int answer) {
        return (long) (address + Integer.MIN_VALUE) << 32 | (long) bits << NUMBER_BITS | answer;
    }

    static int answer(long key) {
        return (int) key & (1 << NUMBER_BITS) - 1;
    }

    /// @param keys in order
    static void run(Longs keys, Sink sink) {
        var sweep = new Sweep4(sink);
        for (int i = 0; i < keys.size(); i++) {
            long key = keys.get(i);
            long prefix = key >> NUMBER_BITS;
            if (i == 0 || prefix != keys.get(i - 1) >> NUMBER_BITS) {
                sweep.open(
                        (key >> 32) - Integer.MIN_VALUE,
                        (int) prefix & (1 << BITS_BITS) - 1,
                        answer(key));
            }
        }
        sweep.closeBefore(Long.MAX_VALUE);
        sweep.flush();
    }

    private void open(long start, int bits, int answer) {
        closeBefore(start);
        cut(start, answer);
        ends[depth] = start + (1L << 32 - bits);
        answers[depth++] = answer;
    }

    /// Where a prefix ends, the one around it goes on.
    private void closeBefore(long start) {
        while (depth > 0 && ends[depth - 1] <= start) {
            long end = ends[--depth];
            if (end < 1L << 32) {
                cut(end, depth == 0 ? 0 : answers[depth - 1]);
            }
        }
    }

    private void cut(long start, int answer) {
        if (start != pendingStart) {
            flush();
            pendingStart = start;
        }
        pending = answer;
    }

    private void flush() {
        if (pending != last) {
            sink.segment((int) pendingStart, pending);
            last = pending;
        }
    }
}
