package org.postern.journal;

import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Reads one journal file in stretches of whole records. For one thread.
final class SegmentReader implements AutoCloseable {
    private static final int STRETCH = 1 << 20;

    private final Path file;
    private final long limit;
    private final FileChannel channel;
    private ByteBuffer octets = ByteBuffer.allocate(STRETCH);
    private long began;
    private long position;
    private Frames.Found found = new Frames.Found(List.of(), List.of(), 0, false);

    /// Octets of the file that are no record.
    record Damage(long offset, ByteBuffer octets) {}

    /// The disk does not give the file back.
    static final class Unreadable extends IOException {
        @Serial private static final long serialVersionUID = 1;

        Unreadable(IOException cause) {
            super(cause.toString(), cause);
        }
    }

    /// @param limit where the file ends, or where whole records of it end
    SegmentReader(Path file, long from, long limit) throws IOException {
        this.file = file;
        this.limit = limit;
        this.position = from;
        this.began = from;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /// Reads the next stretch; false at the end.
    boolean next() throws Unreadable {
        if (position >= limit) {
            return false;
        }
        began = position;
        int wanted = STRETCH;
        do {
            fill(wanted);
            boolean last = began + octets.limit() >= limit;
            found = Frames.read(octets, JournalWriter.GROUP, last);
            wanted = 2 * octets.limit();
        } while (found.end() == 0);
        position = began + found.end();
        return true;
    }

    List<Frames.Whole> records() {
        return found.records();
    }

    /// Where a record begins in the file.
    long offset(Frames.Whole record) {
        return began + record.from();
    }

    List<Damage> damages() {
        return found.damages().stream()
                .map(it ->
                        new Damage(began + it.from(), octets.slice(it.from(), it.to() - it.from())))
                .toList();
    }

    /// Whether the file ended in the middle of a record, as it does after the process was killed.
    boolean torn() {
        return found.torn();
    }

    Path file() {
        return file;
    }

    /// The file's name, as positions have it.
    String segment() {
        return file.getFileName().toString();
    }

    /// Where the next stretch begins.
    long position() {
        return position;
    }

    /// The length of the last stretch.
    long advanced() {
        return position - began;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void fill(int wanted) throws Unreadable {
        int length = (int) Math.min(wanted, limit - began);
        if (octets.capacity() < length) {
            octets = ByteBuffer.allocate(length);
        }
        octets.clear().limit(length);
        try {
            while (octets.hasRemaining()) {
                if (channel.read(octets, began + octets.position()) < 0) {
                    throw new IOException("shorter than it was");
                }
            }
        } catch (IOException e) {
            throw new Unreadable(e);
        }
        octets.flip();
    }
}
