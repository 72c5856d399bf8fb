package org.postern.recipients;

/// A source that keeps connections.
interface OpenSource extends Source, AutoCloseable {
    @Override
    void close();
}
