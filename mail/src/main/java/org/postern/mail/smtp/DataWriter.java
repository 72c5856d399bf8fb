package org.postern.mail.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes the content of one message behind DATA: dots stuffed, CR and LF only as CRLF, one CRLF.CRLF at the end
/// (RFC 5321 §4.5.2). Used once. What it may not send it refuses; it never mends content, because a mended message is not
/// the one that was inspected and signed.
public final class DataWriter {
    /// Octets handed on at once; a TLS record.
    private static final int BLOCK = 16 * 1024;

    private static final byte[] END = {'.', '\r', '\n'};

    private final OctetSink out;
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private At at = At.LINE_START;

    private enum At {
        LINE_START,
        INSIDE,
        CR,
        FINISHED
    }

    public DataWriter(OctetSink out) {
        this.out = out;
    }

    /// Writes octets of the content, in order; more may follow.
    ///
    /// @throws IllegalContent a CR or LF that is not part of a CRLF
    /// @throws IOException the connection failed
    public void write(byte[] octets, int offset, int length) throws IOException, IllegalContent {
        int end = offset + length;
        int run = offset;
        int i = offset;
        while (i < end) {
            switch (at) {
                case LINE_START -> {
                    if (octets[i] == '.') {
                        append(octets, run, i);
                        run = i;
                        append(END, 0, 1);
                    }
                    at = At.INSIDE;
                }
                case INSIDE -> {
                    int stop = LineEnds.next(octets, i, end);
                    if (stop < end) {
                        if (octets[stop] == '\n') {
                            throw new IllegalContent("bare LF in content to be sent");
                        }
                        at = At.CR;
                        stop++;
                    }
                    i = stop;
                }
                case CR -> {
                    if (octets[i] != '\n') {
                        throw new IllegalContent("bare CR in content to be sent");
                    }
                    if (i == offset) {
                        append(END, 1, 2);
                    }
                    at = At.LINE_START;
                    i++;
                }
                case FINISHED -> throw new IllegalStateException("content behind its end");
            }
        }
        // A CR waits until its LF is seen: it must not reach the peer without one.
        append(octets, run, at == At.CR && run < end ? end - 1 : end);
    }

    /// Writes all remaining octets of the buffer; they may be mapped or read-only.
    public void write(ByteBuffer octets) throws IOException, IllegalContent {
        if (octets.hasArray()) {
            write(octets.array(), octets.arrayOffset() + octets.position(), octets.remaining());
            octets.position(octets.limit());
            return;
        }
        byte[] copy = new byte[Math.min(BLOCK, octets.remaining())];
        while (octets.hasRemaining()) {
            int length = Math.min(copy.length, octets.remaining());
            octets.get(copy, 0, length);
            write(copy, 0, length);
        }
    }

    /// Writes the end of data, and the CRLF before it where the content does not end in one.
    ///
    /// @throws IllegalContent the content ends in a bare CR
    /// @throws IOException the connection failed
    public void finish() throws IOException, IllegalContent {
        switch (at) {
            case CR -> throw new IllegalContent("bare CR in content to be sent");
            case INSIDE -> append(END, 1, 3);
            case LINE_START -> {}
            case FINISHED -> throw new IllegalStateException("finished twice");
        }
        append(END, 0, 3);
        at = At.FINISHED;
        flush();
    }

    private void append(byte[] octets, int from, int to) throws IOException {
        int length = to - from;
        if (length > BLOCK - filled) {
            flush();
        }
        if (length >= BLOCK) {
            out.write(octets, from, length);
            return;
        }
        System.arraycopy(octets, from, block, filled, length);
        filled += length;
    }

    private void flush() throws IOException {
        if (filled > 0) {
            out.write(block, 0, filled);
            filled = 0;
        }
    }
}
