package org.postern.journal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Lets the same word pass at most once in half a minute, so that what fails again and again is not told again and again.
/// Thread-safe.
final class Seldom {
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LongSupplier nanos;
    private final Map<String, Long> last = new ConcurrentHashMap<>();

    Seldom(LongSupplier nanos) {
        this.nanos = nanos;
    }

    boolean passes(String word) {
        long now = nanos.getAsLong();
        Long kept = last.merge(word, now, (before, _) -> now - before < PAUSE_NANOS ? before : now);
        return kept == now;
    }
}
