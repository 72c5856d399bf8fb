package org.postern.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.queue.Queue;
import org.postern.store.DataDirectory;
import org.postern.store.DurableFile;

/// One run of this node's queue. Each has an id, which is written down before it is used: the next run then knows whose
/// leases are void, and need not wait until nobody has heard of it for a while.
final class QueueRun {
    /// A run may be killed before it has taken back what the one before it left.
    private static final int MOST_REMEMBERED = 16;

    private QueueRun() {}

    /// @throws IOException the id cannot be written down
    static Queue start(DataDirectory data, Queue.Parts parts) throws IOException {
        UUID now = UUID.randomUUID();
        return Queue.start(parts, now, next(data.run().resolve("queue-worker"), now));
    }

    /// Writes down who runs now; returns who ran before, the last one first.
    static List<UUID> next(Path file, UUID now) throws IOException {
        List<UUID> before = read(file);
        String lines =
                Stream.concat(Stream.of(now), before.stream())
                        .limit(MOST_REMEMBERED)
                        .map(it -> it + "\n")
                        .collect(Collectors.joining());
        DurableFile.write(file, lines);
        return before;
    }

    /// A file that is damaged says nothing; the leases of those runs end by themselves.
    private static List<UUID> read(Path file) throws IOException {
        try {
            String lines = Files.readString(file, StandardCharsets.ISO_8859_1);
            return lines.lines().map(UUID::fromString).toList();
        } catch (NoSuchFileException | IllegalArgumentException _) {
            return List.of();
        }
    }
}
