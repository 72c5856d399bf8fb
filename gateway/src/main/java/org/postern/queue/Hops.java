package org.postern.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How busy each next hop is, and how it is doing: a slow or dead one keeps its own mail waiting and nobody else's.
/// Thread-safe.
final class Hops {
    private static final int MOST_DOUBLINGS = 8;

    private final int places;
    private final Duration pause;
    private final Duration longestPause;
    private final Map<String, Hop> hops = new HashMap<>();

    /// @param places deliveries to one next hop at once
    /// @param pause how long a next hop that fails is left alone at first; doubles with each failure
    Hops(int places, Duration pause, Duration longestPause) {
        this.places = places;
        this.pause = pause;
        this.longestPause = longestPause;
    }

    private static final class Hop {
        private int active;
        private int failures;
        private long pausedUntil;
        private final Deque<Job> backlog = new ArrayDeque<>();

        /// A next hop that failed is tried by one delivery first.
        private boolean isFull(int places) {
            return active >= (failures > 0 ? 1 : places);
        }

        private boolean isPaused(long now) {
            return failures > 0 && now - pausedUntil < 0;
        }

        private boolean isIdle() {
            return active == 0 && failures == 0 && backlog.isEmpty();
        }
    }

    /// Whether mail for a next hop may go at once; if not, it had better wait in the database.
    synchronized boolean isOpen(String name, long now) {
        Hop hop = hops.get(name);
        return hop == null || !hop.isPaused(now) && hop.failures == 0;
    }

    /// Next hops for which nothing shall be claimed.
    synchronized List<String> busy(long now) {
        var busy = new ArrayList<String>();
        hops.forEach((name, hop) -> {
            if (hop.isPaused(now) || hop.isFull(places) || !hop.backlog.isEmpty()) {
                busy.add(name);
            }
        });
        return busy;
    }

    /// Takes a place for a job; false if there is none, and the job then waits here.
    synchronized boolean enter(Job job) {
        Hop hop = hops.computeIfAbsent(job.hop(), _ -> new Hop());
        if (hop.isFull(places)) {
            hop.backlog.add(job);
            return false;
        }
        hop.active++;
        return true;
    }

    /// Gives a place back and takes note of how it went.
    ///
    /// @param troubled whether the next hop itself failed, and not the message
    /// @return jobs that have a place now and shall run
    synchronized List<Job> leave(String name, boolean troubled, long now) {
        Hop hop = hops.get(name);
        if (hop == null) {
            throw new IllegalStateException("nobody entered " + name);
        }
        hop.active--;
        if (troubled) {
            int doublings = Math.min(hop.failures, MOST_DOUBLINGS);
            hop.failures++;
            Duration wait = pause.multipliedBy(1L << doublings);
            hop.pausedUntil =
                    now + (wait.compareTo(longestPause) < 0 ? wait : longestPause).toNanos();
        } else {
            hop.failures = 0;
        }
        var next = new ArrayList<Job>();
        while (!hop.backlog.isEmpty() && !hop.isPaused(now) && !hop.isFull(places)) {
            hop.active++;
            next.add(hop.backlog.poll());
        }
        if (hop.isIdle()) {
            hops.remove(name);
        }
        return next;
    }

    /// Jobs that wait here for a next hop that is left alone now; they go back to the database.
    synchronized List<Job> stranded(long now) {
        var stranded = new ArrayList<Job>();
        for (Hop hop : hops.values()) {
            if (hop.isPaused(now)) {
                stranded.addAll(hop.backlog);
                hop.backlog.clear();
            }
        }
        return stranded;
    }

    /// All jobs that wait here; none does afterwards.
    synchronized List<Job> abandon() {
        var all = new ArrayList<Job>();
        hops.values()
                .forEach(hop -> {
                    all.addAll(hop.backlog);
                    hop.backlog.clear();
                });
        return all;
    }
}
