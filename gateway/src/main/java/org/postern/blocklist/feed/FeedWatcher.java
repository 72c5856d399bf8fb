package org.postern.blocklist.feed;

/// Hears what becomes of lists. Called by the one thread that looks after them; what it throws is logged.
@FunctionalInterface
public interface FeedWatcher {
    void saw(FeedEvent event);
}
