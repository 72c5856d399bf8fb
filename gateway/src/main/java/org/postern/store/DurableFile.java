package org.postern.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/// Writes whole files that survive a power cut: draft, force, rename, force the directory.
///
/// A reader sees the old file or the new one, never a part. After an exception the old file stands; the same draft is
/// never forced twice, because an error of `force` is told only once.
public final class DurableFile {
    private DurableFile() {}

    /// Writes a file of mode 0600. Concurrent writers of one path must agree among themselves.
    public static void write(Path file, byte[] octets) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        var ours =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel =
                FileChannel.open(
                        draft,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ours)) {
            ByteBuffer rest = ByteBuffer.wrap(octets);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        forceDirectory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Makes the names in a directory durable.
    public static void forceDirectory(Path directory) throws IOException {
        force(directory);
    }

    /// Makes the octets of a file durable, or the names in a directory.
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
