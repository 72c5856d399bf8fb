package org.postern.blocklist.feed;

/// What a place gave.
sealed interface Fetched {
    /// What it gave before.
    enum Same implements Fetched {
        SAME
    }

    /// A copy, in the draft.
    ///
    /// @param whole whether the place said how long it is, and it is so long
    record Copy(CopyMarks marks, boolean whole) implements Fetched {}
}
