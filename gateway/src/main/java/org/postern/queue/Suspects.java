package org.postern.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// Rows over which a worker was lost begin one at a time. What kills a worker does so soon: who is at work for longer keeps
/// no other waiting. Times are those of [System#nanoTime]. Thread-safe.
final class Suspects {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Map<UUID, Long> begun = new HashMap<>();

    synchronized boolean mayBegin(long now) {
        return begun.values().stream().allMatch(it -> now - it >= SOON.toNanos());
    }

    synchronized void begin(UUID row, long now) {
        begun.put(row, now);
    }

    /// The row is done with; any row may be named.
    synchronized void end(UUID row) {
        begun.remove(row);
    }
}
