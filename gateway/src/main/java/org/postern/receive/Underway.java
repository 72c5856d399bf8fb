package org.postern.receive;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.postern.journey.MailId;
import org.postern.journey.Waterfall;

/// The transaction that is going on at a door, from MAIL on.
///
/// @param id by which it is found
/// @param clock started with it
record Underway(MailId id, Waterfall clock) {
    static Underway begin(InstantSource clock) {
        return new Underway(MailId.next(clock, ThreadLocalRandom.current()), new Waterfall(clock));
    }
}
