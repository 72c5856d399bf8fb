package org.postern.blocklist.service;

import java.time.Duration;

/// Whether the engine answers: one event when it ceases to, and one when it has answered everything for a while. Thread-safe.
final class Health {
    private final Watcher watcher;
    private final long quiet;
    private volatile Trouble trouble = Trouble.NONE;

    /// @param questions not answered since it began
    /// @param last when the last of them was not, as [System#nanoTime] has it
    private record Trouble(long questions, long last) {
        private static final Trouble NONE = new Trouble(0, 0);
    }

    /// @param quiet how long everything has to be answered until it counts as well
    Health(Watcher watcher, Duration quiet) {
        this.watcher = watcher;
        this.quiet = quiet.toNanos();
    }

    void failed(String why) {
        boolean first;
        synchronized (this) {
            first = trouble.questions() == 0;
            trouble = new Trouble(trouble.questions() + 1, System.nanoTime());
        }
        if (first) {
            watcher.saw(new ServiceEvent.EngineFails(why));
        }
    }

    void answered() {
        if (trouble.questions() == 0) {
            return;
        }
        long questions;
        synchronized (this) {
            if (trouble.questions() == 0 || System.nanoTime() - trouble.last() <= quiet) {
                return;
            }
            questions = trouble.questions();
            trouble = Trouble.NONE;
        }
        watcher.saw(new ServiceEvent.EngineWorks(questions));
    }
}
