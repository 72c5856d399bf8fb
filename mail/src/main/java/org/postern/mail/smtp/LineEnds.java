package org.postern.mail.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The search for line ends in blocks of content, eight octets at a time: every octet of every message passes here, in
/// and out.
final class LineEnds {
    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ALL_CR = ONES * '\r';
    private static final long ALL_LF = ONES * '\n';

    private LineEnds() {}

    /// Index of the first CR or LF in `octets[from..to)`, or `to`.
    static int next(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long eight = (long) EIGHT.get(octets, i);
            long cr = eight ^ ALL_CR;
            long lf = eight ^ ALL_LF;
            // The lowest marked octet is exact; marks above it may be false, which does not matter.
            long found = ((cr - ONES) & ~cr | (lf - ONES) & ~lf) & HIGH_BITS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (octets[i] == '\r' || octets[i] == '\n') {
                return i;
            }
        }
        return to;
    }
}
