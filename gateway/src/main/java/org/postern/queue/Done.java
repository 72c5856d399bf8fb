package org.postern.queue;

import org.postern.journey.Content;

/// An attempt that is over.
///
/// @param settled what follows from it
/// @param content to be closed when that is written down
/// @param troubled whether the next hop itself failed, and not the message
record Done(Job job, Settlement settled, Content content, boolean troubled) {
    QueuedMail mail() {
        return settled.mail();
    }
}
