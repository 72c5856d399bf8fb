package org.postern.queue;

import java.nio.ByteBuffer;
import org.postern.journey.Content;
import org.postern.journey.Sha256;

/// A message in the heap: one that was just accepted and goes on at once, or a notice of ours. Outlives [#close].
record Octets(ByteBuffer whole) implements Content {

    static Octets copyOf(ByteBuffer octets) {
        ByteBuffer copy = ByteBuffer.allocate(octets.remaining());
        copy.put(octets.duplicate()).flip();
        return new Octets(copy.asReadOnlyBuffer());
    }

    @Override
    public long size() {
        return whole.remaining();
    }

    @Override
    public ByteBuffer octets() {
        return whole.duplicate();
    }

    @Override
    public byte[] sha256() {
        return Sha256.of(octets());
    }

    @Override
    public void close() {
        // The collector frees it.
    }
}
