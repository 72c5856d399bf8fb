package org.postern.queue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.postern.journey.Content;

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
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(octets());
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        // The collector frees it.
    }
}
