package org.postern.journal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// Any octets, read as a journal file. They are records and named damage, end to end and without an overlap, whether they
/// come at once or in parts; and of a written file, damage takes nothing but what it touched.
class FramesFuzz {
    private static final int ALL = 1_000_000;

    private final Path file = temporary();

    @FuzzTest(maxDuration = "10m")
    void j12_anyOctetsAreRecordsAndDamageEndToEnd(byte[] octets) throws IOException {
        Frames.Found found = Frames.read(ByteBuffer.wrap(octets), ALL, true);
        require(found.end() == octets.length, "ends at " + found.end());
        covers(octets, found);
        List<Frames.Whole> inParts = new ArrayList<>();
        int from = 0;
        int to = 0;
        while (from < octets.length) {
            to = Math.min(octets.length, to + 1 + octets.length / 4);
            boolean last = to == octets.length;
            Frames.Found part =
                    Frames.read(ByteBuffer.wrap(Arrays.copyOfRange(octets, from, to)), 2, last);
            for (Frames.Whole record : part.records()) {
                inParts.add(new Frames.Whole(from + record.from(), record.payload()));
            }
            require(!last || part.end() > 0, "stands still at " + from);
            from += part.end();
        }
        require(inParts.equals(found.records()), "other records in parts");
        require(fromDisk(octets).equals(found.records()), "other records from the file");
    }

    /// The input says how many records are written, where the file is cut, and which octets are turned over.
    @FuzzTest(maxDuration = "10m")
    void j12_damageTakesNothingButWhatItTouched(byte[] orders) {
        if (orders.length < 4) {
            return;
        }
        var buffer = new GroupBuffer();
        var ends = new ArrayList<>(List.of(0));
        List<Event> events = new Samples(orders[0]).otherEvents();
        for (Event event : events.subList(0, 1 + (orders[1] & 7))) {
            require(buffer.add(event), "no room");
            ends.add(buffer.size());
        }
        int cut = Math.min(buffer.size(), number(orders, 2));
        byte[] whole = Arrays.copyOf(buffer.all().array(), buffer.size());
        byte[] file = Arrays.copyOf(whole, cut);
        for (int i = 4; i + 2 < orders.length; i += 3) {
            int at = number(orders, i);
            if (at < file.length) {
                file[at] ^= orders[i + 2];
            }
        }
        Frames.Found found = Frames.read(ByteBuffer.wrap(file), ALL, true);
        covers(file, found);
        for (int i = 0; i + 1 < ends.size() && ends.get(i + 1) <= cut; i++) {
            int from = ends.get(i);
            int to = ends.get(i + 1);
            boolean sound = Arrays.equals(file, from, to, whole, from, to);
            boolean there = found.records().stream().anyMatch(it -> it.from() == from);
            require(!sound || there || isSwallowed(file, found, from), "lost: record " + i);
        }
        if (Arrays.equals(file, 0, cut, whole, 0, cut)) {
            require(found.damages().isEmpty(), "a cut is no damage");
            require(found.torn() != ends.contains(cut), "torn: " + found.torn());
        }
    }

    /// Whether a record with a forged length and the right sum for it reaches over this place.
    private static boolean isSwallowed(byte[] file, Frames.Found found, int at) {
        return found.records().stream()
                .anyMatch(it -> it.from() < at && end(it) > at && isSound(file, it));
    }

    private static void covers(byte[] octets, Frames.Found found) {
        var pieces = new ArrayList<>(found.damages());
        for (Frames.Whole record : found.records()) {
            require(isSound(octets, record), "no record at " + record.from());
            pieces.add(new Frames.Damage(record.from(), end(record)));
        }
        pieces.sort((a, b) -> Integer.compare(a.from(), b.from()));
        int at = 0;
        for (Frames.Damage piece : pieces) {
            require(piece.from() == at && piece.to() > at, piece + " is not at " + at);
            at = piece.to();
        }
        require(at == octets.length || found.torn(), "nothing said of what is behind " + at);
    }

    private static int end(Frames.Whole record) {
        return record.from() + Frames.HEADER + record.payload().limit();
    }

    /// The definition of a record, said once more.
    private static boolean isSound(byte[] octets, Frames.Whole record) {
        ByteBuffer all = ByteBuffer.wrap(octets);
        int from = record.from();
        int length = all.getInt(from + 4);
        var sum = new CRC32C();
        sum.update(octets, from + 4, 4);
        sum.update(octets, from + Frames.HEADER, length);
        return all.getInt(from) == 0xff504a01
                && length == record.payload().limit()
                && all.getInt(from + 8) == (int) sum.getValue()
                && record.payload().equals(all.slice(from + Frames.HEADER, length));
    }

    private List<Frames.Whole> fromDisk(byte[] octets) throws IOException {
        Files.write(file, octets);
        var records = new ArrayList<Frames.Whole>();
        try (var reader = new SegmentReader(file, 0, octets.length)) {
            while (reader.next()) {
                for (Frames.Whole record : reader.records()) {
                    int from = Math.toIntExact(reader.offset(record));
                    byte[] payload = new byte[record.payload().remaining()];
                    record.payload().duplicate().get(payload);
                    records.add(new Frames.Whole(from, ByteBuffer.wrap(payload)));
                }
            }
        }
        return records;
    }

    private static int number(byte[] octets, int at) {
        return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    }

    private static Path temporary() {
        try {
            Path file = Files.createTempFile("postern-frames", ".fuzz");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
