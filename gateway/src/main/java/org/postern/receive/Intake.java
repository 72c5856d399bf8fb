package org.postern.receive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.journey.Content;
import org.postern.mail.smtp.OctetSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A message while it is being received. Running out of room is not an error of the connection: octets are then dropped,
/// so that the client can be read to the end of its message and be told, and [#finish] gives nothing. For one thread.
public final class Intake implements OctetSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private static final int FIRST = 8 * 1024;

    /// Room is set aside in such steps.
    private static final int STEP = 64 * 1024;

    /// The disk is asked for its reserve once in so many octets.
    private static final int RESERVE_STEP = 1 << 20;

    private final ContentSpool spool;
    private final Share ofClient;
    private long reserved;
    private long size;
    private byte[] memory = new byte[0];
    private @Nullable FileChannel file;
    private long reserveCheckedAt;
    private boolean dropping;

    Intake(ContentSpool spool, Share ofClient) {
        this.spool = spool;
        this.ofClient = ofClient;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        if (dropping) {
            return;
        }
        try {
            if (!keep(from, offset, length)) {
                close();
            }
        } catch (IOException e) {
            LOG.warn("cannot write a temporary file for a message: {}", e.getMessage());
            close();
        }
    }

    /// Whether there was no room, so that nothing is kept any more.
    public boolean isDropping() {
        return dropping;
    }

    private boolean keep(byte[] from, int offset, int length) throws IOException {
        if (size + length > reserved && !reserveMore(size + length)) {
            return false;
        }
        if (file == null && size + length > memory.length && !grow(size + length)) {
            if (!spool.hasReserveBehind(size + length)) {
                return false;
            }
            file = toFile();
        }
        if (file == null) {
            System.arraycopy(from, offset, memory, (int) size, length);
        } else {
            if (!reserveHolds()) {
                return false;
            }
            writeFully(file, ByteBuffer.wrap(from, offset, length));
        }
        size += length;
        return true;
    }

    private boolean reserveMore(long needed) {
        long more = Math.max(needed - reserved, STEP);
        if (!ofClient.take(more)) {
            return false;
        }
        if (!spool.flight().take(more)) {
            ofClient.giveBack(more);
            return false;
        }
        reserved += more;
        return true;
    }

    private boolean grow(long needed) {
        long most = spool.room().messageInMemory().octets();
        if (needed > most) {
            return false;
        }
        long next = Math.min(most, Math.max(Math.max(needed, FIRST), 4L * memory.length));
        if (!spool.memory().take(next - memory.length)) {
            return false;
        }
        memory = Arrays.copyOf(memory, (int) next);
        return true;
    }

    private FileChannel toFile() throws IOException {
        FileChannel created = spool.disk().create();
        try {
            writeFully(created, ByteBuffer.wrap(memory, 0, (int) size));
        } catch (IOException e) {
            created.close();
            throw e;
        }
        forgetMemory();
        return created;
    }

    private boolean reserveHolds() {
        if (size - reserveCheckedAt < RESERVE_STEP) {
            return true;
        }
        reserveCheckedAt = size;
        return spool.hasReserveBehind(RESERVE_STEP);
    }

    private static void writeFully(FileChannel to, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            to.write(octets);
        }
    }

    /// The whole message, or empty if there was no room for it. The room is given back when the content is closed.
    public Optional<Content> finish() {
        if (dropping) {
            return Optional.empty();
        }
        try {
            Content content = content();
            dropping = true;
            reserved = 0;
            memory = new byte[0];
            file = null;
            return Optional.of(content);
        } catch (IOException e) {
            LOG.warn("cannot read back a temporary file of a message: {}", e.getMessage());
            close();
            return Optional.empty();
        }
    }

    private Content content() throws IOException {
        long inFlight = reserved;
        if (file != null) {
            return new MappedContent(file, size, () -> giveBack(inFlight));
        }
        long inMemory = memory.length;
        return new MemoryContent(
                memory,
                (int) size,
                () -> {
                    spool.memory().giveBack(inMemory);
                    giveBack(inFlight);
                });
    }

    private void giveBack(long octets) {
        spool.flight().giveBack(octets);
        ofClient.giveBack(octets);
    }

    /// Forgets the message, unless it was finished.
    @Override
    public void close() {
        if (dropping) {
            return;
        }
        dropping = true;
        forgetMemory();
        giveBack(reserved);
        reserved = 0;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("cannot close a temporary file of a message: {}", e.getMessage());
            }
            file = null;
        }
    }

    private void forgetMemory() {
        spool.memory().giveBack(memory.length);
        memory = new byte[0];
    }
}
