package org.postern.custody;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import org.postern.journey.Content;

/// Where octets of kept messages rest on their way out again, within budgets. Thread-safe.
@FunctionalInterface
public interface Spool {
    /// The octets, to be closed.
    ///
    /// @throws IOException there is no room, or there are not as many octets as announced
    Content keep(long size, Source source) throws SQLException, IOException;

    /// Writes the octets of a kept message.
    @FunctionalInterface
    interface Source {
        void writeTo(OutputStream to) throws SQLException, IOException;
    }
}
