package org.postern.journey;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.postern.journey.Dossier.Timing;

/// Measures the stages of one message against a clock that never jumps. For one thread at a time.
public final class Waterfall {
    private final Instant at;
    private final long startNanos = System.nanoTime();
    private final List<Timing> timings = new ArrayList<>(6);

    public Waterfall(InstantSource clock) {
        this.at = clock.instant();
    }

    /// When the transaction began, by the wall clock.
    public Instant at() {
        return at;
    }

    /// Begins a stage; give the result to [#end].
    public long begin() {
        return System.nanoTime();
    }

    public void end(String stage, long begunNanos) {
        long now = System.nanoTime();
        timings.add(new Timing(stage, (begunNanos - startNanos) / 1000, (now - begunNanos) / 1000));
    }

    public List<Timing> timings() {
        return List.copyOf(timings);
    }
}
