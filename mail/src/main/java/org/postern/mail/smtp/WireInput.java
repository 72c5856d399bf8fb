package org.postern.mail.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The octets that a peer sends, buffered. A waiting connection holds only a small buffer, a transfer a large one for
/// its duration: thousands of connections idle, few transfer.
///
/// Not thread-safe; a connection belongs to one thread.
public final class WireInput {
    /// Octets of buffer while commands are read: no ordinary command is longer.
    private static final int SMALL = 512;

    /// Octets of buffer while content is read; the size of a TLS record.
    private static final int LARGE = 16 * 1024;

    private static final byte[] NONE = new byte[0];

    private final InputStream from;

    // The octets not yet taken are buffer[start..end).
    private byte[] buffer = NONE;
    private int start;
    private int end;
    private boolean ended;

    public WireInput(InputStream from) {
        this.from = from;
    }

    /// Reads one line that ends in CRLF. Anything that cannot be part of a line is told as soon as it arrives, without
    /// waiting for a line end that may never come.
    ///
    /// @param limit most octets of the line, CRLF included
    /// @throws IOException the connection failed or a time limit of the stream was over
    public Line readLine(int limit) throws IOException {
        int scanned = 0;
        while (true) {
            for (int i = start + scanned; i < end; i++) {
                byte octet = buffer[i];
                if (octet > '\r' || octet < 0) {
                    continue;
                }
                switch (octet) {
                    case '\n' -> {
                        return new Line.BareLf();
                    }
                    case 0 -> {
                        return new Line.Nul();
                    }
                    case '\r' -> {
                        if (i + 1 < end) {
                            return buffer[i + 1] == '\n' ? take(i, limit) : new Line.BareCr();
                        }
                    }
                    default -> {}
                }
            }
            int held = end - start;
            if (held >= limit) {
                return new Line.TooLong();
            }
            // A CR at the very end is looked at again, with its successor.
            scanned = held > 0 && buffer[end - 1] == '\r' ? held - 1 : held;
            if (!fill(SMALL, limit)) {
                return new Line.Closed();
            }
        }
    }

    private Line take(int cr, int limit) {
        int length = cr - start;
        if (length + 2 > limit) {
            return new Line.TooLong();
        }
        String line = new String(buffer, start, length, StandardCharsets.ISO_8859_1);
        start = cr + 2;
        return new Line.Complete(line);
    }

    /// Whether more octets are here already, read or waiting in the stream: a client that must wait for a reply, and did
    /// not, is pipelining without right.
    public boolean hasMore() throws IOException {
        return start < end || !ended && from.available() > 0;
    }

    /// Number of octets read from the stream and not yet taken.
    public int buffered() {
        return end - start;
    }

    /// Forgets all octets read so far. At STARTTLS what came in clear must not be taken for what came protected.
    ///
    /// @return how many there were
    public int discard() {
        int dropped = end - start;
        start = 0;
        end = 0;
        buffer = NONE;
        return dropped;
    }

    /// Takes all octets read so far, for another reader of the stream.
    public byte[] takeBuffered() {
        byte[] taken = Arrays.copyOfRange(buffer, start, end);
        discard();
        return taken;
    }

    /// Waits until so many octets are buffered; false at the end of the stream.
    boolean has(int octets) throws IOException {
        while (end - start < octets) {
            if (!fill(SMALL, octets)) {
                return false;
            }
        }
        return true;
    }

    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /// Marks everything before the index as taken.
    void takenUpTo(int index) {
        start = index;
    }

    /// Replaces the octets taken so far by new ones, in a buffer for content; false at the end of the stream.
    boolean fillLarge() throws IOException {
        if (buffer.length < LARGE) {
            resize(LARGE);
        }
        return fill(LARGE, LARGE);
    }

    /// Goes back to a small buffer when a transfer is over.
    void shrink() {
        int held = end - start;
        if (buffer.length > SMALL && held <= SMALL) {
            if (held == 0) {
                discard();
            } else {
                resize(SMALL);
            }
        }
    }

    private boolean fill(int least, int most) throws IOException {
        if (start == end) {
            start = 0;
            end = 0;
            if (buffer.length < least) {
                buffer = new byte[least];
            }
        } else if (end == buffer.length) {
            // Doubling keeps the work linear; compacting first keeps what was taken from counting.
            int held = end - start;
            resize(
                    held <= buffer.length / 2
                            ? buffer.length
                            : Math.max(least, Math.min(2 * buffer.length, most + 1)));
        }
        int count = ended ? -1 : from.read(buffer, end, buffer.length - end);
        if (count <= 0) {
            // An end is final. Octets behind it, such as clear text behind the end of TLS, are
            // nobody's.
            ended = true;
            return false;
        }
        end += count;
        return true;
    }

    private void resize(int size) {
        int held = end - start;
        if (size == buffer.length) {
            System.arraycopy(buffer, start, buffer, 0, held);
        } else {
            byte[] next = new byte[Math.max(size, held + 1)];
            System.arraycopy(buffer, start, next, 0, held);
            buffer = next;
        }
        start = 0;
        end = held;
    }
}
