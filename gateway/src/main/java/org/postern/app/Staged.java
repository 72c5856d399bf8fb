package org.postern.app;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.app.control.Refusal;

/// Long lists on their way from the command line, which come in pieces. Thread-safe; what nobody fetches is forgotten.
final class Staged {
    private static final int MOST_LINES = 5_000_000;

    private final Cache<String, List<String>> lists =
            Caffeine.newBuilder().maximumSize(4).expireAfterWrite(Duration.ofMinutes(10)).build();

    /// Adds a piece.
    ///
    /// @param token who brings it
    void add(String token, List<String> lines) throws Refusal {
        List<String> all = lists.get(token, _ -> new ArrayList<>());
        synchronized (all) {
            if (all.size() + lines.size() > MOST_LINES) {
                lists.invalidate(token);
                throw new Refusal(Exit.NO, "more than " + MOST_LINES + " lines");
            }
            all.addAll(lines);
        }
    }

    /// All pieces; they are gone then.
    List<String> take(String token) {
        List<String> all = Optional.ofNullable(lists.getIfPresent(token)).orElseGet(List::of);
        lists.invalidate(token);
        synchronized (all) {
            return List.copyOf(all);
        }
    }
}
