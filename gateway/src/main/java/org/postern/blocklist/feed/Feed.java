package org.postern.blocklist.feed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postern.blocklist.table.MemoryIsShort;
import org.postern.blocklist.table.PrefixTable;

/// One list and its last good copy. What is in force may be read by anybody; everything else is the work of one thread.
final class Feed {
    private final FeedSource source;
    private final FeedSettings settings;
    private final Path kept;
    private final Path marksFile;

    private volatile @Nullable FeedList list;
    private volatile FeedState state;
    private CopyMarks marks = new CopyMarks("", "", "", "", Instant.EPOCH);
    private Instant due = Instant.MIN;
    private int failures;
    private List<FeedEvent> told = List.of();

    Feed(FeedSource source, FeedSettings settings) {
        this.source = source;
        this.settings = settings;
        this.kept = settings.directory().resolve(source.name() + ".list");
        this.marksFile = settings.directory().resolve(source.name() + ".marks");
        this.state = new FeedState(source, 0, 0, 0, Optional.empty(), Optional.empty());
    }

    FeedSource source() {
        return source;
    }

    /// The list in force.
    Optional<FeedList> list() {
        return Optional.ofNullable(list);
    }

    FeedState state() {
        return state;
    }

    boolean isDue(Instant now) {
        return source.isFile() || !now.isBefore(due);
    }

    /// Takes the last good copy from the disk, if there is one that is still good.
    Optional<FeedEvent> recall(FeedGuard guard) {
        try {
            if (!Files.isRegularFile(kept)) {
                return Optional.empty();
            }
            CopyMarks read = CopyMarks.read(marksFile);
            FeedList copy;
            try (InputStream in = Files.newInputStream(kept)) {
                copy = source.format().read(in, source.column(), settings.mostEntries());
            }
            Optional<String> fault = guard.fault(source, copy);
            if (fault.isPresent()) {
                copy.table().close();
                return Optional.of(
                        new FeedEvent.Refused(source.name(), "the last copy: " + fault.get()));
            }
            if (read.place().equals(source.place().toString())) {
                boolean fits = read.sha256().equals(DraftFile.sum(kept));
                marks = fits ? read : new CopyMarks(read.place(), "", "", "", read.confirmed());
            }
            list = copy;
            describe(Optional.empty());
            return Optional.empty();
        } catch (IOException | MemoryIsShort e) {
            return Optional.of(
                    new FeedEvent.Refused(source.name(), "the last copy: " + e.getMessage()));
        }
    }

    /// Asks the place, and puts in force what came if it is good.
    ///
    /// @param anyChange whether a copy is believed that differs much from the last
    /// @param retire takes tables that are no longer in force
    List<FeedEvent> check(
            Places places, FeedGuard guard, Instant now, boolean anyChange, Retire retire)
            throws InterruptedException {
        Optional<FeedEvent> event;
        try {
            event = fetch(places, guard, now, anyChange, retire);
            failures = 0;
            due = now.plus(source.every());
        } catch (FeedTrouble e) {
            event = Optional.of(e.event(source.name()));
            failed(now);
        } catch (IOException | MemoryIsShort e) {
            String why = Draft.plain(String.valueOf(e.getMessage()));
            event = Optional.of(new FeedEvent.Refused(source.name(), why));
            failed(now);
        }
        describe(event.flatMap(Feed::trouble));
        return news(Stream.concat(event.stream(), stale(now).stream()).toList());
    }

    /// What was not told the last time.
    private List<FeedEvent> news(List<FeedEvent> events) {
        List<FeedEvent> before = told;
        told = events;
        return events.stream().filter(it -> !before.contains(it)).toList();
    }

    /// Where old tables go.
    interface Retire {
        void table(PrefixTable table);
    }

    private void failed(Instant now) {
        failures = Math.min(failures + 1, 16);
        Duration wait = Duration.ofMinutes(1).multipliedBy(1L << failures);
        due = now.plus(wait.compareTo(source.every()) < 0 ? wait : source.every());
    }

    private static Optional<String> trouble(FeedEvent event) {
        return switch (event) {
            case FeedEvent.Refused(_, String why) -> Optional.of("refused: " + why);
            case FeedEvent.Unreachable(_, String why) -> Optional.of(why);
            case FeedEvent.Loaded _, FeedEvent.Stale _ -> Optional.empty();
        };
    }

