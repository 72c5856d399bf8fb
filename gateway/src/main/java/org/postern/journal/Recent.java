package org.postern.journal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Events that were written a moment ago, by their place in the journal, so that the filer need not parse what is still
/// in memory. A convenience with a bound: what is not here is read from the file. Thread-safe.
final class Recent {
    private static final int MOST = 4_000;

    private final Map<Filing.Position, Event> events = new ConcurrentHashMap<>();

    void add(String segment, long offset, Event event) {
        if (events.size() < MOST) {
            events.put(new Filing.Position(segment, offset), event);
        }
    }

    /// The event whose record begins there; it is given once.
    Optional<Event> take(String segment, long offset) {
        return Optional.ofNullable(events.remove(new Filing.Position(segment, offset)));
    }

    /// Drops what was never asked for.
    void forget(String segment) {
        events.keySet().removeIf(place -> place.segment().equals(segment));
    }
}
