package org.postern.journey;

import org.postern.mail.smtp.Reply;

/// What policy says shall happen to a message for one recipient.
public sealed interface Ruling {

    /// Why, in a stable word that logs, searches and people use.
    String reason();

    /// Goes to the next hop of the recipient.
    record Deliver(String reason) implements Ruling {}

    /// Is kept in quarantine until somebody decides.
    record Hold(String reason) implements Ruling {}

    /// Is refused for good, inside the dialogue.
    record Refuse(Reply reply, String reason) implements Ruling {
        public Refuse {
            if (!reply.isPermanent()) {
                throw new IllegalArgumentException("a refusal answers 5xx: " + reply);
            }
        }
    }

    /// Is refused for now; the sender tries again.
    record PutOff(Reply reply, String reason) implements Ruling {
        public PutOff {
            if (!reply.isTransient()) {
                throw new IllegalArgumentException("putting off answers 4xx: " + reply);
            }
        }
    }

    /// Is dropped, and the dropping is recorded.
    record Discard(String reason) implements Ruling {}
}
