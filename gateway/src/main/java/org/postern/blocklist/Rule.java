package org.postern.blocklist;

import java.util.Optional;

/// A test with what follows from it.
///
/// @param score what a hit of weight 1 counts, where the action is to score
/// @param text what the client is told instead of the standard text, without reply codes; printable ASCII
public record Rule(ClientTest test, Action action, int score, Optional<String> text) {
    /// A test as it is before anybody chose an action.
    public static Rule observing(ClientTest test) {
        return new Rule(test, Action.OBSERVE, 1, Optional.empty());
    }
}
