package org.postern.app;

import org.postern.journey.Arrival;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Journey;
import org.postern.journey.Plan;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.queue.QueueSettings;

/// How mail goes on at this site.
///
/// @param settings name the directions whose mail is queued first
record SiteWays(LiveSite site, QueueSettings settings) implements Journey.Ways {
    @Override
    public Plan.Way of(Arrival arrival) {
        // A mail server beside us has a queue of its own.
        return arrival.door() == Door.EDGE && settings.first().contains(arrival.direction())
                ? Plan.Way.QUEUE
                : Plan.Way.PASS_THROUGH;
    }

    /// Promise 5: only who logged in, under an address of the login, or a client of ours under an address of ours;
    /// not what such a client only brings us from outside.
    @Override
    public boolean senderMayBeTold(Arrival arrival) {
        return arrival.envelope().sender() instanceof ReversePath.Mailbox(Address sender)
                && (arrival.client().login().isPresent()
                        || arrival.client().relay()
                                && arrival.direction() != Direction.INBOUND
                                && site.isOwn(sender.domain()));
    }
}
