package org.postern.receive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.postern.journey.Content;
import org.postern.settings.ByteSize;

/// Where the octets of messages rest from the wire to the end of their journey: small ones in memory, others in unlinked
/// temporary files, all of them within budgets. Nothing here is durable. Thread-safe.
public final class ContentSpool {
    private static final String NO_ROOM = "there is no room for it now";

    private final Room room;
    private final Disk disk;
    private final Budget memory;
    private final Budget inFlight;

    /// How much may rest.
    ///
    /// @param messageInMemory most octets of one message in memory
    /// @param memory octets of all messages in memory
    /// @param inFlight octets of all messages, in memory and in files
    /// @param perClient the same of one client; one largest message must fit in
    /// @param reserve octets of the disk that are not for content
    public record Room(
            ByteSize messageInMemory,
            ByteSize memory,
            ByteSize inFlight,
            ByteSize perClient,
            ByteSize reserve) {}

    public ContentSpool(Path directory, Room room) throws IOException {
        this(Disk.in(directory), room);
    }

    ContentSpool(Disk disk, Room room) {
        this.room = room;
        this.disk = disk;
        this.memory = new Budget(room.memory().octets());
        this.inFlight = new Budget(room.inFlight().octets());
    }

    /// Another one on the same disk with budgets of its own, a quarter of the memory and as much room in all: what rests in
    /// one takes none from the other.
    public ContentSpool beside() {
        var memory = new ByteSize(room.memory().octets() / 4);
        return new ContentSpool(
                disk,
                new Room(
                        room.messageInMemory(),
                        memory,
                        room.inFlight(),
                        room.perClient(),
                        room.reserve()));
    }

    /// Whether a message of a size could be taken now.
    ///
    /// @param octets as the client announced, 0 where it did not
    public boolean hasRoomFor(long octets) {
        return octets <= inFlight.left() && hasReserveBehind(octets);
    }

    /// Begins to take a message; empty if its announced size does not fit in now. Room is set aside as octets arrive and
    /// not before: what is only announced must not keep others out.
    ///
    /// @param ofClient what the client may have on its way
    Optional<Intake> begin(long announced, Share ofClient) {
        return hasRoomFor(announced) ? Optional.of(new Intake(this, ofClient)) : Optional.empty();
    }

    /// Begins to take a message from a peer that has no share of its own.
    public Optional<Intake> begin(long announced) {
        return begin(announced, Share.UNLIMITED);
    }

    /// Something that writes octets.
    @FunctionalInterface
    public interface Source<E extends Exception> {
        void writeTo(OutputStream to) throws IOException, E;
    }

    /// Lets octets rest that come from elsewhere than a client, within the same budgets.
    ///
    /// @param size how many there are
    /// @throws IOException there is no room, or there are more or fewer
    public <E extends Exception> Content keep(long size, Source<E> source) throws IOException, E {
        Optional<Intake> room = begin(size, Share.UNLIMITED);
        if (room.isEmpty()) {
            throw new IOException(NO_ROOM);
        }
        try (Intake intake = room.get()) {
            var announced = new Announced(intake, size);
            source.writeTo(announced);
            announced.end();
            return intake.finish().orElseThrow(() -> new IOException(NO_ROOM));
        }
    }

    /// Takes a known number of octets.
    private static final class Announced extends OutputStream {
        private final Intake intake;
        private long missing;

        Announced(Intake intake, long size) {
            this.intake = intake;
            this.missing = size;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (length > missing) {
                throw new IOException("more octets than were stored");
            }
            intake.write(from, offset, length);
            missing -= length;
            if (intake.isDropping()) {
                throw new IOException(NO_ROOM);
            }
        }

        void end() throws IOException {
            if (missing > 0) {
                throw new IOException("fewer octets than were stored");
            }
        }
    }

    /// Octets of all messages at this moment.
    public long inFlight() {
        return inFlight.taken();
    }

    /// Octets of memory that messages hold at this moment.
    public long inMemory() {
        return memory.taken();
    }

    /// Content from octets at hand, outside of all budgets; for messages that do not come from a connection.
    public static Content of(byte[] octets) {
        return new MemoryContent(octets, octets.length, () -> {});
    }

    boolean hasReserveBehind(long octets) {
        return disk.usable() - octets >= room.reserve().octets();
    }

    Room room() {
        return room;
    }

    Disk disk() {
        return disk;
    }

    Budget memory() {
        return memory;
    }

    Budget flight() {
        return inFlight;
    }
}
