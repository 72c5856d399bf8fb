package org.postern.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Events that were written a moment ago, by their place in the journal, so that the filer need not parse what is still
/// in memory. A convenience with a bound in octets: what is not here is read from the file. While nothing can be filed
/// nothing is kept, since it would wait for long. Thread-safe.
final class Recent {
    /// Octets of all records whose events are kept.
    static final long MOST = 8 << 20;

    private final Map<Filing.Position, Kept> events = new HashMap<>();
    private long octets;
    private boolean pausing;

    private record Kept(Event event, int octets) {}

    /// @param length octets of the record
    synchronized void add(String segment, long offset, Event event, int length) {
        if (!pausing && octets + length <= MOST) {
            Kept before = events.put(new Filing.Position(segment, offset), new Kept(event, length));
            octets += length - (before == null ? 0 : before.octets());
        }
    }

    /// The event whose record begins there; it is given once.
    synchronized Optional<Event> take(String segment, long offset) {
        Kept kept = events.remove(new Filing.Position(segment, offset));
        if (kept == null) {
            return Optional.empty();
        }
        octets -= kept.octets();
        return Optional.of(kept.event());
    }

    /// Drops what was never asked for.
    synchronized void forget(String segment) {
        events.entrySet()
                .removeIf(it -> {
                    boolean gone = it.getKey().segment().equals(segment);
                    octets -= gone ? it.getValue().octets() : 0;
                    return gone;
                });
    }

    /// Lets go of everything, and keeps nothing until [#resume].
    synchronized void pause() {
        pausing = true;
        events.clear();
        octets = 0;
    }

    synchronized void resume() {
        pausing = false;
    }

    synchronized long octets() {
        return octets;
    }
}
