package org.postern.contents;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import org.postern.store.Batch;

/// Keeps bodies of messages. The caller owns the transaction: what was put is durable when its batch is committed.
/// Thread-safe.
public interface Contents {

    /// An item that does not read back as it was written, or is not there. The message names item and chunk.
    final class Damaged extends IOException {
        private static final long serialVersionUID = 1;

        Damaged(ContentId id, String what) {
            super("stored content " + id + ": " + what);
        }
    }

    /// Adds the remaining octets of a buffer to what is to be written; the buffer's position stays. What is small is
    /// sealed here and now, so that no transaction waits for that; what is large is read again as it is written.
    ContentId put(Batch batch, ByteBuffer octets);

    /// Writes the octets of an item. An item of which the end is damaged may have been written in part: only what
    /// returns without an exception is whole.
    ///
    /// @throws Damaged the item is not there, or not as it was stored
    void read(Connection transaction, ContentId id, OutputStream to)
            throws SQLException, IOException;

    /// The number of octets of an item as they were put.
    ///
    /// @throws Damaged the item is not there
    long size(Connection transaction, ContentId id) throws SQLException, IOException;

    /// Deletes an item with its key; without the key no copy of the rest can be read.
    ///
    /// @return whether there was such an item
    boolean delete(Connection transaction, ContentId id) throws SQLException;
}
