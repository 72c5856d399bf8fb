package org.postern.receive;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Content in an unlinked file, mapped into memory. Closing takes the mapping away at once, so that the disk has its space
/// back without waiting for the garbage collector; a reader that is late gets an exception, never foreign octets.
final class MappedContent extends RestingContent {
    private static final Logger LOG = LoggerFactory.getLogger(MappedContent.class);
    private static final Duration RETRY = Duration.ofMillis(50);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment octets;

    /// Takes the file over and closes it: the mapping keeps its octets.
    MappedContent(FileChannel file, long size, Runnable giveBack) throws IOException {
        super(size, giveBack);
        try {
            octets = file.map(MapMode.READ_ONLY, 0, size, arena);
            file.close();
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    ByteBuffer view() {
        return octets.asByteBuffer();
    }

    /// An arena cannot be closed while another thread is inside of a system call on it. That ends soon.
    @Override
    void forget() {
        if (!closed()) {
            Thread.startVirtualThread(() -> {
                try {
                    do {
                        Thread.sleep(RETRY);
                    } while (!closed());
                } catch (InterruptedException _) {
                    LOG.warn("a temporary file stays mapped until the process ends");
                }
            });
        }
    }

    private boolean closed() {
        try {
            arena.close();
            return true;
        } catch (IllegalStateException _) {
            return !arena.scope().isAlive();
        }
    }
}
