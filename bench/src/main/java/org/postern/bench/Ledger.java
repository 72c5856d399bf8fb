package org.postern.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postern.bench.Letter.Way;

/// What clients were told, what arrived, and who was killed when. Thread-safe.
final class Ledger {
    /// What a killed process had sent may still have been on its way; what its successor sends comes later than this.
    private static final long ON_THE_WAY = Duration.ofMillis(400).toNanos();

    private final Map<String, Way> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong unanswered = new AtomicLong();
    private final Map<String, Map<Integer, List<Long>>> arrived = new ConcurrentHashMap<>();
    private final Set<String> damaged = ConcurrentHashMap.newKeySet();
    private final List<Long> deaths = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Away> away = new ConcurrentLinkedQueue<>();

    /// A time without a database.
    private record Away(long from, long to) {}

    /// Copies beyond the first at one next hop, by why there are any.
    ///
    /// @param cut Java was killed between the next hop's 250 and the commit that says so
    /// @param cutWhileAway the same, when there was no database to say it to
    /// @param unexplained nothing was killed in between that could be the reason
    /// @param mostAtOnce with the same death of Java for a reason
    /// @param longestGap between the first copy and that death, while there was a database
    record Duplicates(
            long cut, long cutWhileAway, long unexplained, long mostAtOnce, Duration longestGap) {}

    /// What is missing or came too often.
    ///
    /// @param lost acknowledged, and neither at every next hop nor held
    /// @param unanswered how often a client heard no 250, and sent its message again
    /// @param unasked of those, what was delivered or held all the same; at-least-once delivery allows that
    /// @param damaged not as it was sent
    /// @param both held and delivered, or held twice
    record Account(
            Map<Way, Long> acknowledged,
            List<String> lost,
            Duplicates duplicates,
            long unanswered,
            Map<Way, Long> unasked,
            List<String> damaged,
            List<String> both) {
        Account {
            acknowledged = Map.copyOf(acknowledged);
            lost = List.copyOf(lost);
            unasked = Map.copyOf(unasked);
            damaged = List.copyOf(damaged);
            both = List.copyOf(both);
        }
    }

    void acknowledged(Letter letter) {
        acknowledged.put(letter.id(), letter.way());
    }

    void unanswered() {
        unanswered.incrementAndGet();
    }

    /// @param text as the next hop got it
    void arrived(Letter letter, int nextHop, String text) {
        if (!text.endsWith(letter.content())) {
            damaged.add(letter.id());
        }
        arrived.computeIfAbsent(letter.id(), _ -> new ConcurrentHashMap<>())
                .computeIfAbsent(nextHop, _ -> Collections.synchronizedList(new ArrayList<>()))
                .add(System.nanoTime());
    }

    /// Java was killed just now.
    void javaDied() {
        deaths.add(System.nanoTime());
    }

    /// The database was away from a time until now.
    void databaseWasAway(long from) {
        away.add(new Away(from, System.nanoTime()));
    }

    int acknowledged() {
        return acknowledged.size();
    }

    long acknowledged(Way way) {
        return acknowledged.values().stream().filter(it -> it == way).count();
    }

    /// @param held ids of what is in quarantine
    Account settle(List<String> held) {
        Set<String> inQuarantine = Set.copyOf(held);
        var lost = new ArrayList<String>();
        for (String id : new TreeSet<>(acknowledged.keySet())) {
            Way way = Letter.of(id).way();
            int hops = arrived.getOrDefault(id, Map.of()).size();
            boolean there =
                    switch (way) {
                        case PASSED -> hops >= 1;
                        case QUEUED -> hops == 2;
                        case HELD -> inQuarantine.contains(id);
                    };
            if (!there) {
                lost.add(id + " (" + way + ", at " + hops + " next hops)");
            }
        }
        Stream<String> unasked =
                Stream.concat(arrived.keySet().stream(), held.stream())
                        .distinct()
                        .filter(it -> !acknowledged.containsKey(it));
        return new Account(
                byWay(acknowledged.keySet().stream()),
                lost,
                duplicates(),
                unanswered.get(),
                byWay(unasked),
                List.copyOf(damaged),
                both(held));
    }

    private static Map<Way, Long> byWay(Stream<String> ids) {
        return ids.collect(
                Collectors.groupingBy(
                        id -> Letter.of(id).way(),
                        () -> new EnumMap<>(Way.class),
                        Collectors.counting()));
    }

    private List<String> both(List<String> held) {
        var once = new TreeSet<String>();
        return held.stream().filter(id -> arrived.containsKey(id) || !once.add(id)).toList();
    }

    private Duplicates duplicates() {
        long unexplained = 0;
        long whileAway = 0;
        long longest = 0;
        Map<Long, Long> byDeath = new HashMap<>();
        for (Map<Integer, List<Long>> hops : arrived.values()) {
            for (List<Long> times : hops.values()) {
                for (int copy = 1; copy < times.size(); copy++) {
                    long before = times.get(copy - 1);
                    Long death = deathBetween(before, times.get(copy));
                    if (death == null) {
                        unexplained++;
                        continue;
                    }
                    byDeath.merge(death, 1L, Long::sum);
                    if (wasAway(before, death)) {
                        whileAway++;
                    } else {
                        longest = Math.max(longest, death - before);
                    }
                }
            }
        }
        long all = byDeath.values().stream().mapToLong(it -> it).sum();
        long most = byDeath.values().stream().mapToLong(it -> it).max().orElse(0);
        return new Duplicates(
                all - whileAway, whileAway, unexplained, most, Duration.ofNanos(longest));
    }

    private @Nullable Long deathBetween(long first, long second) {
        for (long death : deaths) {
            if (first - death <= ON_THE_WAY && second - death > ON_THE_WAY) {
                return death;
            }
        }
        return null;
    }

    private boolean wasAway(long from, long to) {
        return away.stream().anyMatch(it -> it.from() <= to && it.to() >= from);
    }
}
