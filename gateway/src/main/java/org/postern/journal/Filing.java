package org.postern.journal;

import java.sql.SQLException;
import java.util.List;

/// The table of events as the filer needs it.
interface Filing {

    /// Where the filing of this node stopped; [Position#NONE] if it never began.
    Position position() throws SQLException;

    /// Adds events and keeps the position, in one transaction. What is there already stays as it is, so that a batch may
    /// come again.
    void file(List<Filed> batch, Position reached) throws SQLException;

    /// An event on its way into the table.
    ///
    /// @param json the event as it stands in the journal
    record Filed(Event event, String json) {}

    /// A place in the journal.
    ///
    /// @param segment name of a file
    /// @param offset octets of it that are filed
    record Position(String segment, long offset) {
        static final Position NONE = new Position("", 0);
    }
}
