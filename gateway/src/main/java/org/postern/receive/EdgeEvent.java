package org.postern.receive;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.postern.journey.Client;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;

/// Something that happened at the edge to a message that never became a journey, to a connection or to a listener. A
/// reason is a stable word for searches and counters; texts of the client are nowhere in it, beyond checked addresses and
/// names.
public sealed interface EdgeEvent {
    Instant at();

    /// A connection that was not let in: too many, too often, or it spoke before it was greeted.
    record TurnedAway(Instant at, InetSocketAddress peer, String reason) implements EdgeEvent {}

    /// A transaction refused at MAIL.
    record SenderRefused(
            Instant at, MailId id, Client client, ReversePath sender, Reply reply, String reason)
            implements EdgeEvent {}

    /// A recipient refused at RCPT; the transaction may go on without.
    record RecipientRefused(
            Instant at,
            MailId id,
            Client client,
            ReversePath sender,
            Address recipient,
            Reply reply,
            String reason)
            implements EdgeEvent {}

    /// A message that was not taken once its recipients were: too large, no room, bare line ends, client gone, a bug.
    record NotTaken(
            Instant at,
            MailId id,
            Client client,
            Envelope envelope,
            Optional<Reply> reply,
            String reason)
            implements EdgeEvent {}

    /// Somebody tried to log in.
    ///
    /// @param login prepared, so without controls; empty where it did not come to a name
    /// @param mechanism as the client wrote it, at most 20 printable characters
    /// @param outcome a stable word: `accepted`, `wrong`, `locked`, `cancelled`, `malformed`, `unavailable`
    record LoginTried(
            Instant at, InetSocketAddress peer, String login, String mechanism, String outcome)
            implements EdgeEvent {}

    /// A connection that the edge ended, or that broke, outside of the transfer of a message.
    record Dropped(Instant at, InetSocketAddress peer, String reason) implements EdgeEvent {}

    /// A listener that accepts from now on, or cannot for now.
    record Accepting(Instant at, InetSocketAddress listener, boolean works, String detail)
            implements EdgeEvent {}

    /// A new certificate is in use.
    record CertificateLoaded(Instant at, Instant expires) implements EdgeEvent {}

    /// The files of certificate and key changed and cannot be used; what was loaded before stays in use.
    record CertificateUnusable(Instant at, String detail) implements EdgeEvent {}
}
