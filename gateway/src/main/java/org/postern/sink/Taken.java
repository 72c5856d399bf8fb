package org.postern.sink;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.MailParameters;

/// One message that a sink took.
///
/// @param hello how the client called itself
/// @param text the content as the client meant it, dot-stuffing undone: one character for each octet
public record Taken(
        String hello,
        ReversePath sender,
        MailParameters parameters,
        List<Address> recipients,
        String text) {
    public Taken {
        recipients = List.copyOf(recipients);
    }

    /// The octets of the content.
    public byte[] content() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
