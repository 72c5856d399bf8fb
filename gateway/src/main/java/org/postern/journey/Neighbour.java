package org.postern.journey;

import java.util.Optional;
import org.postern.mail.smtp.Xforward;

/// The mail server beside us that hands a message over to be looked at: by the filter, or by the milter.
///
/// @param queueId under which it knows the message, empty where it has none or does not say
/// @param refusals what becomes of them
/// @param told what it said of the client, whole; it hears the same again when it takes the message back
public record Neighbour(Optional<String> queueId, Refusals refusals, Xforward told) {

    /// Nobody stands between the client and us.
    public static final Neighbour NONE = new Neighbour(Optional.empty(), true);

    /// One that does not speak XFORWARD.
    public Neighbour(Optional<String> queueId, boolean mayRefuse) {
        this(queueId, mayRefuse ? Refusals.SAID : Refusals.HELD, Xforward.NOTHING);
    }

    /// What becomes of what is not to be delivered.
    public enum Refusals {
        /// The client hears of them inside its dialogue.
        SAID,
        /// Behind a queue it does not, and the server would write a bounce to whoever the sender is said to be: the message
        /// is held.
        HELD,
        /// The same, but the message is dropped, on record.
        DISCARDED
    }

    /// Whether a refusal reaches the client.
    public boolean mayRefuse() {
        return refusals == Refusals.SAID;
    }
}
