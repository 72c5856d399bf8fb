package org.postern.queue;

import org.postern.journey.Content;

/// An attempt that is over.
///
/// @param settled what follows from it
/// @param content to be closed when that is written down
/// @param contact what it showed of the next hop
record Done(Job job, Settlement settled, Content content, Contact contact) {
    QueuedMail mail() {
        return settled.mail();
    }
}
