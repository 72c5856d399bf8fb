package org.postern.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What clients were told, and what arrived. Thread-safe.
final class Ledger {
    private final Map<String, Way> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Map<Integer, Integer>> arrived = new ConcurrentHashMap<>();

    /// How a message is meant to go.
    enum Way {
        /// To one next hop, while its client waits.
        PASSED,
        /// To two next hops, by the queue.
        QUEUED,
        /// Into quarantine.
        HELD;

        List<String> recipients() {
            return this == QUEUED
                    ? List.of("user@one.example", "user@two.example")
                    : List.of("user@one.example");
        }
    }

    /// What is missing or came too often.
    ///
    /// @param lost acknowledged, and neither at every next hop nor held
    /// @param duplicates copies beyond the first at one next hop
    /// @param unasked arrived though no client was told so; at-least-once delivery allows that
    record Account(Map<Way, Long> acknowledged, List<String> lost, long duplicates, long unasked) {
        Account {
            acknowledged = Map.copyOf(acknowledged);
            lost = List.copyOf(lost);
        }
    }

    void acknowledged(String id, Way way) {
        acknowledged.put(id, way);
    }

    void arrived(String id, int nextHop) {
        arrived.computeIfAbsent(id, _ -> new ConcurrentHashMap<>()).merge(nextHop, 1, Integer::sum);
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /// @param held ids of what is in quarantine
    Account settle(Set<String> held) {
        var lost = new ArrayList<String>();
        var byWay = new ConcurrentHashMap<Way, Long>();
        for (String id : new TreeSet<>(acknowledged.keySet())) {
            Way way = acknowledged.getOrDefault(id, Way.PASSED);
            byWay.merge(way, 1L, Long::sum);
            int hops = arrived.getOrDefault(id, Map.of()).size();
            boolean there =
                    switch (way) {
                        case PASSED -> hops >= 1;
                        case QUEUED -> hops == 2;
                        case HELD -> held.contains(id);
                    };
            if (!there) {
                lost.add(id + " (" + way + ", at " + hops + " next hops)");
            }
        }
        long duplicates =
                arrived.values().stream()
                        .flatMap(it -> it.values().stream())
                        .mapToLong(it -> it - 1L)
                        .sum();
        long unasked =
                Stream.concat(arrived.keySet().stream(), held.stream())
                        .distinct()
                        .filter(it -> !acknowledged.containsKey(it))
                        .count();
        return new Account(byWay, lost, duplicates, unasked);
    }
}
