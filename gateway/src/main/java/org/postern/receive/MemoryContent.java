package org.postern.receive;

import java.nio.ByteBuffer;

/// Content in memory. The array is never used again for another message: a reader that is late sees old octets, never
/// those of somebody else.
final class MemoryContent extends RestingContent {
    private volatile ByteBuffer octets;

    MemoryContent(byte[] octets, int length, Runnable giveBack) {
        super(length, giveBack);
        this.octets = ByteBuffer.wrap(octets, 0, length).slice().asReadOnlyBuffer();
    }

    @Override
    ByteBuffer view() {
        return octets.duplicate();
    }

    @Override
    void forget() {
        octets = ByteBuffer.allocate(0);
    }
}
