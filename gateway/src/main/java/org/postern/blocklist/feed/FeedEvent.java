package org.postern.blocklist.feed;

import java.time.Duration;
import java.util.List;

/// What became of a list when somebody looked. Each is told once, until something else happens to the list.
public sealed interface FeedEvent {
    /// The name of the list.
    String feed();

    /// Another copy is in force.
    ///
    /// @param leftOut lines that were not understood
    /// @param problems the first of them, each with file and line
    record Loaded(String feed, long entries, long leftOut, List<String> problems)
            implements FeedEvent {
        public Loaded {
            problems = List.copyOf(problems);
        }
    }

    /// What came cannot be used; the last good copy stays in force. An alarm.
    record Refused(String feed, String why) implements FeedEvent {}

    /// Nothing came; the last good copy stays in force.
    record Unreachable(String feed, String why) implements FeedEvent {}

    /// For too long nothing good came, or the list itself says that it is out of date. An alarm; it stays in force.
    record Stale(String feed, Duration age) implements FeedEvent {}
}
