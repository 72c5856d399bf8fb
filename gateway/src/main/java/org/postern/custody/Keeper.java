package org.postern.custody;

import org.postern.journey.Content;
import org.postern.journey.Journey.Accepted;
import org.postern.journey.Plan;
import org.postern.store.Batch;

/// Keeps one kind of what a commit holds, in its own tables. Thread-safe.
public interface Keeper {

    /// Adds what is to be kept to what is to be written.
    ///
    /// @return what to do when the transaction has ended
    Afterwards keep(Batch batch, Accepted accepted, Plan.Commit plan, Content content);

    /// Told how the transaction ended, before anybody is told of it.
    @FunctionalInterface
    interface Afterwards {
        Afterwards NOTHING = _ -> {};

        /// @param committed false where it was rolled back, or nobody knows
        void ended(boolean committed);
    }
}
