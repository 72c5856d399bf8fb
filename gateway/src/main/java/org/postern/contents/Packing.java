package org.postern.contents;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.zip.Deflater;

/// Deflates the octets of one item and seals them chunk by chunk; an empty item has one chunk, too. For one thread.
final class Packing implements AutoCloseable {
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private final Sealing sealing;
    private final byte[] buffer;
    private int number;
    private boolean last;

    /// @param chunk deflated octets in each chunk but the last, which has as many or fewer
    Packing(ByteBuffer octets, Sealing sealing, int chunk) {
        this.sealing = sealing;
        // Deflating what cannot be deflated adds a little.
        this.buffer = new byte[Math.min(chunk, octets.remaining() + octets.remaining() / 16 + 64)];
        deflater.setInput(octets);
        deflater.finish();
    }

    boolean hasNext() {
        return !last;
    }

    /// The number of the chunk that comes next.
    int number() {
        return number;
    }

    byte[] next() throws GeneralSecurityException {
        int length = 0;
        while (length < buffer.length && !deflater.finished()) {
            length += deflater.deflate(buffer, length, buffer.length - length);
        }
        last = deflater.finished();
        return sealing.seal(buffer, length, number++, last);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
