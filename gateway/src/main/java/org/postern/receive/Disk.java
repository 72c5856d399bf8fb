package org.postern.receive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Where temporary files come from.
interface Disk {
    /// A new file for reading and writing that has no name any more, so that it is gone when it is closed, whatever
    /// happens to the process.
    FileChannel create() throws IOException;

    /// Octets that may still be written, as of a moment ago.
    long usable();

    /// The disk of a directory, which is made if it is missing. Files that a crash left in it are deleted.
    static Disk in(Path directory) throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "content-*")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        return new Directory(directory);
    }

    /// The real one.
    final class Directory implements Disk {
        private static final Set<StandardOpenOption> OPEN =
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);

        /// How old an answer about free space may be: asking costs as much as reading a small message.
        private static final long FRESH_NANOS = 100_000_000;

        private final Path directory;
        private final AtomicLong last = new AtomicLong();
        private volatile Usable usable;

        private record Usable(long octets, long at) {}

        private Directory(Path directory) {
            this.directory = directory;
            this.usable = ask();
        }

        @Override
        public FileChannel create() throws IOException {
            long pid = ProcessHandle.current().pid();
            Path file = directory.resolve("content-" + pid + "-" + last.incrementAndGet());
            FileChannel channel =
                    FileChannel.open(
                            file,
                            OPEN,
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            try {
                Files.delete(file);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return channel;
        }

        @Override
        public long usable() {
            Usable known = usable;
            if (System.nanoTime() - known.at() > FRESH_NANOS) {
                known = ask();
                usable = known;
            }
            return known.octets();
        }

        private Usable ask() {
            return new Usable(directory.toFile().getUsableSpace(), System.nanoTime());
        }
    }
}
