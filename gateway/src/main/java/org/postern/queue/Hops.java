package org.postern.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How busy each next hop is, and how it is doing: a slow or dead one keeps its own mail waiting and nobody else's. Times are
/// those of [System#nanoTime]. Thread-safe.
///
/// A next hop that fails is left alone for a while, which doubles from failure to failure, and is then tried by one
/// delivery. Next hops that did well in the last minute have places beyond those of all others, so that those others,
/// however many they are and however long they take, never hold all places.
final class Hops {
    private static final int MOST_DOUBLINGS = 20;
    private static final Duration WELL_FOR = Duration.ofMinutes(1);

    /// What is not heard of for so long is forgotten.
    private static final Duration REMEMBERED = Duration.ofHours(1);

    /// How many places there are.
    ///
    /// @param all for all next hops
    /// @param one for each
    record Places(int all, int one) {
        /// Those that do well have half as many more.
        int forTheWell() {
            return all + all / 2;
        }
    }

    /// How long a next hop that fails is left alone.
    ///
    /// @param first after the first failure
    /// @param longest after many
    record Pauses(Duration first, Duration longest) {
        long after(int failures) {
            int doublings = Math.clamp(failures - 1L, 0, MOST_DOUBLINGS);
            Duration wait = first.multipliedBy(1L << doublings);
            return (wait.compareTo(longest) < 0 ? wait : longest).toNanos();
        }
    }

    /// What may be claimed now.
    ///
    /// @param most rows
    /// @param ofThese the next hops that are known, with their free places
    /// @param ofOthers for each one that is not known
    record Room(int most, Map<String, Integer> ofThese, int ofOthers) {
        Room {
            ofThese = Map.copyOf(ofThese);
        }

        /// Known next hops that take nothing now.
        List<String> closed() {
            return ofThese.entrySet().stream()
                    .filter(it -> it.getValue() <= 0)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        /// Whether something may have to be passed over.
        boolean isTight() {
            return most <= 0 || ofOthers <= 0 || ofThese.containsValue(0);
        }
    }

    /// A next hop that fails for long.
    ///
    /// @param answer what it came to at last
    record Failing(String name, String answer) {}

    private final Places places;
    private final Pauses pauses;
    private final Map<String, Hop> hops = new HashMap<>();
    private int active;

    Hops(Places places, Pauses pauses) {
        this.places = places;
        this.pauses = pauses;
    }

    private static final class Hop {
        private int active;
        private int failures;
        private long failingSince;
        private long failedAt;
        private long pausedUntil;
        private String answer = "";
        private boolean everWell;
        private long wellAt;
        private long heardOf;

        private boolean isPaused(long now) {
            return failures > 0 && now - pausedUntil < 0;
        }

        private boolean isWell(long now) {
            return everWell && failures == 0 && now - wellAt < WELL_FOR.toNanos();
        }
    }

    /// Takes a place for mail that was just accepted; false if it had better wait in the database.
    synchronized boolean enterAtOnce(String name, long now) {
        Hop hop = hops.get(name);
        return (hop == null || hop.failures == 0) && enter(name, now);
    }

    /// Takes a place; false if there is none.
    synchronized boolean enter(String name, long now) {
        Hop hop = hops.get(name);
        if (hop == null ? active >= places.all() : free(hop, now) <= 0) {
            return false;
        }
        force(name, now);
        return true;
    }

    /// Takes a place even if there is none, for what asks nothing of the next hop.
    synchronized void force(String name, long now) {
        Hop hop = hops.computeIfAbsent(name, _ -> new Hop());
        if (hop.active == 0 && hop.everWell) {
            // What did well before it was idle begins well.
            hop.wellAt = now;
        }
        hop.active++;
        active++;
        hop.heardOf = now;
    }

    /// Gives a place back and takes note of how it went.
    ///
    /// @param begun when the attempt began: what began before a failure and fails, too, is part of it
    /// @param answer what kept the message waiting
    synchronized void leave(String name, Contact contact, long begun, long now, String answer) {
        Hop hop = hops.get(name);
        if (hop == null || hop.active == 0) {
            throw new IllegalStateException("nobody entered " + name);
        }
        hop.active--;
        active--;
        hop.heardOf = now;
        switch (contact) {
            case ANSWERED -> {
                hop.failures = 0;
                hop.everWell = true;
                hop.wellAt = now;
            }
            case FAILED -> {
                hop.answer = answer;
                if (hop.failures == 0 || begun - hop.failedAt > 0) {
                    hop.failingSince = hop.failures == 0 ? now : hop.failingSince;
                    hop.failures++;
                    hop.failedAt = now;
                    hop.pausedUntil = now + pauses.after(hop.failures);
                }
            }
            case NONE -> {}
        }
    }

    /// What may be claimed now.
    synchronized Room room(long now) {
        hops.values()
                .removeIf(it ->
                        it.active == 0
                                && now - it.heardOf > REMEMBERED.toNanos()
                                && !it.isPaused(now));
        var free = new HashMap<String, Integer>();
        hops.forEach((name, hop) -> free.put(name, Math.max(0, free(hop, now))));
        int others = places.all() - active;
        int most = others > 0 ? others : places.forTheWell() - active;
        return new Room(most, free, others > 0 ? places.one() : 0);
    }

    private int free(Hop hop, long now) {
        if (hop.isPaused(now)) {
            return 0;
        }
        int all = hop.isWell(now) ? places.forTheWell() : places.all();
        int one = hop.failures > 0 ? 1 : places.one();
        return Math.min(one - hop.active, all - active);
    }

    /// Lets no next hop wait any longer: somebody says that it is well again.
    synchronized void forgive(long now) {
        hops.values().forEach(it -> it.pausedUntil = now);
    }

    /// Deliveries under way.
    synchronized int active() {
        return active;
    }

    /// Next hops that fail again and again for at least some time. Time is not that of day: a clock that jumps makes
    /// nobody fail for long.
    synchronized List<Failing> failing(int failures, Duration time, long now) {
        var failing = new ArrayList<Failing>();
        hops.forEach((name, hop) -> {
            if (hop.failures >= failures && now - hop.failingSince >= time.toNanos()) {
                failing.add(new Failing(name, hop.answer));
            }
        });
        return failing;
    }
}
