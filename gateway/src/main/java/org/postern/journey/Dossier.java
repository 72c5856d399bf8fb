package org.postern.journey;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.mail.smtp.Reply;

/// The record of one message: what was seen, asked, decided and done, and why. It is kept after the message is gone, and
/// it has access rules of its own: subject and addresses are in it.
///
/// @param id the one id of the message
/// @param node name of the node that judged
/// @param at when the transaction began
/// @param neighbour the mail server beside us that handed it over, if the client did not
/// @param origin whom the client had it from, where the client is a server whose trace fields are believed
/// @param policy name and version of the policy that judged
/// @param evidence every test with its outcome
/// @param rulings one per recipient, with the lines that made it
/// @param ending what was done at once; later events about the message are rows of their own
/// @param timings the waterfall
public record Dossier(
        MailId id,
        String node,
        Door door,
        Direction direction,
        Instant at,
        Client client,
        Neighbour neighbour,
        Optional<Origin> origin,
        Envelope envelope,
        Summary message,
        String policy,
        Evidence evidence,
        Evidence.Completeness completeness,
        List<Ruled> rulings,
        Ending ending,
        List<Timing> timings) {
    private static final Set<Kind> IN_CUSTODY = EnumSet.of(Kind.HELD, Kind.QUEUED, Kind.DISCARDED);

    public Dossier {
        rulings = List.copyOf(rulings);
        timings = List.copyOf(timings);
    }

    /// What identifies a message to a person.
    ///
    /// @param size octets as received
    /// @param sha256 of the octets as received, in hexadecimal
    /// @param messageId the Message-ID field without brackets, cut; empty where there is none
    /// @param subject decoded Subject, cut; empty where there is none
    /// @param from decoded From, cut; empty where there is none
    public record Summary(
            long size, String sha256, String messageId, String subject, String from) {}

    /// What was done, and what the client was told.
    ///
    /// @param reply the final reply
    /// @param reason why, in one stable word; `accepted` where all went well
    public record Ending(Reply reply, String reason, List<Fate> fates) {
        public Ending {
            fates = List.copyOf(fates);
        }
    }

    /// What became of one recipient's copy.
    ///
    /// @param detail the next hop and its reply, or the reason of a hold
    public record Fate(String recipient, Kind kind, String detail) {}

    /// Whether we took the responsibility for the message, so that its dossier was committed with it.
    public boolean isInCustody() {
        return ending.reply().isPositive()
                && ending.fates().stream().map(Fate::kind).anyMatch(IN_CUSTODY::contains);
    }

    /// The ways a copy can end in the journey, or after it in the queue.
    public enum Kind {
        DELIVERED,
        HELD,
        QUEUED,
        /// Given back to the mail server beside us, which keeps the message and delivers it.
        HANDED_BACK,
        REFUSED,
        PUT_OFF,
        DISCARDED,
        /// Not delivered, and a sender of ours was told so.
        RETURNED
    }

    /// One stage of the waterfall.
    ///
    /// @param startMicros microseconds since [Dossier#at]
    /// @param tookMicros its length in microseconds
    public record Timing(String stage, long startMicros, long tookMicros) {}
}
