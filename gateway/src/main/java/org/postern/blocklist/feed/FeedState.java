package org.postern.blocklist.feed;

import java.time.Instant;
import java.util.Optional;

/// How a list stands, for people.
///
/// @param entries 0 where no copy is in force
/// @param octets of memory that its table takes
/// @param confirmed when the copy in force was last found to be what its place has
/// @param trouble why what came last is not in force
public record FeedState(
        FeedSource source,
        long entries,
        long leftOut,
        long octets,
        Optional<Instant> confirmed,
        Optional<String> trouble) {}
