package org.postern.blocklist.waiting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postern.store.DurableFile;

/// A waiting room with a file of who was let in, so that a restart makes nobody wait again. What was learnt since the file was
/// written last is lost in a crash, and those wait once more. Thread-safe.
///
/// A line of the file is the time of the last visit, in seconds, and the organisation.
public final class KeptRoom implements AutoCloseable {
    private final WaitingRoom room;
    private final Path file;
    private final InstantSource clock;
    private final Consumer<String> reports;
    private final CountDownLatch closing = new CountDownLatch(1);

    private KeptRoom(WaitingRoom room, Path file, InstantSource clock, Consumer<String> reports) {
        this.room = room;
        this.file = file;
        this.clock = clock;
        this.reports = reports;
    }

    /// @param every how often the file is written, and when it is closed
    /// @param reports one line for people where the file is of no use
    public static KeptRoom open(
            WaitingRoom.Rules rules,
            Path file,
            Duration every,
            InstantSource clock,
            Consumer<String> reports) {
        var kept = new KeptRoom(new WaitingRoom(rules), file, clock, reports);
        kept.read();
        Thread.ofVirtual().name("waiting-room").start(() -> kept.keepWriting(every));
        return kept;
    }

    public WaitingRoom room() {
        return room;
    }

    private void read() {
        var known = new ArrayList<WaitingRoom.Known>();
        try {
            for (String line : Files.readAllLines(file)) {
                known.add(parse(line));
            }
            room.remember(known);
        } catch (NoSuchFileException _) {
            // The first start.
        } catch (IOException
                | DateTimeException
                | NumberFormatException
                | IndexOutOfBoundsException e) {
            reports.accept(file + " is of no use, senders wait once more: " + e.getMessage());
        }
    }

    private static WaitingRoom.Known parse(String line) {
        int blank = line.indexOf(' ');
        return new WaitingRoom.Known(
                line.substring(blank + 1),
                Instant.ofEpochSecond(Long.parseLong(line.substring(0, blank))));
    }

    private void keepWriting(Duration every) {
        try {
            while (!closing.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
                write();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void write() {
        List<WaitingRoom.Known> known = room.known(clock.instant());
        var text = new StringBuilder(40 * known.size());
        for (WaitingRoom.Known one : known) {
            text.append(one.last().getEpochSecond()).append(' ').append(one.name()).append('\n');
        }
        try {
            DurableFile.write(file, text.toString());
        } catch (IOException e) {
            reports.accept(file + " cannot be written: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        write();
    }
}
