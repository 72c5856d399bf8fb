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

    /// Octets that may still be written.
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
        return new Directory(directory, new AtomicLong());
    }

    /// The real one.
    record Directory(Path directory, AtomicLong last) implements Disk {
        private static final Set<StandardOpenOption> OPEN =
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);

        @Override
        public FileChannel create() throws IOException {
            Path file =
                    directory.resolve(
                            "content-"
                                    + ProcessHandle.current().pid()
                                    + "-"
                                    + last.incrementAndGet());
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
            return directory.toFile().getUsableSpace();
        }
    }
}
