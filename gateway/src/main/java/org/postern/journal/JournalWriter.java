package org.postern.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postern.journey.MailId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes events to the journal's files, in groups, and forces them within a bound.
///
/// An error gives the file up for good: nothing is known about the octets since the last force, and forcing again would
/// answer for other octets than those. The next group goes to a new file, after a pause. What the old file holds is still
/// filed, as far as its check sums agree.
final class JournalWriter {
    static final String ENDING = ".journal";

    /// Events written at once, and forced at once when there are as many.
    static final int GROUP = 500;

    /// Weight at which a group is full, whatever the number of its events.
    static final long GROUP_WEIGHT = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MOST_KEPT = 200;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path folder;
    private final Disk disk;
    private final JournalSettings settings;
    private final Intake intake;
    private final Progress progress;
    private final Recent recent;
    private final Reporter reporter;
    private final InstantSource clock;
    private final long forceWithinNanos;
    private final GroupBuffer buffer = new GroupBuffer();
    private final List<Event> kept = new ArrayList<>();

    private @Nullable FileChannel channel;
    private MailId segment = new MailId(0, 0);
    private long size;
    private long handled;
    private int unforced;
    private long unforcedSince;
    private long pauseUntil;
    private boolean paused;

    JournalWriter(
            Path folder,
            Disk disk,
            JournalSettings settings,
            Intake intake,
            Progress progress,
            Recent recent,
            Reporter reporter,
            InstantSource clock) {
        this.folder = folder;
        this.disk = disk;
        this.settings = settings;
        this.intake = intake;
        this.progress = progress;
        this.recent = recent;
        this.reporter = reporter;
        this.clock = clock;
        this.forceWithinNanos = settings.forceWithin().toNanos();
    }

    /// Works until the intake is closed and empty.
    void run() throws InterruptedException {
        var group = new ArrayList<Event>(GROUP);
        boolean closed = false;
        while (!closed) {
            group.clear();
            Intake.Taken taken = intake.take(group, idleNanos(), GATHER_NANOS);
            closed = taken.closed();
            handled += group.size();
            group.addAll(reporter.floods(closed));
            group.forEach(EventLog::tellUnlessTold);
            LogFiles.flush();
            group.addAll(kept);
            kept.clear();
            write(group);
            if (taken.hurried() || closed || forceIsDue()) {
                force();
            }
        }
        finish();
        if (!kept.isEmpty()) {
            reporter.lost("close", kept.size());
        }
        progress.mark(new Progress.Mark("", 0, handled));
    }

    private long idleNanos() {
        if (!kept.isEmpty()) {
            return Math.max(1, pauseUntil - System.nanoTime());
        }
        if (unforced > 0) {
            return Math.max(1, unforcedSince + forceWithinNanos - System.nanoTime());
        }
        return FloodGate.WINDOW_NANOS;
    }

    private boolean forceIsDue() {
        return unforced >= GROUP
                || unforced > 0 && System.nanoTime() - unforcedSince >= forceWithinNanos;
    }

    private void write(List<Event> group) {
        if (group.isEmpty()) {
            return;
        }
        int count = encode(group);
        if (count == 0) {
            return;
        }
        if (progress.unfiledOctets() + buffer.size() > settings.backlog().octets()) {
            reporter.alarm("journal-backlog", "the journal is full: " + settings.backlog());
            lose("backlog", group);
            return;
        }
        if (paused && System.nanoTime() - pauseUntil < 0) {
            lose("pause", group);
            return;
        }
        try {
            append(count);
        } catch (IOException e) {
            lose("write", group);
            giveUp("journal-write", e);
        }
    }

    /// What strangers cannot cause in numbers is kept in memory for a better time; the rest is lost.
    private void lose(String why, List<Event> group) {
        if (!paused) {
            pauseUntil = System.nanoTime() + PAUSE_NANOS;
        }
        int lost = 0;
        for (Event event : group) {
            boolean precious = !event.kind().floodable() && event.kind() != Event.Kind.JUDGED;
            if (precious && kept.size() < MOST_KEPT) {
                kept.add(event);
            } else {
                lost++;
            }
        }
        if (lost > 0) {
            reporter.lost(why, lost);
        }
    }

    /// Fills the buffer; returns how many events it holds.
    private int encode(List<Event> group) {
        buffer.clear();
        int count = 0;
        for (Event event : group) {
            int before = buffer.size();
            try {
                if (buffer.add(event)) {
                    count++;
                    continue;
                }
                reporter.alarm("journal-record", "too large a record: " + event.id());
            } catch (RuntimeException e) {
                LOG.error("bug while writing event {}", event.id(), e);
                buffer.cut(before);
            }
            reporter.lost("record", 1);
        }
        return count;
    }

    private void append(int count) throws IOException {
        paused = false;
        if (size >= settings.segment().octets()) {
            force();
            finish();
        }
        FileChannel open = channel == null ? begin() : channel;
        int octets = buffer.size();
        disk.write(open, buffer.all());
        for (GroupBuffer.Place place : buffer.places()) {
            recent.add(name(), size + place.from(), place.event(), place.length());
        }
        size += octets;
        progress.unfiled(octets);
        if (unforced == 0) {
            unforcedSince = System.nanoTime();
        }
        unforced += count;
    }

    /// Opens a new file, whose name sorts behind that of the last one. The filer learns the name before the file is
    /// there, so that it never takes the file for a finished one.
    private FileChannel begin() throws IOException {
        MailId name = MailId.next(clock, ThreadLocalRandom.current());
        while (name.compareTo(segment) <= 0) {
            name = new MailId(segment.high() + (1 << 16), name.low());
        }
        segment = name;
        size = 0;
        unforced = 0;
        progress.mark(new Progress.Mark(name(), 0, progress.mark().events()));
        channel = disk.begin(folder.resolve(name()));
        return channel;
    }

    private void force() {
        FileChannel open = channel;
        if (open != null && unforced > 0) {
            try {
                disk.force(open);
                unforced = 0;
            } catch (IOException e) {
                giveUp("journal-force", e);
            }
        }
        progress.mark(new Progress.Mark(channel == null ? "" : name(), size, handled));
    }

    private void giveUp(String what, IOException e) {
        String doubt = unforced > 0 ? "; in doubt: " + unforced + " events" : "";
        reporter.alarm(what, e + doubt);
        unforced = 0;
        paused = true;
        pauseUntil = System.nanoTime() + PAUSE_NANOS;
        finish();
    }

    private void finish() {
        FileChannel open = channel;
        channel = null;
        try {
            if (open != null) {
                progress.unfiled(open.size() - size);
                open.close();
            }
        } catch (IOException e) {
            reporter.alarm("journal-close", e.toString());
        }
        size = 0;
    }

    private String name() {
        return segment + ENDING;
    }
}
