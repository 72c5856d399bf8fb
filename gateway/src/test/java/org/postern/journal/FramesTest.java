package org.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Records of a journal file: what a crash or a bad disk does to some of them never touches the others.
class FramesTest {
    private static final int RECORDS = 5;

    private final Samples samples = new Samples(99);
    private final List<Event> events = new ArrayList<>();
    private final int[] ends = new int[RECORDS + 1];
    private byte[] file = new byte[0];

    @BeforeEach
    void write() {
        var buffer = new GroupBuffer();
        for (int i = 0; i < RECORDS; i++) {
            // Small ones: every octet is tried.
            Event event = samples.otherEvents().get(i);
            events.add(event);
            assertThat(buffer.add(event)).isTrue();
            ends[i + 1] = buffer.size();
        }
        file = Arrays.copyOf(buffer.all().array(), buffer.size());
    }

    @Test
    void wholeFileIsReadBack() throws IOException {
        Frames.Found found = Frames.read(ByteBuffer.wrap(file), 100, true);
        assertThat(events(found)).isEqualTo(events);
        assertThat(found.damages()).isEmpty();
        assertThat(found.torn()).isFalse();
        assertThat(found.end()).isEqualTo(file.length);
    }

    @Test
    void notMoreThanAskedFor() throws IOException {
        Frames.Found found = Frames.read(ByteBuffer.wrap(file), 2, true);
        assertThat(events(found)).isEqualTo(events.subList(0, 2));
        assertThat(found.end()).isEqualTo(ends[2]);
    }

    /// What `kill -9` leaves: every record before the cut is there, and the cut is no damage.
    @Test
    void j12_cutAtEveryOctetOfTheLastTwoRecords() throws IOException {
        for (int cut = ends[RECORDS - 2]; cut <= file.length; cut++) {
            Frames.Found found = Frames.read(ByteBuffer.wrap(Arrays.copyOf(file, cut)), 100, true);
            int whole =
                    cut < ends[RECORDS - 1]
                            ? RECORDS - 2
                            : cut < ends[RECORDS] ? RECORDS - 1 : RECORDS;
            assertThat(events(found)).as("cut at %d", cut).isEqualTo(events.subList(0, whole));
            assertThat(found.damages()).as("cut at %d", cut).isEmpty();
            assertThat(found.torn()).as("cut at %d", cut).isEqualTo(cut != ends[whole]);
            assertThat(found.end()).isEqualTo(cut);
        }
    }

    @Test
    void aPartOfAFileGivesItsWholeRecordsAndWaitsForTheRest() throws IOException {
        for (int cut = 0; cut < file.length; cut++) {
            Frames.Found found = Frames.read(ByteBuffer.wrap(Arrays.copyOf(file, cut)), 100, false);
            int whole = 0;
            while (ends[whole + 1] <= cut) {
                whole++;
            }
            assertThat(events(found)).as("cut at %d", cut).isEqualTo(events.subList(0, whole));
            assertThat(found.damages()).isEmpty();
            assertThat(found.end()).as("cut at %d", cut).isEqualTo(ends[whole]);
        }
    }

    /// Any one octet of the middle record, header included, is turned over: that record is damage, all others are there.
    @Test
    void j12_oneWrongOctetCostsOneRecord() throws IOException {
        var others = new ArrayList<>(events);
        others.remove(2);
        for (int at = ends[2]; at < ends[3]; at++) {
            byte[] bad = file.clone();
            bad[at] ^= (byte) 0xa5;
            Frames.Found found = Frames.read(ByteBuffer.wrap(bad), 100, true);
            assertThat(events(found)).as("octet %d", at).isEqualTo(others);
            assertThat(found.damages())
                    .as("octet %d", at)
                    .containsExactly(new Frames.Damage(ends[2], ends[3]));
        }
    }

    /// A whole length with wrong octets at the end is not what a killed process leaves.
    @Test
    void j12_damageInTheLastRecordIsDamage() throws IOException {
        file[file.length - 3] ^= 1;
        Frames.Found found = Frames.read(ByteBuffer.wrap(file), 100, true);
        assertThat(events(found)).isEqualTo(events.subList(0, RECORDS - 1));
        assertThat(found.damages())
                .containsExactly(new Frames.Damage(ends[RECORDS - 1], file.length));
    }

    @Test
    void j12_zerosAndGarbageAreDamage() throws IOException {
        var random = new Random(5);
        for (int round = 0; round < 200; round++) {
            byte[] bad = file.clone();
            int from = ends[1] + random.nextInt(20);
            int to = ends[3] + random.nextInt(20);
            if (round % 2 == 0) {
                Arrays.fill(bad, from, to, (byte) 0);
            } else {
                byte[] garbage = new byte[to - from];
                random.nextBytes(garbage);
                System.arraycopy(garbage, 0, bad, from, garbage.length);
            }
            Frames.Found found = Frames.read(ByteBuffer.wrap(bad), 100, true);
            assertThat(events(found)).contains(events.getFirst(), events.getLast());
            assertThat(found.damages()).isNotEmpty();
            assertThat(found.end()).isEqualTo(bad.length);
        }
    }

    private static List<Event> events(Frames.Found found) throws IOException {
        var read = new ArrayList<Event>();
        for (Frames.Whole record : found.records()) {
            ByteBuffer payload = record.payload();
            byte[] octets = new byte[payload.remaining()];
            payload.get(octets);
            read.add(EventJson.read(octets));
        }
        return read;
    }
}
