package org.postern.journey;

import java.util.List;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;

/// Whom a message is from and for, as the transaction said (RFC 5321 §2.3.1).
///
/// @param eightBit whether the client declared `BODY=8BITMIME` (RFC 6152)
/// @param smtpUtf8 whether the client declared `SMTPUTF8` (RFC 6531)
public record Envelope(
        ReversePath sender,
        List<Address> recipients,
        boolean eightBit,
        boolean smtpUtf8,
        Notices notices) {
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs a recipient");
        }
    }

    /// Of a client that declared nothing else.
    public Envelope(ReversePath sender, List<Address> recipients, boolean eightBit) {
        this(sender, recipients, eightBit, false, Notices.NONE);
    }

    /// The same message for some of its recipients.
    public Envelope forRecipients(List<Address> some) {
        return new Envelope(sender, some, eightBit, smtpUtf8, notices.forRecipients(some));
    }
}
