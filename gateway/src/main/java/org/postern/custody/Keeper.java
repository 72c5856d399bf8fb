package org.postern.custody;

import java.sql.Connection;
import java.sql.SQLException;
import org.postern.journey.Content;
import org.postern.journey.Journey.Accepted;
import org.postern.journey.Plan;

/// Keeps one kind of what a commit holds, in its own tables. Thread-safe.
public interface Keeper {

    /// Writes inside the caller's transaction.
    ///
    /// @return what to do when the transaction has ended
    Afterwards keep(Connection transaction, Accepted accepted, Plan.Commit plan, Content content)
            throws SQLException;

    /// Told how the transaction ended, before anybody is told of it.
    @FunctionalInterface
    interface Afterwards {
        Afterwards NOTHING = _ -> {};

        /// @param committed false where it was rolled back, or nobody knows
        void ended(boolean committed);
    }
}
