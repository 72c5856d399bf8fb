package org.postern.queue;

import java.util.Optional;
import org.postern.journey.Content;

/// A leased row and what it takes to deliver it.
///
/// @param mail leased by this worker
/// @param atHand its octets where they need not be read from the database
/// @param givenUp what its next hop came to again and again, where it is not asked any more
/// @param begun when its place was taken, of [System#nanoTime]
record Job(QueuedMail mail, Optional<Content> atHand, Optional<String> givenUp, long begun) {
    String hop() {
        return mail.nextHop();
    }

    boolean isSuspect() {
        return mail.standing().crashes() > 0;
    }

    long octetsAtHand() {
        return atHand.map(Content::size).orElse(0L);
    }
}
