package org.postern.mail.mime;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Collects what a reading finds: each kind of ambiguity once for a part, notes in a few parts only, the first limit.
final class Findings {
    private static final int MAX_NOTES = 10;

    private final List<Ambiguity> ambiguities = new ArrayList<>(0);
    private final Map<Ambiguity.Kind, String> lastPart = new EnumMap<>(Ambiguity.Kind.class);
    private final Map<Ambiguity.Kind, Integer> counts = new EnumMap<>(Ambiguity.Kind.class);
    private @Nullable LimitHit limit;

    void add(Ambiguity.Kind kind, String part, String detail) {
        if (part.equals(lastPart.put(kind, part))) {
            return;
        }
        int count = counts.merge(kind, 1, Integer::sum);
        if (kind.concern() != Ambiguity.Concern.NOTE || count <= MAX_NOTES) {
            ambiguities.add(new Ambiguity(kind, part, detail));
        }
    }

    void limit(String name, int value, String part, int at) {
        if (limit == null) {
            limit = new LimitHit(name, value, part, at);
        }
    }

    /// Whether a limit has been hit, so that reading ends.
    boolean stopped() {
        return limit != null;
    }

    List<Ambiguity> ambiguities() {
        return ambiguities;
    }

    Optional<LimitHit> limit() {
        return Optional.ofNullable(limit);
    }
}
