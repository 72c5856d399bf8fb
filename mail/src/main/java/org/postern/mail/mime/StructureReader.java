package org.postern.mail.mime;

import java.nio.ByteBuffer;

/// Reads the structure of a message in one pass over its octets. It never throws, whatever the octets are.
public final class StructureReader {
    private StructureReader() {}

    /// Reads the message from the buffer's position to its limit; the buffer is not moved. All spans count from its position.
    public static Structure read(ByteBuffer message, MimeLimits limits) {
        return new Walk(new Octets(message), limits).read();
    }

    /// Reads its header alone, as [#read] does.
    public static Header header(ByteBuffer message, MimeLimits limits) {
        return new Walk(new Octets(message), limits).header();
    }
}
