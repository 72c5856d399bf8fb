package org.postern.journal;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.postern.journey.Dossier;

/// How many events there were, of each kind and reason, since the start. Thread-safe.
final class Counters {
    /// Names beyond this number are counted together: reasons are stable words, but a bug must not fill the memory.
    private static final int MAX_NAMES = 1000;

    private static final String OTHER = "other";

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /// Counts an event under its kind and what distinguishes it: `judged.delivered.accepted`,
    /// `session-failed.tls-handshake`.
    void count(Event event) {
        String word = event.kind().word();
        switch (event) {
            case Event.Judged(Dossier dossier, _) ->
                    add(word + "." + Fates.word(dossier) + "." + dossier.ending().reason(), 1);
            case Event.ClientRefused refused -> add(word + "." + refused.reason(), 1);
            case Event.RecipientRefused refused -> add(word + "." + refused.reason(), 1);
            case Event.SessionFailed failed -> add(word + "." + failed.reason(), 1);
            case Event.LoginTried tried -> add(word + "." + tried.outcome(), 1);
            case Event.LoginChanged changed -> add(word + "." + changed.what(), 1);
            case ClientEvent.Tested tested -> add(word + "." + tested.decision(), 1);
            case Event.Alarm alarm -> add(word + "." + alarm.what(), 1);
            case Event.Flood flood -> add(word + "." + flood.of().word(), 1);
            case Event.Attempted attempted -> add(word + "." + Fates.word(attempted.fates()), 1);
            case Event.QueueChanged _,
                    Event.HeldReleased _,
                    Event.HeldDeleted _,
                    Event.PassedBefore _,
                    Event.SiteChanged _,
                    ClientEvent.ListsChanged _,
                    Event.Started _,
                    Event.Stopped _ ->
                    add(word, 1);
        }
    }

    void add(String name, long count) {
        LongAdder adder = counts.get(name);
        if (adder == null) {
            String kept = counts.size() < MAX_NAMES ? name : OTHER;
            adder = counts.computeIfAbsent(kept, _ -> new LongAdder());
        }
        adder.add(count);
    }

    /// The sum of all names that begin so.
    long sum(String prefix) {
        return counts.entrySet().stream()
                .filter(it -> it.getKey().startsWith(prefix))
                .mapToLong(it -> it.getValue().sum())
                .sum();
    }

    SortedMap<String, Long> values() {
        var values = new TreeMap<String, Long>();
        counts.forEach((name, count) -> values.put(name, count.sum()));
        return values;
    }
}
