package org.postern.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a message waits between attempts: twice as long each time up to a bound, and a little more or less by chance, so
/// that what failed together does not come back together. Thread-safe if its source of chance is.
record Backoff(Duration shortest, Duration longest, RandomGenerator random) {
    /// Part of a wait that chance may add or take.
    private static final double JITTER = 0.2;

    private static final int MOST_DOUBLINGS = 30;

    /// @param attempts made so far, at least one
    Duration after(int attempts) {
        int doublings = Math.clamp(attempts - 1L, 0, MOST_DOUBLINGS);
        double millis =
                Math.min(
                        (double) longest.toMillis(),
                        (double) shortest.toMillis() * (1L << doublings));
        double chance = 1 + JITTER * (2 * random.nextDouble() - 1);
        return Duration.ofMillis(Math.max(1, Math.round(millis * chance)));
    }
}
