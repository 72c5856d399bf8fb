package org.postern.mail.milter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads packets. A length is a claim: memory grows with the octets that arrived, not with those that were announced. Not
/// thread-safe; a connection belongs to one thread.
public final class PacketReader {
    /// Enough for all that is said of an ordinary mail before its body.
    private static final int FIRST = 8 * 1024;

    private static final int LENGTH = 4;

    private final InputStream from;
    private final int most;

    // The octets not yet taken are buffer[start..end).
    private byte[] buffer = new byte[0];
    private int start;
    private int end;

    /// @param most octets of a packet, without its length
    public PacketReader(InputStream from, int most) {
        this.from = from;
        this.most = most;
    }

    /// Reads one packet.
    ///
    /// @throws IOException the connection failed or a time limit of the stream was over
    public Packet read() throws IOException {
        if (!has(LENGTH)) {
            return start == end ? new Packet.Closed() : cut();
        }
        long length =
                (long) (buffer[start] & 0xff) << 24
                        | (buffer[start + 1] & 0xff) << 16
                        | (buffer[start + 2] & 0xff) << 8
                        | (buffer[start + 3] & 0xff);
        if (length < 1) {
            return new Packet.Malformed("a packet without a command");
        }
        if (length > most) {
            return new Packet.Malformed("a packet of more than " + most + " octets");
        }
        int whole = LENGTH + (int) length;
        if (!has(whole)) {
            return cut();
        }
        char code = (char) (buffer[start + LENGTH] & 0xff);
        var content =
                new String(
                        buffer, start + LENGTH + 1, (int) length - 1, StandardCharsets.ISO_8859_1);
        start += whole;
        return new Packet.Complete(code, content);
    }

    /// Whether a packet began to arrive that is not whole yet, or was not read.
    public boolean hasBegun() {
        return start < end;
    }

    /// Gives memory back that long packets took; to be called where a connection may be silent for long.
    public void rest() {
        if (start == end && buffer.length > FIRST) {
            buffer = new byte[0];
            start = 0;
            end = 0;
        }
    }

    private static Packet cut() {
        return new Packet.Malformed("the connection ended inside a packet");
    }

    private boolean has(int count) throws IOException {
        while (end - start < count) {
            if (end == buffer.length) {
                makeRoom();
            }
            int read = from.read(buffer, end, buffer.length - end);
            if (read < 0) {
                return false;
            }
            end += read;
        }
        return true;
    }

    private void makeRoom() {
        int waiting = end - start;
        if (waiting > buffer.length / 2 || buffer.length == 0) {
            int next = Math.min(Math.max(FIRST, 2 * buffer.length), Math.max(FIRST, LENGTH + most));
            byte[] larger = new byte[next];
            System.arraycopy(buffer, start, larger, 0, waiting);
            buffer = larger;
        } else {
            System.arraycopy(buffer, start, buffer, 0, waiting);
        }
        start = 0;
        end = waiting;
    }
}
