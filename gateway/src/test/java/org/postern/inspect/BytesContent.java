package org.postern.inspect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.postern.journey.Content;

/// Content for tests, in memory.
public final class BytesContent implements Content {
    private final byte[] bytes;

    public BytesContent(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Lines of text with LF become a message with CRLF.
    public static BytesContent of(String text) {
        return new BytesContent(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public ByteBuffer octets() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {}
}
