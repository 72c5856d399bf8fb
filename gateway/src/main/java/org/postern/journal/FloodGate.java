package org.postern.journal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Bounds how many events of a kind that strangers can cause are kept one by one. What is above is told as a number when
/// its minute is over. Events that nobody outside can cause always pass. Thread-safe.
final class FloodGate {
    static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final int most;
    private final LongSupplier nanos;
    private final Map<Event.Kind, Window> windows = new EnumMap<>(Event.Kind.class);

    private static final class Window {
        private long began;
        private int passed;
        private long stopped;
    }

    /// @param most events of one kind in one window
    FloodGate(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
        for (Event.Kind kind : Event.Kind.values()) {
            if (kind.floodable()) {
                windows.put(kind, new Window());
            }
        }
    }

    /// How many events of a kind were counted only.
    record Stopped(Event.Kind kind, long events) {}

    boolean passes(Event.Kind kind) {
        Window window = windows.get(kind);
        if (window == null) {
            return true;
        }
        synchronized (windows) {
            if (over(window) && window.stopped == 0) {
                window.began = nanos.getAsLong();
                window.passed = 0;
            }
            if (window.passed < most) {
                window.passed++;
                return true;
            }
            window.stopped++;
            return false;
        }
    }

    /// What was stopped in windows that are over; each is given once, and its kind passes again.
    ///
    /// @param all also in windows that are not over
    List<Stopped> collect(boolean all) {
        var collected = new ArrayList<Stopped>(0);
        synchronized (windows) {
            windows.forEach((kind, window) -> {
                if (window.stopped > 0 && (all || over(window))) {
                    collected.add(new Stopped(kind, window.stopped));
                    window.stopped = 0;
                }
            });
        }
        return collected;
    }

    private boolean over(Window window) {
        return window.passed == 0 || nanos.getAsLong() - window.began >= WINDOW_NANOS;
    }
}
