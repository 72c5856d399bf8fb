package org.postern.mail.trace;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The Received fields of a message, the newest first. Reads no further than it has to, so that it may be asked before
/// anything else is known of a message.
public final class TraceFields {
    /// Octets of a header; nobody's trace is longer.
    private static final int MAX_HEADER = 1 << 20;

    private static final byte[] NAME = "received".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer octets;
    private final int end;
    private int at;

    private TraceFields(ByteBuffer octets) {
        this.octets = octets;
        this.at = octets.position();
        this.end = Math.min(octets.limit(), at + MAX_HEADER);
    }

    /// @param octets a message, with its header first
    /// @param most fields that are read
    public static List<Received> read(ByteBuffer octets, int most) {
        var fields = new TraceFields(octets);
        var found = new ArrayList<Received>();
        while (found.size() < most && !fields.isAtEnd()) {
            int start = fields.at;
            fields.at = fields.next();
            int value = fields.valueOf(start);
            if (value >= 0) {
                found.add(Received.read(fields.text(value, fields.at)));
            }
        }
        return List.copyOf(found);
    }

    /// At the empty line, or where there is no more.
    private boolean isAtEnd() {
        return at >= end
                || octets.get(at) == '\n'
                || octets.get(at) == '\r' && (at + 1 == end || octets.get(at + 1) == '\n');
    }

    /// The first line that does not go on with this one.
    private int next() {
        int next = at;
        do {
            while (next < end && octets.get(next) != '\n') {
                next++;
            }
            next = Math.min(next + 1, end);
        } while (next < end && isBlank(octets.get(next)));
        return next;
    }

    /// Where the value of the field begins; -1 if it is not a Received field.
    private int valueOf(int start) {
        int colon = start;
        for (byte letter : NAME) {
            if (colon >= at || (octets.get(colon++) | 0x20) != letter) {
                return -1;
            }
        }
        while (colon < at && isBlank(octets.get(colon))) {
            colon++;
        }
        return colon < at && octets.get(colon) == ':' ? colon + 1 : -1;
    }

    private String text(int from, int to) {
        var text = new byte[Math.min(to - from, ReceivedReader.MAX_LENGTH + 1)];
        octets.get(from, text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
