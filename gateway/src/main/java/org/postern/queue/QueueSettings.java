package org.postern.queue;

import static org.postern.settings.Parse.duration;
import static org.postern.settings.Parse.integer;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.postern.journey.Direction;
import org.postern.settings.ByteSize;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Settings of the queue. All limits are finite.
///
/// @param first directions whose mail is queued at once instead of being passed through
/// @param deliveries running at once
/// @param deliveriesToOne running at once to one next hop
/// @param inMemory octets that go from acceptance to their first attempt without being read back
public record QueueSettings(
        Set<Direction> first,
        int deliveries,
        int deliveriesToOne,
        ByteSize inMemory,
        Retries retries) {

    /// When what was not taken is tried again.
    ///
    /// @param shortest wait after the first attempt; it doubles from then on
    /// @param longest wait
    /// @param expiry time after which a message is given up
    /// @param delayNotice time after which a sender of ours is told that it is late; zero for never
    public record Retries(
            Duration shortest, Duration longest, Duration expiry, Duration delayNotice) {}

    public QueueSettings {
        first = Set.copyOf(first);
    }

    /// Reads the `queue` settings.
    public static QueueSettings from(Settings s) {
        return new QueueSettings(
                Set.copyOf(
                        s.list(
                                "queue.first",
                                List.of(Direction.OUTBOUND),
                                Parse.oneOf(Direction.class),
                                "Directions (inbound, outbound, internal) whose mail is committed to the"
                                        + " queue before its sender hears 250. Other mail is handed to the"
                                        + " next hop while the sender waits.")),
                s.get(
                        "queue.max-deliveries",
                        100,
                        integer(1, 10_000),
                        "Deliveries from the queue at once. Next hops that did well in the last minute"
                                + " have half as many more to themselves, so that silent ones never stop them."),
                s.get(
                        "queue.max-deliveries-to-one",
                        30,
                        integer(1, 1000),
                        "Deliveries from the queue at once to one next hop. Each counts from the commit of its"
                                + " message to that of its result, so fewer are connected."),
                s.get(
                        "queue.in-memory",
                        ByteSize.parse("32MiB"),
                        ByteSize.between("0B", "16GiB"),
                        "Memory for messages between their commit and their first attempt; others are"
                                + " read back from the database."),
                retries(s));
    }

    private static Retries retries(Settings s) {
        return new Retries(
                s.get(
                        "queue.retry-first",
                        Duration.ofMinutes(2),
                        duration("1s", "1d"),
                        "Wait before the second attempt; it doubles with each further one."),
                s.get(
                        "queue.retry-longest",
                        Duration.ofHours(1),
                        duration("1s", "1d"),
                        "Longest wait between two attempts."),
                s.get(
                        "queue.expire",
                        Duration.ofDays(5),
                        duration("1m", "30d"),
                        "Time after which a message that nobody takes is given up."),
                s.get(
                        "queue.delay-notice",
                        Duration.ofHours(4),
                        duration("0s", "5d"),
                        "Time after which a sender of ours is told that a message is late; 0s never."));
    }
}
