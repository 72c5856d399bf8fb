package org.postern.mail.dsn;

import java.time.Instant;
import java.util.List;
import org.postern.mail.address.Address;

/// All that a notice says.
///
/// @param reporter the server that says it
/// @param to the reverse-path of the message; whoever has none gets no notice
/// @param messageId of the notice, without angle brackets: `unique@host`
/// @param date of the notice
/// @param arrival when the message was taken
/// @param envelopeId ENVID of the message, decoded; empty if the client gave none
/// @param recipients at least one
/// @param returned the message that it is about
public record DeliveryReport(
        Reporter reporter,
        Address to,
        String messageId,
        Instant date,
        Instant arrival,
        String envelopeId,
        List<RecipientStatus> recipients,
        Returned returned,
        Reach reach) {
    public DeliveryReport {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a notice is about a recipient");
        }
        if (!Words.isMessageId(messageId)) {
            throw new IllegalArgumentException("not a message id");
        }
    }

    /// The server that reports.
    ///
    /// @param name its name in the DNS, ASCII
    /// @param address where people may answer to, ASCII: `postmaster@…` or `mailer-daemon@…`
    public record Reporter(String name, Address address) {
        public Reporter {
            if (!Words.isHostName(name) || !address.isAscii()) {
                throw new IllegalArgumentException("not a server that can report: " + name);
            }
        }
    }

    boolean any(Action action) {
        return recipients.stream().anyMatch(it -> it.action() == action);
    }
}
