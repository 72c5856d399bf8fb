package org.postern.mail.smtp;

import java.io.IOException;

/// Reads the content of one message behind DATA: up to the only end there is, CRLF.CRLF, with dot-stuffing undone
/// (RFC 5321 §4.5.2). The octets that go to the sink are those the client meant, every one.
///
/// Line ends with a meaning of their own are how mail is smuggled through gateways: a reader that takes LF.CRLF for an
/// end and one that does not see two messages and one. So a bare CR or LF ends the reading with a fault, whatever stands
/// around it.
public final class DataReader {
    private final WireInput in;
    private final ContentLimits limits;

    private At at = At.LINE_START;
    private Fault fault = Fault.NONE;
    private long octets;
    private long dropped;
    private int lineOctets;

    private enum At {
        /// Behind CRLF, or at the very beginning.
        LINE_START,
        /// Behind a dot that began a line.
        DOT,
        /// Behind the CR of such a dot.
        DOT_CR,
        INSIDE,
        CR,
        // Where reading stops:
        END,
        BARE_CR,
        BARE_LF,
        CLOSED,
        GIVEN_UP
    }

    private enum Fault {
        NONE,
        TOO_LARGE,
        LINE_TOO_LONG
    }

    /// How the content ended.
    public sealed interface Ending {

        /// CRLF.CRLF was read; the sink has the whole content.
        ///
        /// @param octets length of the content, its last CRLF included
        record Complete(long octets) implements Ending {}

        /// More octets than the limit. What went to the sink is to be thrown away.
        ///
        /// @param drained whether the rest was read up to its end, so that the connection may go on
        record TooLarge(boolean drained) implements Ending {}

        /// A line over the limit. What went to the sink is to be thrown away.
        ///
        /// @param drained whether the rest was read up to its end, so that the connection may go on
        record LineTooLong(boolean drained) implements Ending {}

        /// A CR without LF behind it; the connection has to end.
        record BareCr() implements Ending {}

        /// A LF without CR before it; the connection has to end.
        record BareLf() implements Ending {}

        /// The client closed before the end: there is no message.
        record Closed() implements Ending {}
    }

    public DataReader(WireInput in, ContentLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /// Reads the content. Octets behind its end stay in the input.
    ///
    /// @throws IOException reading or the sink failed; the connection has to end
    public Ending read(OctetSink sink) throws IOException {
        try {
            do {
                if (in.buffered() == 0 && !in.fillLarge()) {
                    at = At.CLOSED;
                    break;
                }
                scan(sink);
            } while (at.compareTo(At.END) < 0);
            return ending();
        } finally {
            in.shrink();
        }
    }

    /// Takes what is buffered. Octets are handed on in runs as long as the buffer allows: a run ends only where a dot is
    /// left out.
    private void scan(OctetSink sink) throws IOException {
        byte[] buffer = in.buffer();
        int end = in.end();
        int i = in.start();
        int run = i;
        while (i < end && at.compareTo(At.END) < 0) {
            byte octet = buffer[i];
            switch (at) {
                case LINE_START -> {
                    lineOctets = 0;
                    at = At.INSIDE;
                    if (octet == '.') {
                        hand(sink, buffer, run, i);
                        run = ++i;
                        at = At.DOT;
                    }
                }
                case DOT -> {
                    at = At.INSIDE;
                    if (octet == '\r') {
                        // Held back: behind a lone dot it belongs to the end, not to the content.
                        run = ++i;
                        at = At.DOT_CR;
                    }
                }
                case DOT_CR -> {
                    run = ++i;
                    at = octet == '\n' ? At.END : At.BARE_CR;
                }
                case INSIDE -> i = inside(buffer, i, end);
                case CR -> {
                    i++;
                    at = octet == '\n' ? At.LINE_START : At.BARE_CR;
                }
                case END, BARE_CR, BARE_LF, CLOSED, GIVEN_UP ->
                        throw new IllegalStateException("read on at " + at);
            }
        }
        hand(sink, buffer, run, i);
        in.takenUpTo(i);
    }

    private int inside(byte[] buffer, int from, int end) {
        int stop = LineEnds.next(buffer, from, end);
        lineOctets += stop - from;
        if (lineOctets > limits.line() - 2 && fault == Fault.NONE) {
            fault = Fault.LINE_TOO_LONG;
        }
        if (stop == end) {
            return end;
        }
        at = buffer[stop] == '\r' ? At.CR : At.BARE_LF;
        return stop + 1;
    }

    private void hand(OctetSink sink, byte[] buffer, int from, int to) throws IOException {
        int length = to - from;
        if (length == 0) {
            return;
        }
        if (fault == Fault.NONE && octets + length > limits.message()) {
            fault = Fault.TOO_LARGE;
        }
        if (fault == Fault.NONE) {
            octets += length;
            sink.write(buffer, from, length);
            return;
        }
        dropped += length;
        if (dropped > limits.drain() && at.compareTo(At.END) < 0) {
            at = At.GIVEN_UP;
        }
    }

    private Ending ending() {
        return switch (at) {
            case END ->
                    switch (fault) {
                        case NONE -> new Ending.Complete(octets);
                        case TOO_LARGE -> new Ending.TooLarge(true);
                        case LINE_TOO_LONG -> new Ending.LineTooLong(true);
                    };
            case GIVEN_UP ->
                    fault == Fault.TOO_LARGE
                            ? new Ending.TooLarge(false)
                            : new Ending.LineTooLong(false);
            case BARE_CR -> new Ending.BareCr();
            case BARE_LF -> new Ending.BareLf();
            case CLOSED -> new Ending.Closed();
            case LINE_START, DOT, DOT_CR, INSIDE, CR ->
                    throw new IllegalStateException("not at an end: " + at);
        };
    }
}
