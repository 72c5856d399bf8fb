package org.postern.blocklist.feed;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postern.blocklist.table.PrefixTable;

/// A list as it was read.
///
/// @param texts what the numbers in the table stand for; the first is empty, and holds for entries without a text
/// @param entries that were read, exclusions among them
/// @param leftOut lines that were not understood
/// @param problems the first of them
/// @param unfinished whether the last line has no end
record FeedList(
        PrefixTable table,
        List<String> texts,
        long entries,
        long leftOut,
        List<Problem> problems,
        boolean unfinished,
        Marks marks) {

    /// What a list says of itself.
    ///
    /// @param serial rises with each version
    /// @param expires when nobody should use it any longer
    /// @param promised how many entries it says it has
    record Marks(Optional<Long> serial, Optional<Instant> expires, Optional<Long> promised) {
        static final Marks NONE = new Marks(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Something in a list that was left out.
    ///
    /// @param line from 1
    record Problem(long line, String why) {}
}
