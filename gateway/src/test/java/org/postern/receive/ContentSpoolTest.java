package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.journey.Content;
import org.postern.settings.ByteSize;

class ContentSpoolTest {
    private static final ContentSpool.Room ROOM =
            new ContentSpool.Room(
                    ByteSize.parse("64KiB"),
                    ByteSize.parse("1MiB"),
                    ByteSize.parse("8MiB"),
                    ByteSize.parse("8MiB"),
                    new ByteSize(0));

    @TempDir private Path directory;

    @Test
    void contentIsTheSameInMemoryAndInAFile() throws Exception {
        var spool = new ContentSpool(directory, ROOM);
        for (int size : new int[] {0, 1, 8192, 8193, 65_536, 65_537, 3_000_000}) {
            byte[] octets = new byte[size];
            for (int i = 0; i < size; i++) {
                octets[i] = (byte) (i * 31 + (i >> 8));
            }
            Content content = keep(spool, octets).orElseThrow();
            assertThat(content.size()).isEqualTo(size);
            assertThat(content.octets().isReadOnly()).isTrue();
            assertThat(content.octets()).isEqualTo(ByteBuffer.wrap(octets));
            assertThat(content.sha256())
                    .isEqualTo(MessageDigest.getInstance("SHA-256").digest(octets))
                    .isEqualTo(content.sha256());
            assertThat(spool.inFlight()).isGreaterThanOrEqualTo(size);
            assertThat(filesLeft()).isEmpty();
            content.close();
            content.close();
            assertThatThrownBy(content::octets).isInstanceOf(IllegalStateException.class);
        }
        assertThat(spool.inFlight()).isZero();
        assertThat(spool.inMemory()).isZero();
    }

    /// Mail from the queue, which a next hop may hold for long, keeps no mail out that comes in.
    @Test
    void f4_whatRestsBesideTakesNoRoom() throws Exception {
        var edge = new ContentSpool(directory, ROOM);
        ContentSpool queue = edge.beside();
        List<Content> held = new ArrayList<>();
        byte[] octets = filled(1_000_000, 'a');
        while (queue.hasRoomFor(octets.length)) {
            held.add(keep(queue, octets).orElseThrow());
        }
        assertThat(held).isNotEmpty();
        assertThat(edge.inFlight()).isZero();
        try (Content content = keep(edge, octets).orElseThrow()) {
            assertThat(content.size()).isEqualTo(octets.length);
        }
        held.forEach(Content::close);
        assertThat(queue.inFlight()).isZero();
    }

    @Test
    void filesThatACrashLeftAreDeletedAtStart() throws Exception {
        Files.writeString(directory.resolve("content-1-1"), "left");
        Files.writeString(directory.resolve("other"), "stays");
        assertThat(new ContentSpool(directory, ROOM).inFlight()).isZero();
        assertThat(filesLeft()).containsExactly("other");
    }

    @Test
    void aReaderThatIsLateNeverSeesAnotherMessage() throws Exception {
        var spool = new ContentSpool(directory, ROOM);
        for (int size : new int[] {100, 100_000}) {
            Content first = keep(spool, filled(size, 'a')).orElseThrow();
            ByteBuffer late = first.octets();
            first.close();
            Content second = keep(spool, filled(size, 'b')).orElseThrow();
            try {
                assertThat(late.get(size - 1)).isEqualTo((byte) 'a');
            } catch (IllegalStateException _) {
                assertThat(size).isEqualTo(100_000);
            }
            second.close();
        }
    }

    @Test
    void anIntakeThatIsGivenUpGivesEverythingBack() throws Exception {
        var spool = new ContentSpool(directory, ROOM);
        for (int size : new int[] {100, 100_000}) {
            Intake intake = spool.begin(1000, Share.UNLIMITED).orElseThrow();
            intake.write(filled(size, 'x'), 0, size);
            assertThat(spool.inFlight()).isPositive();
            intake.close();
            intake.close();
            assertThat(spool.inFlight()).isZero();
            assertThat(spool.inMemory()).isZero();
            assertThat(intake.finish()).isEmpty();
        }
    }

    @Test
    void f4_whatIsOnlyAnnouncedKeepsNobodyOut() throws Exception {
        var spool = new ContentSpool(directory, ROOM);
        try (Intake announced = spool.begin(8 << 20, Share.UNLIMITED).orElseThrow()) {
            assertThat(spool.hasRoomFor(8 << 20)).isTrue();
            announced.write(filled(1 << 20, 'x'), 0, 1 << 20);
            assertThat(spool.hasRoomFor(8 << 20)).isFalse();
            assertThat(spool.hasRoomFor(6 << 20)).isTrue();
        }
        assertThat(spool.hasRoomFor(8 << 20)).isTrue();
        assertThat(spool.hasRoomFor((8 << 20) + 1)).isFalse();
    }

    @Test
    void f4_aClientHasNoMoreOnItsWayThanItsShare() throws Exception {
        var spool = new ContentSpool(directory, ROOM);
        var share = new Counted(1 << 20);
        Intake first = spool.begin(0, share).orElseThrow();
        first.write(filled(700_000, 'a'), 0, 700_000);
        Intake second = spool.begin(0, share).orElseThrow();
        second.write(filled(700_000, 'b'), 0, 700_000);

        assertThat(second.finish()).isEmpty();
        assertThat(first.finish().orElseThrow())
                .satisfies(content -> assertThat(content.size()).isEqualTo(700_000))
                .satisfies(Content::close);
        assertThat(share.taken).isZero();
        assertThat(spool.inFlight()).isZero();
    }

    private static final class Counted implements Share {
        private final long most;
        private long taken;

        Counted(long most) {
            this.most = most;
        }

        @Override
        public boolean take(long octets) {
            boolean fits = taken + octets <= most;
            taken += fits ? octets : 0;
            return fits;
        }

        @Override
        public void giveBack(long octets) {
            taken -= octets;
        }
    }

    @Test
    void contentFromOctetsAtHandIsOutsideOfBudgets() {
        try (Content content = ContentSpool.of("x: y\r\n".getBytes(StandardCharsets.US_ASCII))) {
            assertThat(StandardCharsets.US_ASCII.decode(content.octets()).toString())
                    .isEqualTo("x: y\r\n");
        }
    }

    private static Optional<Content> keep(ContentSpool spool, byte[] octets) {
        try (Intake intake = spool.begin(0, Share.UNLIMITED).orElseThrow()) {
            int step = 5000;
            for (int at = 0; at < octets.length; at += step) {
                intake.write(octets, at, Math.min(step, octets.length - at));
            }
            return intake.finish();
        }
    }

    private static byte[] filled(int size, char with) {
        byte[] octets = new byte[size];
        Arrays.fill(octets, (byte) with);
        return octets;
    }

    private Stream<String> filesLeft() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(it -> it.getFileName().toString()).toList().stream();
        }
    }
}
