package org.postern.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// Watches the other workers. One is lost when its sign of life did not change for some time by this worker's own
/// count, in which this worker itself had the database all along: after an outage everybody has time to come back, and no
/// clock's step ends anybody. For one thread.
final class Roster {
    private final Duration silence;
    private final Duration gap;
    private final Map<UUID, Sign> signs = new HashMap<>();
    private long lastLook;

    private record Sign(Instant at, long since) {}

    /// @param silence after which a worker is lost
    /// @param gap between two looks after which the count begins anew
    Roster(Duration silence, Duration gap) {
        this.silence = silence;
        this.gap = gap;
    }

    /// @param seen the sign of life of each worker, as the database has it
    /// @param now of [System#nanoTime]
    /// @return who is lost, with the sign that stayed the last
    Map<UUID, Instant> lost(Map<UUID, Instant> seen, long now) {
        if (now - lastLook > gap.toNanos()) {
            signs.clear();
        }
        lastLook = now;
        signs.keySet().retainAll(seen.keySet());
        var lost = new HashMap<UUID, Instant>();
        seen.forEach((worker, at) -> {
            Sign sign = signs.get(worker);
            if (sign == null || !sign.at().equals(at)) {
                signs.put(worker, new Sign(at, now));
            } else if (now - sign.since() >= silence.toNanos()) {
                lost.put(worker, at);
            }
        });
        return lost;
    }
}
