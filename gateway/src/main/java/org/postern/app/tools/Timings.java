package org.postern.app.tools;

import java.util.Arrays;

/// Many durations, to tell which of them is longer than most. Belongs to one thread at a time.
final class Timings {
    private long[] nanos = new long[1024];
    private int count;

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    void addAll(Timings others) {
        nanos = Arrays.copyOf(nanos, Math.max(1024, count + others.count));
        System.arraycopy(others.nanos, 0, nanos, count, others.count);
        count += others.count;
    }

    /// Sorts them, so that [#millis] can be asked.
    void sort() {
        Arrays.sort(nanos, 0, count);
    }

    /// Milliseconds that so many of a hundred do not exceed (nearest rank); 0 where there are none.
    double millis(int percent) {
        if (count == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(percent / 100.0 * count);
        return nanos[Math.max(rank, 1) - 1] / 1e6;
    }
}
