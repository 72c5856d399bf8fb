package org.postern.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// The records of a journal file: `FF 50 4A 01`, length, CRC-32C of length and payload, payload; numbers in network order.
/// The first octet never occurs in a payload, which is UTF-8, so that reading finds the next whole record behind a
/// damaged one.
final class Frames {
    static final int HEADER = 12;

    /// Largest payload; a dossier with a thousand recipients has about one megabyte.
    static final int MAX_PAYLOAD = 8 << 20;

    private static final int MARK = 0xff50_4a01;

    private Frames() {}

    /// What stands in a stretch of a file.
    ///
    /// @param records whole records, in order
    /// @param damages stretches that are no record although records or whole lengths stand behind them
    /// @param end where reading goes on: behind the last record or damage. If that is the beginning, more octets are
    ///     needed to tell
    /// @param torn whether an unfinished record stands at the end; only said of the end of a file
    record Found(List<Whole> records, List<Damage> damages, int end, boolean torn) {}

    /// A sound record.
    ///
    /// @param from where it begins
    record Whole(int from, ByteBuffer payload) {}

    /// Octets that are no record.
    record Damage(int from, int to) {}

    /// Writes the header in front of a payload that is already in its place.
    ///
    /// @param at where the header begins; the payload begins [#HEADER] octets behind it
    static void seal(byte[] octets, int at, int length) {
        ByteBuffer header = ByteBuffer.wrap(octets);
        header.putInt(at, MARK).putInt(at + 4, length);
        header.putInt(at + 8, sum(header, at, length));
    }

    /// Reads as many whole records as there are, but not more than `most`.
    ///
    /// @param last whether the octets reach to the end of what will ever be in the file
    static Found read(ByteBuffer octets, int most, boolean last) {
        var records = new ArrayList<Whole>();
        var damages = new ArrayList<Damage>();
        int at = 0;
        while (at < octets.limit() && records.size() < most) {
            int length = wholeAt(octets, at);
            if (length >= 0) {
                records.add(new Whole(at, octets.slice(at + HEADER, length)));
                at += HEADER + length;
                continue;
            }
            int next = nextWhole(octets, at + 1);
            if (next < 0 && !last) {
                break;
            }
            if (next < 0 && continuesBehind(octets, at)) {
                return new Found(records, damages, octets.limit(), true);
            }
            int end = next < 0 ? octets.limit() : next;
            damages.add(new Damage(at, end));
            at = end;
        }
        return new Found(records, damages, at, false);
    }

    /// The length of the payload of a whole and sound record, or −1.
    private static int wholeAt(ByteBuffer octets, int at) {
        int rest = octets.limit() - at;
        if (rest < HEADER || octets.getInt(at) != MARK) {
            return -1;
        }
        int length = octets.getInt(at + 4);
        if (length < 0 || length > rest - HEADER || length > MAX_PAYLOAD) {
            return -1;
        }
        return sum(octets, at, length) == octets.getInt(at + 8) ? length : -1;
    }

    /// Whether a record begins here whose end is not in the octets.
    private static boolean continuesBehind(ByteBuffer octets, int at) {
        int rest = octets.limit() - at;
        if (rest < HEADER) {
            return startsLikeMark(octets, at, Math.min(rest, 4));
        }
        int length = octets.getInt(at + 4);
        return octets.getInt(at) == MARK
                && length >= 0
                && length <= MAX_PAYLOAD
                && length > rest - HEADER;
    }

    private static boolean startsLikeMark(ByteBuffer octets, int at, int count) {
        for (int i = 0; i < count; i++) {
            if (octets.get(at + i) != (byte) (MARK >> 24 - 8 * i)) {
                return false;
            }
        }
        return true;
    }

    private static int nextWhole(ByteBuffer octets, int from) {
        for (int at = from; at <= octets.limit() - HEADER; at++) {
            if (octets.get(at) == (byte) 0xff && wholeAt(octets, at) >= 0) {
                return at;
            }
        }
        return -1;
    }

    private static int sum(ByteBuffer octets, int at, int length) {
        var sum = new CRC32C();
        sum.update(octets.slice(at + 4, 4));
        sum.update(octets.slice(at + HEADER, length));
        return (int) sum.getValue();
    }
}
