package org.postern.blocklist.feed;

import java.io.IOException;

/// Why no good copy of a list came, in words for people.
final class FeedTrouble extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean refused;

    private FeedTrouble(String why, boolean refused) {
        super(Draft.plain(why));
        this.refused = refused;
    }

    /// Something came, and is not what it should be.
    static FeedTrouble refused(String why) {
        return new FeedTrouble(why, true);
    }

    /// Nothing came.
    static FeedTrouble unreachable(String why) {
        return new FeedTrouble(why, false);
    }

    FeedEvent event(String feed) {
        String why = String.valueOf(getMessage());
        return refused ? new FeedEvent.Refused(feed, why) : new FeedEvent.Unreachable(feed, why);
    }
}
