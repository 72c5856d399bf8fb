package org.postern.milter;

import org.postern.journey.Client;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.mail.smtp.Reply;

/// Something that happened at the milter door to a message that never became a journey, or to a connection. Texts of the
/// peer are nowhere in it, beyond checked addresses and names.
public sealed interface MilterEvent {

    /// A message that was not taken: too large, no room, bare line ends, a bug.
    ///
    /// @param reason a stable word
    record NotTaken(MailId id, Client client, Envelope envelope, Reply reply, String reason)
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