    private Optional<FeedEvent> fetch(
            Places places, FeedGuard guard, Instant now, boolean anyChange, Retire retire)
            throws IOException, InterruptedException {
        CopyMarks known =
                anyChange || list == null ? new CopyMarks("", "", "", "", Instant.EPOCH) : marks;
        Path draftFile = settings.directory().resolve("." + source.name() + ".draft");
        try (var draft = new DraftFile(draftFile, settings.largest())) {
            switch (places.fetch(source, known, draft, now)) {
                case Fetched.Same _ -> {
                    marks = marks.confirmedAt(now);
                    if (!source.isFile()) {
                        marks.write(marksFile);
                    }
                    return Optional.empty();
                }
                case Fetched.Copy copy -> {
                    return Optional.of(take(places, guard, anyChange, retire, draft, copy));
                }
            }
        }
    }

    private FeedEvent take(
            Places places,
            FeedGuard guard,
            boolean anyChange,
            Retire retire,
            DraftFile draft,
            Fetched.Copy copy)
            throws IOException, InterruptedException {
        if (source.checksum().isPresent()
                && !places.checksum(source.checksum().get()).equals(copy.marks().sha256())) {
            throw FeedTrouble.refused("it does not have its checksum");
        }
        FeedList fresh;
        try (InputStream in = draft.read()) {
            fresh = source.format().read(in, source.column(), settings.mostEntries());
        }
        Optional<String> fault = fault(guard, anyChange, draft, copy, fresh);
        if (fault.isPresent()) {
            fresh.table().close();
            throw FeedTrouble.refused(fault.get());
        }
        draft.keepAs(kept);
        copy.marks().write(marksFile);
        marks = copy.marks();
        FeedList before = list;
        list = fresh;
        if (before != null) {
            retire.table(before.table());
        }
        return new FeedEvent.Loaded(
                source.name(), fresh.entries(), fresh.leftOut(), problems(fresh));
    }

    private Optional<String> fault(
            FeedGuard guard, boolean anyChange, DraftFile draft, Fetched.Copy copy, FeedList fresh)
            throws IOException {
        if (isPage(draft)) {
            return Optional.of("it is a page of HTML or XML");
        }
        if (fresh.unfinished() && !copy.whole() && source.checksum().isEmpty()) {
            return Optional.of("it ends in the middle of a line");
        }
        FeedList before = list;
        return guard.fault(source, fresh)
                .or(() ->
                        before == null || anyChange
                                ? Optional.empty()
                                : guard.change(source, before, fresh));
    }

    private static boolean isPage(DraftFile draft) throws IOException {
        try (InputStream in = draft.read()) {
            for (byte octet : in.readNBytes(1024)) {
                if (!Character.isWhitespace(octet)) {
                    return octet == '<';
                }
            }
        }
        return false;
    }

    private List<String> problems(FeedList from) {
        return from.problems().stream()
                .map(it -> source.place() + ":" + it.line() + ": " + it.why())
                .toList();
    }

    private Optional<FeedEvent> stale(Instant now) {
        FeedList current = list;
        if (current == null) {
            return Optional.empty();
        }
        Optional<Instant> expires = current.marks().expires();
        if (expires.isPresent() && expires.get().isBefore(now)) {
            return Optional.of(
                    new FeedEvent.Stale(source.name(), days(Duration.between(expires.get(), now))));
        }
        Duration age = Duration.between(confirmed(), now);
        return source.stale()
                .filter(it -> age.compareTo(it) > 0)
                .map(_ -> new FeedEvent.Stale(source.name(), days(age)));
    }

    /// In whole days, so that it is not told once a minute.
    private static Duration days(Duration age) {
        return Duration.ofDays(age.toDays());
    }

    /// A file is confirmed by whoever writes it, not by looking at it.
    private Instant confirmed() {
        try {
            return source.isFile()
                    ? Files.getLastModifiedTime(Path.of(source.place())).toInstant()
                    : marks.confirmed();
        } catch (IOException _) {
            return marks.confirmed();
        }
    }

    private void describe(Optional<String> trouble) {
        FeedList current = list;
        state =
                current == null
                        ? new FeedState(source, 0, 0, 0, Optional.empty(), trouble)
                        : new FeedState(
                                source,
                                current.entries(),
                                current.leftOut(),
                                current.table().octets(),
                                Optional.of(confirmed()),
                                trouble);
    }
}
