package org.postern.mail.smtp;

import java.io.IOException;

/// Reads the content of one message that comes in chunks (RFC 3030 §2): as many octets as were announced, all of them
/// content, a dot at the beginning of a line too. Used for one message, chunk after chunk.
///
/// Lines end as behind DATA: a CR or LF that is not part of a CRLF is a fault, also where the two lie in different chunks,
/// since a later server gets the message by DATA.
public final class ChunkReader {
    private final WireInput in;
    private final ContentLimits limits;

    private long octets;
    private long dropped;
    private int lineOctets;
    private boolean behindCr;
    private Found found = Found.NOTHING;

    /// The first fault; those that leave the connection out of step come last.
    private enum Found {
        NOTHING,
        TOO_LARGE,
        LINE_TOO_LONG,
        BARE_CR,
        BARE_LF
    }

    public ChunkReader(WireInput in, ContentLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /// Reads one chunk. Octets behind it stay in the input.
    ///
    /// @return [DataReader.Ending.Complete] with the octets of all chunks so far where this one is whole and sound
    /// @throws IOException reading or the sink failed; the connection has to end
    public DataReader.Ending read(OctetSink sink, long announced, boolean last) throws IOException {
        try {
            for (long left = announced; left > 0; ) {
                if (in.buffered() == 0 && !in.fillLarge()) {
                    return new DataReader.Ending.Closed();
                }
                int length = (int) Math.min(left, in.buffered());
                scan(in.buffer(), in.start(), in.start() + length);
                hand(sink, in.start(), length);
                in.takenUpTo(in.start() + length);
                left -= length;
                if (found.compareTo(Found.BARE_CR) >= 0 || dropped > limits.drain() && left > 0) {
                    return ending(false);
                }
            }
            if (last && behindCr) {
                found = Found.BARE_CR;
            }
            return ending(true);
        } finally {
            in.shrink();
        }
    }

    /// Reads away a chunk that nobody wants; false if the client closed before its end.
    public static boolean skip(WireInput in, long announced) throws IOException {
        try {
            for (long left = announced; left > 0; ) {
                if (in.buffered() == 0 && !in.fillLarge()) {
                    return false;
                }
                int length = (int) Math.min(left, in.buffered());
                in.takenUpTo(in.start() + length);
                left -= length;
            }
            return true;
        } finally {
            in.shrink();
        }
    }

    private void scan(byte[] buffer, int from, int to) {
        int i = from;
        while (i < to) {
            if (behindCr) {
                if (buffer[i++] != '\n') {
                    found = Found.BARE_CR;
                    return;
                }
                behindCr = false;
                lineOctets = 0;
                continue;
            }
            int stop = LineEnds.next(buffer, i, to);
            lineOctets += stop - i;
            if (lineOctets > limits.line() - 2 && found == Found.NOTHING) {
                found = Found.LINE_TOO_LONG;
            }
            if (stop < to && buffer[stop] == '\n') {
                found = Found.BARE_LF;
                return;
            }
            behindCr = stop < to;
            i = stop + 1;
        }
    }

    private void hand(OctetSink sink, int from, int length) throws IOException {
        if (found == Found.NOTHING && octets + length > limits.message()) {
            found = Found.TOO_LARGE;
        }
        if (found == Found.NOTHING) {
            octets += length;
            sink.write(in.buffer(), from, length);
        } else {
            dropped += length;
        }
    }

    /// @param inStep whether the chunk was read to its end
    private DataReader.Ending ending(boolean inStep) {
        return switch (found) {
            case NOTHING -> new DataReader.Ending.Complete(octets);
            case TOO_LARGE -> new DataReader.Ending.TooLarge(inStep);
            case LINE_TOO_LONG -> new DataReader.Ending.LineTooLong(inStep);
            case BARE_CR -> new DataReader.Ending.BareCr();
            case BARE_LF -> new DataReader.Ending.BareLf();
        };
    }
}
