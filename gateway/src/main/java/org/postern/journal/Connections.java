package org.postern.journal;

import java.sql.Connection;
import java.sql.SQLException;

/// Connections to the database, with the rights of one role.
@FunctionalInterface
public interface Connections {

    /// A connection for one transaction; the caller closes it soon.
    ///
    /// @throws SQLException there is none now
    Connection open() throws SQLException;
}
