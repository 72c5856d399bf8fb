package org.postern.blocklist.feed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import org.postern.store.DurableFile;

/// A copy of a list while it comes: a file of mode 0600 that is never longer than allowed, and its SHA-256.
final class DraftFile implements AutoCloseable {
    private final Path file;
    private final long largest;
    private final FileChannel channel;
    private final MessageDigest digest;
    private long length;

    DraftFile(Path file, long largest) throws IOException {
        this.file = file;
        this.largest = largest;
        this.digest = sha256();
        Files.deleteIfExists(file);
        this.channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
    }

    void write(ByteBuffer octets) throws IOException {
        length += octets.remaining();
        if (length > largest) {
            throw FeedTrouble.refused("it is longer than " + largest + " octets");
        }
        digest.update(octets.duplicate());
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    long length() {
        return length;
    }

    /// Of all that came; asked for once.
    String sum() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Puts the draft in the place of the last good copy, so that either is there after a power cut.
    void keepAs(Path kept) throws IOException {
        channel.force(true);
        Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
        DurableFile.forceDirectory(Objects.requireNonNull(kept.toAbsolutePath().getParent()));
    }

    InputStream read() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    static String sum(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = new byte[1 << 16];
            for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
                digest.update(octets, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
