package org.postern.journey;

import java.util.List;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;

/// Whom a message is from and for, as the transaction said (RFC 5321 §2.3.1).
///
/// @param eightBit whether the client declared `BODY=8BITMIME` (RFC 6152)
public record Envelope(ReversePath sender, List<Address> recipients, boolean eightBit) {
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs a recipient");
        }
    }

    /// The same message for some of its recipients.
    public Envelope forRecipients(List<Address> some) {
        return new Envelope(sender, some, eightBit);
    }
}
