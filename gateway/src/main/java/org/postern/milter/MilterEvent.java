package org.postern.milter;

import java.util.Optional;
import org.postern.journey.Client;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.mail.smtp.Reply;

/// Something that happened at the milter door to a message that never became a journey, or to a connection. Texts of the
/// peer are nowhere in it, beyond checked addresses and names.
public sealed interface MilterEvent {

    /// A message that was not taken: too large, no room, bare line ends, a bug; or one of which the server left before it
    /// heard what becomes of it.
    ///
    /// @param reason a stable word
    record NotTaken(MailId id, Client client, Envelope envelope, Reply reply, String reason)
            implements MilterEvent {}

    /// A sender or recipient who was refused.
    ///
    /// @param sender as far as it could be read
    /// @param recipient the same; empty where there is none yet
    /// @param reason a stable word
    record Refused(
            MailId id, Client client, String sender, String recipient, Reply reply, String reason)
            implements MilterEvent {}

    /// A message that came once more on its way back, and was not judged again.
    ///
    /// @param id under which it was judged
    /// @param queueId the server's name for it now
    record PassedBefore(MailId id, Client client, Optional<String> queueId)
            implements MilterEvent {}

    /// A connection that broke the rules, or broke.
    ///
    /// @param peer numeric address, or the name of the socket
    /// @param reason a stable word
    /// @param detail one line for people
    record Broken(String peer, String reason, String detail) implements MilterEvent {}

    /// A connection that was not let in.
    record TurnedAway(String peer, String reason) implements MilterEvent {}
}
