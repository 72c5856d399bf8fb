package org.postern.app.tools;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The octets of a message of a wanted size, ready for the wire; only the number in its Message-ID changes. Belongs to
/// one thread.
final class LoadMessage {
    /// Octets of the smallest message: its header.
    static final int LEAST = 256;

    private static final int DIGITS = 12;
    private static final int LINE = 78;
    private static final byte[] END = {'.', '\r', '\n'};

    private final byte[] wire;
    private final int numberAt;

    /// @param run tells the messages of this run from those of others
    LoadMessage(String run, String sender, String recipient, int size) {
        String zeros = "0".repeat(DIGITS);
        String header =
                """
                From: <%s>\r
                To: <%s>\r
                Subject: load\r
                Date: Sat, 21 Nov 2026 12:00:00 +0000\r
                Message-ID: <%s.%s@load.postern.example>\r
                MIME-Version: 1.0\r
                Content-Type: text/plain; charset=us-ascii\r
                \r
                """
                        .formatted(sender, recipient, run, zeros);
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        wire = Arrays.copyOf(head, Math.max(size, head.length + 2) + END.length);
        fill(head.length, wire.length - END.length);
        System.arraycopy(END, 0, wire, wire.length - END.length, END.length);
        numberAt = header.indexOf(zeros + "@");
    }

    /// Lines of letters from one index to another; the last one, too, ends in CRLF.
    private void fill(int from, int to) {
        int begin = from;
        while (begin < to) {
            int left = to - begin;
            // What is left over must have room for a CRLF of its own.
            int end = left > LINE + 2 ? begin + LINE : to;
            Arrays.fill(wire, begin, end - 2, (byte) ('a' + begin % 26));
            wire[end - 2] = '\r';
            wire[end - 1] = '\n';
            begin = end;
        }
    }

    /// The octets of message `number`, dot-stuffing and end included; valid until the next call.
    byte[] wire(long number) {
        long rest = number;
        for (int i = numberAt + DIGITS - 1; i >= numberAt; i--) {
            wire[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return wire;
    }

    /// Octets of the message as the server counts them.
    int size() {
        return wire.length - END.length;
    }
}
