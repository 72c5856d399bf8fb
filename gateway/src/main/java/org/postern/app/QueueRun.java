package org.postern.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.postern.queue.Queue;
import org.postern.store.DataDirectory;
import org.postern.store.DurableFile;

/// One run of this node's queue. Each has an id, which is written down before it is used: the next run then knows whose
/// leases are void, and need not wait until nobody has heard of it for a while.
final class QueueRun {
    private QueueRun() {}

    /// @throws IOException the id cannot be written down
    static Queue start(DataDirectory data, Queue.Parts parts) throws IOException {
        Path file = data.run().resolve("queue-worker");
        UUID before = read(file);
        UUID now = UUID.randomUUID();
        DurableFile.write(file, now + "\n");
        return Queue.start(parts, now, before);
    }

    /// A file that is damaged says nothing; the leases of that run end by themselves.
    private static UUID read(Path file) throws IOException {
        try {
            return UUID.fromString(Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (NoSuchFileException | IllegalArgumentException _) {
            return UUID.randomUUID();
        }
    }
}
