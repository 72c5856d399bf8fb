package org.postern.receive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk under the test's thumb: it can be low on space, and it can be full.
final class FakeDisk implements Disk {
    volatile long usable = Long.MAX_VALUE / 2;
    volatile boolean full;
    volatile boolean refuses;
    final AtomicInteger created = new AtomicInteger();

    @Override
    public FileChannel create() throws IOException {
        created.incrementAndGet();
        if (refuses) {
            throw new IOException("read-only file system");
        }
        if (full) {
            // Every write to it fails as on a full disk.
            return FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        }
        Path file = Files.createTempFile("edge-test", ".content");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(file);
        return channel;
    }

    @Override
    public long usable() {
        return usable;
    }
}
