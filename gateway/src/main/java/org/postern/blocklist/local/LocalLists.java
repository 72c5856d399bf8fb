package org.postern.blocklist.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.DurableFile;
import org.postern.store.Following;

/// The lists in force, as clients are tested by them: from memory, without waiting. Thread-safe.
///
/// A copy lies in a file, so that a gateway whose database is down at the start knows whom it lets in.
public final class LocalLists implements AutoCloseable {

    /// What is in force at one time. Immutable.
    public static final class Snapshot {
        private final Standing standing;
        private final EntryTable allow;
        private final EntryTable block;
        private final int size;

        private Snapshot(Standing standing, List<Entry> entries) {
            this.standing = standing;
            this.allow = table(entries, ListKind.ALLOW);
            this.block = table(entries, ListKind.BLOCK);
            this.size = entries.size();
        }

        private static EntryTable table(List<Entry> entries, ListKind list) {
            return new EntryTable(entries.stream().filter(it -> it.list() == list).toList());
        }

        public Standing standing() {
            return standing;
        }

        /// Entries of both lists together.
        public int size() {
            return size;
        }

        EntryTable allow() {
            return allow;
        }

        EntryTable block() {
            return block;
        }
    }

    private final Path copy;
    private final Consumer<String> reports;
    private final Following following = new Following();
    private volatile Snapshot snapshot;
    private volatile String complaint = "";

    private LocalLists(Path copy, List<Entry> entries, Consumer<String> reports) {
        this.copy = copy;
        this.reports = reports;
        this.snapshot = new Snapshot(Standing.UNKNOWN, entries);
    }

    /// Lists that never change.
    public static Snapshot of(List<Entry> entries) {
        return new Snapshot(Standing.UNKNOWN, entries);
    }

    /// Starts from the copy of an earlier run, or with empty lists where there is none.
    ///
    /// @param copy the file
    /// @param reports one line for people each time something noteworthy happens
    public static LocalLists open(Path copy, Consumer<String> reports) {
        List<Entry> entries = List.of();
        try {
            entries = read(Files.readAllLines(copy));
        } catch (NoSuchFileException _) {
            // The first start.
        } catch (IOException | IllegalArgumentException e) {
            reports.accept(copy + " is of no use: " + e.getMessage());
        }
        return new LocalLists(copy, entries, reports);
    }

    /// The lists in force.
    public Snapshot now() {
        return snapshot;
    }

    /// Takes what is in force in the database, if it is something else. What cannot be understood leaves the last good one.
    public void refresh(Database database) throws SQLException {
        var entries = new ArrayList<Entry>();
        Standing standing;
        try (Connection connection = database.connection(DatabaseRole.MAIL)) {
            standing = EntryStore.standing(connection);
            if (standing.revision() == snapshot.standing().revision()) {
                return;
            }
            EntryStore.read(connection, Optional.empty(), entries::add);
        } catch (IllegalArgumentException e) {
            complain(String.valueOf(e.getMessage()));
            return;
        }
        complaint = "";
        use(new Snapshot(standing, entries), entries);
    }

    /// Follows the database until closed, also through its absences.
    public void follow(Database database, Duration interval) {
        following.begin("client-lists", database, interval, () -> refresh(database));
    }

    @Override
    public void close() {
        following.close();
    }

    /// Says once what is wrong, not at every look.
    private synchronized void complain(String what) {
        if (!what.equals(complaint)) {
            complaint = what;
            reports.accept("lists of clients cannot be used, the last ones stay: " + what);
        }
    }

    private synchronized void use(Snapshot newer, List<Entry> entries) {
        if (newer.standing().revision() < snapshot.standing().revision()) {
            return;
        }
        snapshot = newer;
        try {
            DurableFile.write(copy, print(entries));
        } catch (IOException e) {
            reports.accept(copy + " cannot be written: " + e.getMessage());
        }
    }

    private static String print(List<Entry> entries) {
        var text = new StringBuilder(64 * entries.size());
        for (Entry entry : entries) {
            text.append(entry.list().word())
                    .append(' ')
                    .append(EntryText.print(EntryText.of(entry)))
                    .append('\n');
        }
        return text.toString();
    }

    private static List<Entry> read(List<String> lines) {
        var entries = new ArrayList<Entry>(lines.size());
        for (String line : lines) {
            int blank = Math.max(0, line.indexOf(' '));
            ListKind list =
                    ListKind.of(line.substring(0, blank))
                            .orElseThrow(() -> new IllegalArgumentException("a line of no list"));
            EntryText.parse(line.substring(blank))
                    .ifPresent(it ->
                            entries.add(
                                    new Entry(
                                            list,
                                            it.clients(),
                                            it.comment(),
                                            "",
                                            Instant.EPOCH,
                                            it.expires())));
        }
        return entries;
    }
}
