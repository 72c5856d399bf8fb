package org.postern.bench;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postern.app.Complaint;
import org.postern.app.Exit;
import org.postern.app.Verb;
import org.postern.settings.Parse;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `postern bench`: measures Postern beside other mail servers and against its goals.
@Command(
        name = "postern bench",
        subcommands = Kill.class,
        description = {
            "Measure Postern beside Postfix on this machine, and against its own goals.",
            "Same client, same next hop, same disk, in turns; all of it on loopback. Leave the machine alone meanwhile:"
                    + " figures hold within one call only, as ratios."
        },
        exitCodeList = {
            "0:measured; every goal is reached, or --quick",
            "1:a goal is missed, or a measurement failed: a message lost, a server that does not start",
            "2:wrong command line, or something is missing"
        })
final class Compare extends Verb {
    private static final List<Integer> SIZES = List.of(4 << 10, 50 << 10);
    private static final int IDLE_CONNECTIONS = 5000;
    private static final Path IN_MEMORY = Path.of("/dev/shm");
    private static final long ROOM = 3L << 30;

    private static final Set<Part> BESIDE_POSTFIX =
            EnumSet.of(Part.PASS_THROUGH, Part.QUEUE, Part.FILTER, Part.MILTER);

    private enum Part {
        PASS_THROUGH,
        QUEUE,
        FILTER,
        MILTER,
        START,
        MEMORY,
        IDLE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Runs of each server, and starts. Default: 5, with --quick 3.")
    private Optional<Integer> runs;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "About how long one run takes. Default: 10, with --quick 4.")
    private Optional<Integer> seconds;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description = "Messages in each run, instead of --seconds.")
    private Optional<Integer> messages;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description =
                    "What to measure: ${COMPLETION-CANDIDATES}. May be repeated. Default: everything.")
    private Set<Part> only = EnumSet.allOf(Part.class);

    @Option(
            names = "--soak",
            paramLabel = "TIME",
            description = "Load before memory is read. Default: 10m, with --quick 60s.")
    private Optional<Duration> soak;

    @Option(
            names = "--work",
            paramLabel = "DIRECTORY",
            defaultValue = "/var/tmp",
            description =
                    "A directory on a real disk for the data of both. Default: ${DEFAULT-VALUE}.")
    private Path work;

    @Option(
            names = "--quick",
            description = "Shorter, for a look; a missed goal does not change the exit code.")
    private boolean quick;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public static void main(String[] args) {
        var line = new CommandLine(new Compare());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Duration.class, Parse::duration);
        line.setExecutionExceptionHandler((e, at, _) -> {
            if (e instanceof Complaint complaint) {
                at.getErr().println("postern bench: " + complaint.getMessage());
                return complaint.exit();
            }
            throw e;
        });
        System.exit(line.execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Report report;
        try (Stage stage = Stage.guarded()) {
            Path home = Path.of(System.getProperty("postern.home", "."));
            Path disk = stage.directory(onDisk(work));
            Machine machine = Machine.of(disk);
            say(machine.print());
            if (machine.isBusy()) {
                say("others keep this machine busy: the figures will say little");
            }
            report = new Report(machine);
            NextHopSink sink = stage.own(NextHopSink.start());
            if (only.contains(Part.PASS_THROUGH)) {
                passThrough(report, sink, home);
            }
            if (only.contains(Part.QUEUE)) {
                queue(report, sink, home);
            }
            if (only.contains(Part.FILTER)) {
                filter(report, sink, home);
            }
            if (only.contains(Part.MILTER)) {
                milter(report, sink, home);
            }
            if (!BESIDE_POSTFIX.containsAll(only)) {
                alone(report, stage.own(new PosternGateway(home, disk, sink.port())));
            }
        }
        out().println(
                        json
                                ? JsonMapper.shared().writeValueAsString(report.json())
                                : "\n" + report.print());
        return quick || report.isEverythingReached() ? Exit.OK : Exit.NO;
    }

    private void passThrough(Report report, NextHopSink sink, Path home)
            throws IOException, InterruptedException {
        race(report, sink, home, Report.DISK, work);
        Optional<String> hindrance = whyNotInMemory();
        if (hindrance.isPresent()) {
            say("nothing is measured without a disk: " + hindrance.get());
        } else {
            race(report, sink, home, Report.MEMORY, IN_MEMORY);
        }
    }

    /// Both take the responsibility before they say 250: Postfix always does, Postern where it is told to.
    private void queue(Report report, NextHopSink sink, Path home)
            throws IOException, InterruptedException {
        race(report, sink, home, Report.QUEUE, work);
    }

    private void race(Report report, NextHopSink sink, Path home, String medium, Path where)
            throws IOException, InterruptedException {
        List<String> more =
                medium.equals(Report.QUEUE) ? List.of("queue.first=inbound") : List.of();
        try (Stage stage = Stage.guarded()) {
            var peer = stage.own(new PostfixRelay(stage.directory(where), sink.port()));
            var ours =
                    stage.own(new PosternGateway(home, stage.directory(where), sink.port(), more));
            peer.start();
            ours.start();
            for (Contestant server : List.of(peer, ours)) {
                say(
                        server.name()
                                + ", data "
                                + (medium.equals(Report.MEMORY) ? "in memory" : "on disk")
                                + ", set for this:");
                server.shown().lines().forEach(line -> say("  " + line));
            }
            for (int octets : SIZES) {
                report.add(new Race(sink, shape(), this::say).run(medium, octets, peer, ours));
                if (medium.equals(Report.QUEUE)) {
                    report.add(Replies.measure(octets, shape().length(), peer, ours));
                }
            }
        }
    }

    private Race.Shape shape() {
        return new Race.Shape(
                rounds(),
                messages.orElse(0),
                Duration.ofSeconds(seconds.orElse(quick ? 4 : 10)),
                Duration.ofSeconds(quick ? 3 : 60));
    }

    private int rounds() {
        return runs.orElse(quick ? 3 : 5);
    }

    /// Before the queue: beside the least that any filter costs there. After it: beside the edge, which does the same.
    private void filter(Report report, NextHopSink sink, Path home)
            throws IOException, InterruptedException {
        try (Stage stage = Stage.guarded()) {
            Hooked hooked = new Hooked(stage, sink, home, work);
            var peer = hooked.beforeQueueWithProxy();
            var ours = hooked.beforeQueueWithPostern();
            for (int octets : SIZES) {
                report.add(
                        new Race(sink, shape(), this::say)
                                .run(Report.BEFORE_QUEUE, octets, peer, ours));
            }
        }
        try (Stage stage = Stage.guarded()) {
            var peer = new Hooked(stage, sink, home, work).afterQueueWithPostern();
            var edge = stage.own(new PosternGateway(home, stage.directory(work), sink.port()));
            edge.start();
            for (int octets : SIZES) {
                report.add(
                        new Race(sink, shape(), this::say)
                                .run(Report.AFTER_QUEUE, octets, peer, edge));
            }
        }
    }

    private void milter(Report report, NextHopSink sink, Path home)
            throws IOException, InterruptedException {
        try (Stage stage = Stage.guarded()) {
            var peer = stage.own(new PostfixRelay(stage.directory(work), sink.port()));
            peer.start();
            var ours = new Hooked(stage, sink, home, work).milterWithPostern();
            report.add(Latency.measure(SIZES.getFirst(), rounds(), peer, ours));
        }
    }

    /// What needs no peer.
    private void alone(Report report, PosternGateway gateway)
            throws IOException, InterruptedException {
        gateway.start();
        if (only.contains(Part.START)) {
            report.addStarts(Start.measure(gateway, rounds(), this::say));
        }
        if (only.contains(Part.MEMORY)) {
            Duration length = soak.orElse(quick ? Duration.ofSeconds(60) : Duration.ofMinutes(10));
            report.add(Memory.soak(gateway, length, this::say));
        }
        if (only.contains(Part.IDLE)) {
            report.add(Memory.idle(gateway, IDLE_CONNECTIONS));
        }
    }

    private static Path onDisk(Path directory) throws IOException {
        String type = Files.getFileStore(directory).type();
        if (type.equals("tmpfs") || type.equals("ramfs")) {
            throw Complaint.usage(
                    directory + " is in memory: name a directory on a disk with --work");
        }
        return directory;
    }

    private static Optional<String> whyNotInMemory() throws IOException {
        if (!Files.isWritable(IN_MEMORY)) {
            return Optional.of(IN_MEMORY + " is not there");
        }
        FileStore store = Files.getFileStore(IN_MEMORY);
        if (!store.type().equals("tmpfs")) {
            return Optional.of(IN_MEMORY + " is not in memory");
        }
        if (store.getUsableSpace() < ROOM) {
            return Optional.of(IN_MEMORY + " has less than 3 GiB free");
        }
        boolean closed =
                Machine.read("/proc/mounts")
                        .lines()
                        .map(line -> line.split(" "))
                        .anyMatch(words ->
                                words[1].equals(IN_MEMORY.toString())
                                        && List.of(words[3].split(",")).contains("noexec"));
        return closed
                ? Optional.of(IN_MEMORY + " lets no program run, and the database has to")
                : Optional.empty();
    }

    /// Progress and circumstances, beside the answer.
    private void say(String line) {
        err().println(line);
        err().flush();
    }
}
