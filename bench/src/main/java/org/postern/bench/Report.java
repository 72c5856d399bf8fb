package org.postern.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// All figures of one call, and what they mean.
final class Report {
    static final String DISK = "disk";
    static final String MEMORY = "memory";

    /// On disk, and committed before the final reply.
    static final String QUEUE = "queue";

    /// On disk, with a program that Postfix asks before it takes the mail.
    static final String BEFORE_QUEUE = "before";

    /// On disk, beside a Postfix that gives its mail to a program from the queue.
    static final String AFTER_QUEUE = "after";

    private static final Map<Integer, Double> RATIOS = Map.of(4 << 10, 5.0, 50 << 10, 3.5);
    private static final double QUEUE_RATIO = 1.5;
    private static final double BEFORE_QUEUE_RATIO = 0.9;
    private static final double AFTER_QUEUE_RATIO = 10;
    private static final double ADDED_MILLIS = 2;
    private static final double MEBI = 1 << 20;

    private final Machine machine;
    private final List<Race.Result> races = new ArrayList<>();
    private final List<Replies> replies = new ArrayList<>();
    private final List<Latency> latencies = new ArrayList<>();
    private final List<Double> starts = new ArrayList<>();
    private final List<Memory.Soak> soaks = new ArrayList<>();
    private final List<Memory.Idle> idles = new ArrayList<>();

    Report(Machine machine) {
        this.machine = machine;
    }

    void add(Race.Result race) {
        races.add(race);
    }

    void add(Replies measured) {
        replies.add(measured);
    }

    void add(Latency measured) {
        latencies.add(measured);
    }

    void addStarts(List<Double> seconds) {
        starts.addAll(seconds);
    }

    void add(Memory.Soak soak) {
        soaks.add(soak);
    }

    void add(Memory.Idle idle) {
        idles.add(idle);
    }

    /// `4 KB`; sizes here are binary.
    static String size(int octets) {
        return (octets >> 10) + " KB";
    }

    /// The goals that something was measured for.
    List<Goal> goals() {
        var goals = new ArrayList<Goal>();
        for (Race.Result race : races) {
            if (race.medium().equals(DISK) && RATIOS.containsKey(race.octets())) {
                goals.add(
                        Goal.atLeast(
                                "pass-through of "
                                        + size(race.octets())
                                        + " beside "
                                        + race.peerName(),
                                RATIOS.get(race.octets()),
                                race.ratioOfMedians(),
                                "%.2f times"));
            }
        }
        for (Race.Result race : races) {
            switch (race.medium()) {
                case QUEUE -> goals.add(ratio("queue of ", race, QUEUE_RATIO));
                case BEFORE_QUEUE ->
                        goals.add(ratio("before the queue, ", race, BEFORE_QUEUE_RATIO));
                case AFTER_QUEUE -> goals.add(ratio("edge, ", race, AFTER_QUEUE_RATIO));
                default -> {
                    // The goal of passing through is above; in memory there is none.
                }
            }
        }
        for (Latency latency : latencies) {
            goals.add(
                    Goal.under(
                            "wait added to " + size(latency.octets()) + " by milter",
                            ADDED_MILLIS,
                            latency.added(),
                            "%.2f ms"));
        }
        if (!starts.isEmpty()) {
            double median = Spread.of(starts, Double::doubleValue).median();
            goals.add(Goal.under("second start to first message", 3, median, "%.2f s"));
        }
        for (Memory.Soak soak : soaks) {
            goals.add(
                    Goal.under(
                            "resident after " + soak.length().toSeconds() + " s of load",
                            400,
                            soak.resident() / MEBI,
                            "%.0f MB"));
        }
        for (Memory.Idle idle : idles) {
            goals.add(
                    Goal.under(
                            "heap with " + idle.connections() + " idle connections",
                            300,
                            idle.heap() / MEBI,
                            "%.0f MB"));
        }
        return goals;
    }

    private static Goal ratio(String what, Race.Result race, double least) {
        return Goal.atLeast(
                what + size(race.octets()) + " beside " + race.peerName(),
                least,
                race.ratioOfMedians(),
                "%.2f times");
    }

    boolean isEverythingReached() {
        return goals().stream().allMatch(Goal::reached);
    }

    /// For programs.
    Map<String, Object> json() {
        return Map.of(
                "machine",
                machine,
                "passThrough",
                races.stream().map(Report::json).toList(),
                "replies",
                replies,
                "latencies",
                latencies,
                "startSeconds",
                starts,
                "soak",
                soaks,
                "idle",
                idles,
                "goals",
                goals(),
                "reached",
                isEverythingReached());
    }

