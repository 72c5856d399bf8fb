package org.postern.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postern.journal.Filing.Filed;
import org.postern.journal.Filing.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that carries events from the journal's files into the database, in order, and deletes the files.
///
/// While the database is away it waits, longer after each failure up to a bound. What cannot be read, and what the
/// database refuses for its content, is set aside with an alarm, and the rest goes on.
final class Filer {
    private static final Logger LOG = LoggerFactory.getLogger(Filer.class);
    private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path folder;
    private final Disk disk;
    private final Filing filing;
    private final Progress progress;
    private final Reporter reporter;
    private final Recent recent;
    private final Aside aside;
    private final Set<Path> unreadable = new HashSet<>();
    private @Nullable Position reached;
    private boolean away;

    Filer(
            Path folder,
            Disk disk,
            Filing filing,
            Progress progress,
            Recent recent,
            Reporter reporter) {
        this.recent = recent;
        this.folder = folder;
        this.disk = disk;
        this.filing = filing;
        this.progress = progress;
        this.reporter = reporter;
        this.aside = new Aside(folder, disk, reporter);
    }

    /// Works until it is told to stop; what is not filed then stays in the files.
    void run() throws InterruptedException {
        long wait = FIRST_WAIT_NANOS;
        while (!progress.stopped()) {
            try {
                Progress.Mark done = pass();
                wait = FIRST_WAIT_NANOS;
                if (!progress.stopped()) {
                    progress.filed(done);
                    progress.awaitMore(done);
                }
                continue;
            } catch (SQLException e) {
                away = true;
                recent.pause();
                progress.away(true);
                reporter.alarm("database", "events wait in the journal: " + e.getMessage());
            } catch (IOException e) {
                reporter.alarm("journal-read", e.toString());
            } catch (RuntimeException e) {
                LOG.error("bug while filing events", e);
            }
            progress.awaitStop(wait + ThreadLocalRandom.current().nextLong(wait / 4));
            wait = Math.min(wait * 2, LONGEST_WAIT_NANOS);
        }
    }

    /// Files everything that is durable now. The list is made before the mark is read: a file in the list that the mark
    /// does not name is then finished for certain.
    private Progress.Mark pass() throws IOException, SQLException {
        List<Path> files = Disk.list(folder, JournalWriter.ENDING);
        Progress.Mark mark = progress.mark();
        for (Path file : files) {
            boolean current = file.getFileName().toString().equals(mark.segment());
            if (!unreadable.contains(file) && !progress.stopped()) {
                file(file, current, mark.forced());
            }
        }
        return mark;
    }

    private void file(Path file, boolean current, long forced) throws IOException, SQLException {
        Position from = begun(file.getFileName().toString());
        long limit = current ? forced : Files.size(file);
        try (var reader = new SegmentReader(file, from.offset(), limit)) {
            while (reader.next() && !progress.stopped()) {
                dealWith(reader);
            }
            if (reader.position() < limit || current) {
                return;
            }
        } catch (SegmentReader.Unreadable e) {
            unreadable.add(file);
            aside.whole(file, e);
            return;
        }
        recent.forget(file.getFileName().toString());
        disk.delete(file);
    }

    /// Where to go on in a file. A position in another file means that this one was not begun.
    private Position begun(String segment) throws SQLException {
        Position known = reached;
        if (known == null) {
            known = filing.position();
            reached = known;
            if (Files.exists(folder.resolve(known.segment()))) {
                progress.unfiled(-known.offset());
            }
        }
        return known.segment().equals(segment) ? known : new Position(segment, 0);
    }

    private void dealWith(SegmentReader reader) throws SQLException {
        if (reader.torn()) {
            LOG.info("cut off an unfinished record at the end of {}", reader.file());
        }
        for (SegmentReader.Damage damage : reader.damages()) {
            aside.damage(reader.file(), damage.offset(), damage.octets());
        }
        var batch = new ArrayList<Filed>(reader.records().size());
        for (Frames.Whole record : reader.records()) {
            byte[] octets = new byte[record.payload().remaining()];
            record.payload().get(octets);
            long offset = reader.offset(record);
            try {
                Optional<Event> known = recent.take(reader.segment(), offset);
                if (known.isPresent() && isFiled(known.get())) {
                    continue;
                }
                Event event = known.isPresent() ? known.get() : EventJson.read(octets);
                batch.add(new Filed(event, new String(octets, StandardCharsets.UTF_8)));
            } catch (IOException e) {
                aside.record(
                        reader.segment() + "-" + offset, octets, String.valueOf(e.getMessage()));
            }
        }
        Position end = new Position(reader.segment(), reader.position());
        insert(batch, end);
        reached = end;
        progress.unfiled(-reader.advanced());
        if (away) {
            away = false;
            recent.resume();
            progress.away(false);
            LOG.info("events are filed again");
        }
    }

    /// What was committed with its mail a moment ago need not be filed once more. After a restart that is not relied on.
    private static boolean isFiled(Event event) {
        return event instanceof Event.Judged judged && judged.committed();
    }

    private void insert(List<Filed> batch, Position end) throws SQLException {
        try {
            filing.file(batch, end);
        } catch (SQLException e) {
            if (!isAboutContent(e)) {
                throw e;
            }
            oneByOne(batch, end);
        }
    }

    /// Keeps the position that was, until the last: a crash in between files the others again, which does nothing.
    private void oneByOne(List<Filed> batch, Position end) throws SQLException {
        Position before = reached == null ? Position.NONE : reached;
        for (Filed filed : batch) {
            try {
                filing.file(List.of(filed), before);
            } catch (SQLException e) {
                if (!isAboutContent(e)) {
                    throw e;
                }
                aside.record(
                        filed.event().id().toString(),
                        filed.json().getBytes(StandardCharsets.UTF_8),
                        "the database refused it: " + e.getMessage());
            }
        }
        filing.file(List.of(), end);
    }

    /// Classes 22 (data) and 23 (integrity) of SQLSTATE: trying again would not help.
    private static boolean isAboutContent(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }
}
