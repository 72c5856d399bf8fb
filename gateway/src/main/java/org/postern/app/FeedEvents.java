package org.postern.app;

import org.postern.blocklist.feed.FeedEvent;
import org.postern.blocklist.feed.FeedWatcher;
import org.postern.journal.Event;
import org.postern.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the journal, in its words, what becomes of the lists of others.
///
/// @param journal where it is told
record FeedEvents(Journal journal) implements FeedWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(FeedEvents.class);

    @Override
    public void saw(FeedEvent event) {
        switch (event) {
            case FeedEvent.Loaded loaded -> loaded(loaded);
            case FeedEvent.Refused(String feed, String why) ->
                    alarm("feed-refused", feed + ": " + why);
            case FeedEvent.Unreachable(String feed, String why) ->
                    LOG.warn("list {} does not come: {}", feed, why);
            case FeedEvent.Stale(String feed, var age) ->
                    alarm("feed-stale", feed + ": nothing new for " + age.toDays() + " days");
        }
    }

    private static void loaded(FeedEvent.Loaded loaded) {
        LOG.info("list {}: {} entries", loaded.feed(), loaded.entries());
        if (loaded.leftOut() > 0) {
            LOG.warn("list {}: {} lines left out", loaded.feed(), loaded.leftOut());
            loaded.problems().forEach(LOG::warn);
        }
    }

    private void alarm(String what, String detail) {
        journal.record(new Event.Alarm(journal.stamp(), what, detail));
    }
}
