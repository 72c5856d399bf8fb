package org.postern.queue;

import java.util.Optional;
import org.postern.journey.Content;

/// A leased row and what it takes to deliver it.
///
/// @param mail leased by this worker
/// @param atHand its octets where they need not be read from the database
record Job(QueuedMail mail, Optional<Content> atHand) {
    String hop() {
        return mail.nextHop();
    }

    long octetsAtHand() {
        return atHand.map(Content::size).orElse(0L);
    }
}
