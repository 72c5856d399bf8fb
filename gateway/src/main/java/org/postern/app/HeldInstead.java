package org.postern.app;

import java.nio.ByteBuffer;
import java.util.List;
import org.postern.mail.address.Address;
import org.postern.quarantine.Quarantine;
import org.postern.queue.Queue;
import org.postern.queue.QueuedMail;
import org.postern.store.Batch;

/// Puts into quarantine what the queue can neither deliver nor return.
///
/// @param quarantine where it goes
record HeldInstead(Quarantine quarantine) implements Queue.Undeliverable {
    @Override
    public void hold(
            Batch batch,
            QueuedMail mail,
            List<Address> recipients,
            String reason,
            ByteBuffer octets) {
        var origin =
                new Quarantine.Origin(
                        mail.message(),
                        mail.node(),
                        mail.direction(),
                        mail.envelope().sender(),
                        mail.subject());
        quarantine.hold(batch, origin, recipients, reason, octets);
    }
}
