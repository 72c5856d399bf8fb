package org.postern.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Every change that the journal makes to a disk: draft, write, force, rename, force the directory, delete. Tests put one
/// in its place that records the order and fails on command.
class Disk {
    private static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OUR_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /// Makes a folder of mode 0700, if it is not there.
    void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, OUR_FOLDER);
        }
    }

    /// Makes an empty file of mode 0600, open for appending; whatever had its name is gone.
    FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                OURS);
    }

    /// Writes all that remains in the buffer.
    void write(FileChannel channel, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    /// Makes the octets of a file durable. After an exception nothing is known about what was written since the last
    /// call, and a later success would prove nothing: the caller gives the file up.
    void force(FileChannel channel) throws IOException {
        channel.force(false);
    }

    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Makes the names in a folder durable.
    void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /// A whole small file: durable when this returns, and never seen in part.
    final void keep(Path file, ByteBuffer octets) throws IOException {
        try (FileChannel channel = draft(file)) {
            write(channel, octets);
            force(channel);
            settle(file);
        }
    }

    /// An empty file that has its name for good when this returns.
    final FileChannel begin(Path file) throws IOException {
        FileChannel channel = draft(file);
        try {
            force(channel);
            settle(file);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// The files in a folder with an ending, in the order of their names.
    static List<Path> list(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    private FileChannel draft(Path file) throws IOException {
        return create(draftOf(file));
    }

    private void settle(Path file) throws IOException {
        rename(draftOf(file), file);
        forceFolder(file.resolveSibling("."));
    }

    private static Path draftOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".draft");
    }
}
