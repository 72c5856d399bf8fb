package org.postern.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.postern.journey.Dossier;
import org.postern.journey.Journey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where everything that happens is told.
///
/// ```
/// record ─► counters ─► queue ─► writer ─► log line
///                                   └────► journal file ─► filer ─► database
/// ```
///
/// Telling never waits for the database and never fails the message. It waits for the disk only when the queue is full
/// (`journal.waiting`, or 32 MiB), and then no longer than `journal.patience`: after that the event is lost, which is counted and
/// told by an alarm. Thread-safe.
public final class Journal implements Journey.Ledger, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

    private final String node;
    private final InstantSource clock;
    private final long patienceNanos;
    private final Intake intake;
    private final Progress progress = new Progress();
    private final Counters counters = new Counters();
    private final FloodGate gate;
    private final Seldom seldom = new Seldom(System::nanoTime);
    private final Thread writer;
    private final Thread filer;

    /// How much is not yet in the database.
    ///
    /// @param events told since the start and not yet filed
    /// @param octets in journal files, also of earlier runs
    public record Backlog(long events, long octets) {
        public boolean isEmpty() {
            return events == 0 && octets == 0;
        }
    }

    private Journal(
            Path folder,
            Disk disk,
            String node,
            JournalSettings settings,
            Filing filing,
            InstantSource clock) {
        this.node = node;
        this.clock = clock;
        this.patienceNanos = settings.patience().toNanos();
        this.intake =
                new Intake(
                        new Intake.Bound(settings.waiting(), Intake.MOST_WEIGHT),
                        new Intake.Bound(JournalWriter.GROUP, JournalWriter.GROUP_WEIGHT));
        this.gate = new FloodGate(settings.flood(), System::nanoTime);
        Reporter reporter = new Trouble();
        var recent = new Recent();
        var writing =
                new JournalWriter(
                        folder, disk, settings, intake, progress, recent, reporter, clock);
        var filed = new Filer(folder, disk, filing, progress, recent, reporter);
        this.writer = worker("journal-writer", writing::run);
        this.filer = worker("journal-filer", filed::run);
    }

    /// Opens the journal and begins to file what earlier runs left in it.
    ///
    /// @param folder made if it is not there, mode 0700
    /// @param node name of this node, for the stamps
    /// @throws IOException the folder cannot be used
    public static Journal open(
            Path folder, String node, JournalSettings settings, FilingStore filing)
            throws IOException {
        return open(folder, new Disk(), node, settings, filing, InstantSource.system());
    }

    static Journal open(
            Path folder,
            Disk disk,
            String node,
            JournalSettings settings,
            Filing filing,
            InstantSource clock)
            throws IOException {
        disk.folder(folder);
        for (Path draft : Disk.list(folder, ".draft")) {
            disk.delete(draft);
        }
        long left = 0;
        for (Path file : Disk.list(folder, JournalWriter.ENDING)) {
            left += Files.size(file);
        }
        var journal = new Journal(folder, disk, node, settings, filing, clock);
        journal.progress.unfiled(left);
        journal.writer.start();
        journal.filer.start();
        return journal;
    }

    /// A stamp for an event that happens now.
    public Event.Stamp stamp() {
        return Event.Stamp.now(node, clock, RANDOM);
    }

    @Override
    public void record(Dossier dossier) {
        record(new Event.Judged(dossier, dossier.isInCustody()));
    }

    public void record(Event event) {
        counters.count(event);
        if (gate.passes(event.kind())) {
            put(event, patienceNanos);
        }
    }

    /// Tells that something is broken; the same word at most twice a minute.
    ///
    /// @param what a stable word
    /// @param detail one line for administrators
    public void alarm(String what, String detail) {
        var alarm = new Event.Alarm(stamp(), what, detail);
        counters.count(alarm);
        if (seldom.passes(what)) {
            // Told here and not by the writer, which may be what is broken.
            EventLog.tell(alarm);
            put(alarm, 0);
        }
    }

    public Backlog backlog() {
        return new Backlog(
                intake.accepted() - progress.filedEvents(), Math.max(0, progress.unfiledOctets()));
    }

    /// Waits until everything told before is in the database, or known to be lost.
    ///
    /// @return false if it is not in time
    public boolean awaitFiled(Duration patience) throws InterruptedException {
        return progress.awaitFiled(intake.hurry(), patience.toNanos());
    }

    /// How many events there were since the start, by kind and reason.
    public SortedMap<String, Long> counters() {
        return counters.values();
    }

    /// Makes what was told durable and gives the filer some seconds; the rest is filed after the next start.
    @Override
    public void close() {
        try {
            intake.close();
            writer.join();
            progress.awaitEnd(LAST_PATIENCE.toNanos());
            progress.stop();
            filer.join(LAST_PATIENCE);
        } catch (InterruptedException _) {
            progress.stop();
            Thread.currentThread().interrupt();
        }
    }

    private void put(Event event, long patience) {
        if (!intake.put(event, patience)) {
            lose("queue", 1);
        }
    }

    private void lose(String why, long events) {
        counters.add("lost." + why, events);
        if (seldom.passes("lost")) {
            LOG.error("events are lost ({}): {} since the start", why, counters.sum("lost."));
        }
    }

    private List<Event> floods(boolean all) {
        return gate.collect(all).stream()
                .<Event>map(it -> new Event.Flood(stamp(), it.kind(), it.events()))
                .toList();
    }

    private final class Trouble implements Reporter {
        @Override
        public void alarm(String what, String detail) {
            Journal.this.alarm(what, detail);
        }

        @Override
        public void lost(String why, long events) {
            lose(why, events);
        }

        @Override
        public List<Event> floods(boolean all) {
            return Journal.this.floods(all);
        }
    }

    private static Thread worker(String name, Work work) {
        return Thread.ofPlatform()
                .name(name)
                .unstarted(() -> {
                    try {
                        work.run();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private interface Work {
        void run() throws InterruptedException;
    }
}
