package org.postern.quarantine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.postern.journey.Content;
import org.postern.journey.Sha256;

/// The octets of a held copy on their way out again, in memory.
final class HeldContent implements Content {
    private final byte[] octets;

    private HeldContent(byte[] octets) {
        this.octets = octets;
    }

    /// Something that writes octets.
    @FunctionalInterface
    interface Source<E extends Exception> {
        void writeTo(OutputStream to) throws IOException, E;
    }

    /// Takes as many octets as were announced.
    ///
    /// @throws IOException there are more or fewer
    static <E extends Exception> HeldContent read(long size, Source<E> source)
            throws IOException, E {
        var sink = new Exactly(Math.toIntExact(size));
        source.writeTo(sink);
        return new HeldContent(sink.whole());
    }

    byte[] bytes() {
        return octets.clone();
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public ByteBuffer octets() {
        return ByteBuffer.wrap(octets).asReadOnlyBuffer();
    }

    @Override
    public byte[] sha256() {
        return Sha256.of(octets());
    }

    @Override
    public void close() {
        // Nothing but memory.
    }

    /// Takes a known number of octets without ever holding them twice.
    private static final class Exactly extends OutputStream {
        private final byte[] octets;
        private int taken;

        Exactly(int size) {
            this.octets = new byte[size];
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (length > octets.length - taken) {
                throw new IOException("more octets than were stored");
            }
            System.arraycopy(from, offset, octets, taken, length);
            taken += length;
        }

        byte[] whole() throws IOException {
            if (taken != octets.length) {
                throw new IOException("fewer octets than were stored");
            }
            return octets;
        }
    }
}
