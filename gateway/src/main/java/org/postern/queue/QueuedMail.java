package org.postern.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postern.contents.ContentId;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Xforward;

/// A message on its way, for those of its recipients who had the same next hop when it was accepted.
///
/// @param id of this copy
/// @param message the message it is a copy of; the id that people know
/// @param node that accepted it
/// @param nextHop where it was to go then; where it goes is asked anew at each attempt
/// @param door through which it came, which says where it goes
/// @param envelope with the recipients that are left
/// @param about of the notice that something failed: the row of that, which is kept until somebody has the notice
/// @param behalf what the next hop is told of the client
/// @param trace the Received field, made when it was accepted
/// @param content where its octets are
/// @param standing how it stands
public record QueuedMail(
        UUID id,
        MailId message,
        Instant at,
        String node,
        String nextHop,
        Door door,
        Direction direction,
        String subject,
        Envelope envelope,
        Return back,
        Optional<UUID> about,
        Optional<Xforward> behalf,
        String trace,
        long size,
        ContentId content,
        Standing standing) {

    /// Who is told when it fails.
    public enum Return {
        /// The sender, who is one of ours.
        SENDER,
        /// Nobody outside: the sender may be a stranger (promise 5). It goes to quarantine; where it is the notice that
        /// something failed, that does.
        QUARANTINE,
        /// Nobody at all: it is the notice that something is late, or has arrived.
        NOBODY
    }

    /// What a row is doing.
    public enum State {
        WAITING,
        LEASED,
        /// An administrator keeps it back.
        HELD,
        /// It was set aside: workers were lost over it again and again.
        ASIDE,
        /// It failed, and is kept until its sender has the notice of that.
        RETURNING
    }

    /// @param dueAt when it may be tried next
    /// @param expiresAt when it is given up, if it was tried often enough by then
    /// @param attempts begun so far
    /// @param crashes workers that were lost while they had it
    /// @param lease fencing token
    /// @param answer what the last attempt came to; empty before the first
    /// @param delayTold whether the sender knows that it is late
    public record Standing(
            State state,
            Instant dueAt,
            Instant expiresAt,
            int attempts,
            int crashes,
            long lease,
            String answer,
            boolean delayTold) {}

    /// A copy that failed and is kept until its sender has the notice of that.
    QueuedMail returning(MailId copy, List<Address> failed) {
        var kept =
                new Standing(
                        State.RETURNING,
                        standing.dueAt,
                        standing.expiresAt,
                        standing.attempts,
                        0,
                        0,
                        "",
                        false);
        return new QueuedMail(
                copy.toUuid(),
                message,
                at,
                node,
                nextHop,
                door,
                direction,
                subject,
                envelope.forRecipients(failed),
                back,
                about,
                behalf,
                trace,
                size,
                content,
                kept);
    }
}