    /// For people.
    String print() {
        var text = new StringBuilder();
        text.append(machine.print()).append('\n');
        if (!races.isEmpty()) {
            text.append("\nMessages a second, from the first connection to the next hop: ")
                    .append(Client.SESSIONS)
                    .append(
                            " sessions, a new connection for each message, until the last dossier is filed.\n")
                    .append("Medians of ")
                    .append(races.getFirst().pairs().size())
                    .append(
                            ", in brackets the extremes; those of the ratio are of runs side by side.\n");
            races.forEach(race -> text.append(row(race)));
            text.append("Processor time of a message, without client and sink:\n");
            races.forEach(race -> text.append(processorRow(race)));
            races.forEach(race -> text.append(aboutDisk(race)));
        }
        replies.forEach(it -> text.append(it.print()));
        latencies.forEach(it -> text.append(it.print()));
        for (Memory.Soak soak : soaks) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%nAfter %,d messages in %d s: Java %.0f MB resident (at most %.0f), its PostgreSQL %.0f MB.%n",
                            soak.messages(),
                            soak.length().toSeconds(),
                            soak.resident() / MEBI,
                            soak.peak() / MEBI,
                            soak.database() / MEBI));
        }
        for (Memory.Idle idle : idles) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "With %,d idle connections: heap %.0f MB after a collection (%.0f without them), %.0f MB resident.%n",
                            idle.connections(),
                            idle.heap() / MEBI,
                            idle.before() / MEBI,
                            idle.resident() / MEBI));
        }
        text.append('\n');
        goals().forEach(goal -> text.append(row(goal)));
        return text.toString();
    }

    private static String row(Race.Result race) {
        return String.format(
                Locale.ROOT,
                "  %5s, %-7s %s %-24s %s %-24s ratio %.2f (%.2f–%.2f)%n",
                size(race.octets()),
                race.medium(),
                race.peerName(),
                race.peer().print("%.0f"),
                race.oursName(),
                race.ours().print("%.0f"),
                race.ratioOfMedians(),
                race.ratios().least(),
                race.ratios().most());
    }

    private static String processorRow(Race.Result race) {
        return String.format(
                Locale.ROOT,
                "  %5s, %-7s %s %.2f ms, %s %.2f ms%n",
                size(race.octets()),
                race.medium(),
                race.peerName(),
                race.peerProcessor().median(),
                race.oursName(),
                race.oursProcessor().median());
    }

    private static String row(Goal goal) {
        return String.format(
                Locale.ROOT,
                "  %-42s %-20s %-14s %s%n",
                goal.what(),
                goal.limit(),
                goal.measured(),
                goal.reached() ? "reached" : "MISSED");
    }

    /// What part of the difference is waiting for the disk, where the same was measured in memory.
    private String aboutDisk(Race.Result disk) {
        if (!disk.medium().equals(DISK)) {
            return "";
        }
        return races.stream()
                .filter(it -> it.medium().equals(MEMORY) && it.octets() == disk.octets())
                .findFirst()
                .map(memory -> aboutDisk(disk, memory))
                .orElse("");
    }

    private static String aboutDisk(Race.Result disk, Race.Result memory) {
        return String.format(
                Locale.ROOT,
                "With all data in memory instead of on disk, the ratio for %s is %.2f instead of %.2f: %s spends"
                        + " %.0f %% of its time waiting for the disk, Postern %.0f %%.%n",
                size(disk.octets()),
                memory.ratioOfMedians(),
                disk.ratioOfMedians(),
                disk.peerName(),
                waiting(disk.peer(), memory.peer()),
                waiting(disk.ours(), memory.ours()));
    }

    private static double waiting(Spread disk, Spread memory) {
        return Math.max(0, 100 * (1 - disk.median() / memory.median()));
    }

    private static Map<String, Object> json(Race.Result race) {
        return Map.ofEntries(
                Map.entry("medium", race.medium()),
                Map.entry("octets", race.octets()),
                Map.entry("peer", race.peerName()),
                Map.entry("ours", race.oursName()),
                Map.entry("peerPerSecond", race.peer()),
                Map.entry("oursPerSecond", race.ours()),
                Map.entry("peerProcessorMillis", race.peerProcessor()),
                Map.entry("oursProcessorMillis", race.oursProcessor()),
                Map.entry("ratioOfMedians", race.ratioOfMedians()),
                Map.entry("ratios", race.ratios()),
                Map.entry("pairs", race.pairs()));
    }
}
