package org.postern.journey;

import java.nio.ByteBuffer;

/// The octets of a message exactly as received, header and body, dots unstuffed. They rest in memory or in an unlinked
/// temporary file and are gone after [#close]; nothing about them is durable. Safe for use by several threads.
public interface Content extends AutoCloseable {

    long size();

    /// All octets, read-only, in a buffer of its own position. Not to be touched after [#close].
    ByteBuffer octets();

    /// SHA-256 of all octets; computed once.
    byte[] sha256();

    @Override
    void close();
}
