package org.postern.blocklist.waiting;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Who waits, and who has waited. Thread-safe.
///
/// An organisation that comes for the first time waits; one that comes again behind its time and before it is given up is let
/// in, and stays known for as long as it keeps coming. Those that have waited are kept apart from those who wait, so that a
/// flood of new ones makes nobody wait again.
public final class WaitingRoom {

    /// @param delay before this an organisation that comes again is still put off
    /// @param patience one that does not come again within this begins anew
    /// @param memory one that has not come for this long is new again
    /// @param most organisations that wait, and as many again that have waited; the least recent are forgotten beyond it
    public record Rules(Duration delay, Duration patience, Duration memory, int most) {
        public static final Rules STANDARD =
                new Rules(Duration.ofMinutes(5), Duration.ofHours(24), Duration.ofDays(35), 50_000);

        public Rules {
            if (delay.compareTo(patience) >= 0 || most < 1) {
                throw new IllegalArgumentException("nobody could ever be let in");
            }
        }
    }

    /// An organisation that waits.
    ///
    /// @param name of the organisation
    /// @param since when it came first
    /// @param last when it came last
    /// @param tries how often it came
    /// @param client the address it came from last, for people
    public record Guest(String name, Instant since, Instant last, int tries, String client) {
        /// From when on it is let in.
        public Instant mayComeAt(Rules rules) {
            return since.plus(rules.delay());
        }
    }

    /// Who was let in.
    ///
    /// @param last when it came last
    public record Known(String name, Instant last) {}

    private final Rules rules;
    private final Cache<String, Guest> waiting;
    private final Cache<String, Instant> known;

    public WaitingRoom(Rules rules) {
        this.rules = rules;
        this.waiting = Caffeine.newBuilder().maximumSize(rules.most()).build();
        this.known = Caffeine.newBuilder().maximumSize(rules.most()).build();
    }

    public Rules rules() {
        return rules;
    }

    /// An organisation comes.
    ///
    /// @param client the address it comes from
    /// @return who it is if it has to wait; empty where it is let in
    public Optional<Guest> comes(String name, String client, Instant now) {
        Instant before =
                known.asMap()
                        .computeIfPresent(
                                name,
                                (_, last) -> {
                                    if (last.plus(rules.memory()).isBefore(now)) {
                                        return null;
                                    }
                                    return last.isAfter(now) ? last : now;
                                });
        if (before != null) {
            return Optional.empty();
        }
        Guest guest =
                waiting.asMap()
                        .compute(
                                name,
                                (_, there) ->
                                        there == null || isGivenUp(there, now)
                                                ? new Guest(name, now, now, 1, client)
                                                : new Guest(
                                                        name,
                                                        there.since(),
                                                        now,
                                                        there.tries() + 1,
                                                        client));
        if (guest.mayComeAt(rules).isAfter(now)) {
            return Optional.of(guest);
        }
        letIn(name, now);
        return Optional.empty();
    }

    /// What [#comes] would say, without noting that anybody came.
    public Optional<Guest> wouldWait(String name, String client, Instant now) {
        Instant last = known.getIfPresent(name);
        if (last != null && !last.plus(rules.memory()).isBefore(now)) {
            return Optional.empty();
        }
        Guest there = waiting.getIfPresent(name);
        Guest guest =
                there == null || isGivenUp(there, now)
                        ? new Guest(name, now, now, 0, client)
                        : there;
        return Optional.of(guest).filter(it -> it.mayComeAt(rules).isAfter(now));
    }

    private boolean isGivenUp(Guest guest, Instant now) {
        return guest.since().plus(rules.patience()).isBefore(now);
    }

    /// Lets an organisation in, from now on.
    ///
    /// @return whether it waited
    public boolean letIn(String name, Instant now) {
        known.put(name, now);
        return waiting.asMap().remove(name) != null;
    }

    /// Who waits, the longest first.
    public List<Guest> waiting(Instant now) {
        var all = new ArrayList<Guest>();
        for (Guest guest : waiting.asMap().values()) {
            if (!isGivenUp(guest, now)) {
                all.add(guest);
            }
        }
        all.sort(Comparator.comparing(Guest::since).thenComparing(Guest::name));
        return all;
    }

    /// Who was let in and is not forgotten, in no order.
    public List<Known> known(Instant now) {
        var all = new ArrayList<Known>();
        known.asMap()
                .forEach((name, last) -> {
                    if (!last.plus(rules.memory()).isBefore(now)) {
                        all.add(new Known(name, last));
                    }
                });
        return all;
    }

    /// Takes over who was known before a restart.
    public void remember(Collection<Known> those) {
        those.forEach(it -> known.put(it.name(), it.last()));
    }
}
