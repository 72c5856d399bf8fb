package org.postern.mail.smtp;

import java.util.Optional;
import java.util.Set;

/// What a client says about notices for one recipient (RFC 3461 §4).
///
/// @param notifyOn what the sender wants to be told; empty where the client did not say
/// @param orcpt the recipient as the sender knows it
public record RcptParameters(Set<Notify> notifyOn, Optional<OriginalRecipient> orcpt) {
    /// Nothing was said.
    public static final RcptParameters NONE = new RcptParameters(Set.of(), Optional.empty());

    public RcptParameters {
        notifyOn = Set.copyOf(notifyOn);
        if (notifyOn.contains(Notify.NEVER) && notifyOn.size() > 1) {
            throw new IllegalArgumentException("never, and sometimes");
        }
    }
}
