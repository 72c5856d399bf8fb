package org.postern.app;

import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;

/// The sender of a question for a recipient.
enum ProbeSender {
    /// The null sender, which everybody must take.
    NULL,
    /// For next hops that want a sender.
    POSTMASTER;

    ReversePath of(Address recipient) {
        return switch (this) {
            case NULL -> ReversePath.Null.NULL;
            case POSTMASTER ->
                    new ReversePath.Mailbox(new Address("postmaster", recipient.domain()));
        };
    }
}
