package org.postern.blocklist.table;

/// Cuts the IPv6 addresses into segments, as [Sweep4] does with those of IPv4. Halves of addresses have their first bit the
/// other way round.
final class Sweep6 {
    private static final int DEEPEST = 130;

    private final Segments6.Writer writer;
    private final long[] lastHighs = new long[DEEPEST];
    private final long[] lastLows = new long[DEEPEST];
    private final int[] answers = new int[DEEPEST];
    private int depth;
    private long pendingHigh = Long.MIN_VALUE;
    private long pendingLow = Long.MIN_VALUE;
    private int pending;
    private int last = -1;

    private Sweep6(Segments6.Writer writer) {
        this.writer = writer;
    }

    static void run(Prefixes6 prefixes, Segments6.Writer writer) {
        var sweep = new Sweep6(writer);
        try (Longs order = prefixes.order()) {
            for (int i = 0; i < order.size(); i++) {
                int at = (int) order.get(i);
                if (i == 0 || !prefixes.isSamePrefix((int) order.get(i - 1), at)) {
                    sweep.open(prefixes, at);
                }
            }
        }
        sweep.closeBefore(Long.MAX_VALUE, Long.MAX_VALUE);
        sweep.flush();
    }

    private void open(Prefixes6 prefixes, int at) {
        long high = prefixes.high(at);
        long low = prefixes.low(at);
        int bits = prefixes.bits(at);
        int answer = prefixes.answer(at);
        closeBefore(high, low);
        cut(high, low, answer);
        lastHighs[depth] = bits == 0 ? Long.MAX_VALUE : high | highRest(bits);
        lastLows[depth] = bits <= 64 ? Long.MAX_VALUE : low | lowRest(bits);
        answers[depth++] = answer;
    }

    /// The bits of the first half that a prefix leaves open, of one longer than 0.
    private static long highRest(int bits) {
        return bits >= 64 ? 0 : -1L >>> bits;
    }

    /// The bits of the second half that a prefix leaves open, of one longer than 64.
    private static long lowRest(int bits) {
        return bits == 128 ? 0 : -1L >>> bits - 64;
    }

    /// Where a prefix ends, the one around it goes on.
    private void closeBefore(long high, long low) {
        while (depth > 0 && isBefore(lastHighs[depth - 1], lastLows[depth - 1], high, low)) {
            depth--;
            boolean carries = lastLows[depth] == Long.MAX_VALUE;
            cut(
                    carries ? lastHighs[depth] + 1 : lastHighs[depth],
                    carries ? Long.MIN_VALUE : lastLows[depth] + 1,
                    depth == 0 ? 0 : answers[depth - 1]);
        }
    }

    private static boolean isBefore(long high, long low, long otherHigh, long otherLow) {
        return high < otherHigh || high == otherHigh && low < otherLow;
    }

    private void cut(long high, long low, int answer) {
        if (high != pendingHigh || low != pendingLow) {
            flush();
            pendingHigh = high;
            pendingLow = low;
        }
        pending = answer;
    }

    private void flush() {
        if (pending != last) {
            writer.segment(pendingHigh, pendingLow ^ Long.MIN_VALUE, pending);
            last = pending;
        }
    }
}
