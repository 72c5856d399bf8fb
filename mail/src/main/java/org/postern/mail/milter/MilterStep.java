package org.postern.mail.milter;

import java.util.Optional;

/// One step of a dialogue.
///
/// @param next state after it
/// @param then what happens
/// @param content octets of the message, one character for each; only where it says so
/// @param reply what the server is told, once that has happened; empty where it expects nothing
public record MilterStep(MilterState next, Then then, String content, Optional<MilterReply> reply) {
    public MilterStep {
        if ((then == Then.REVIEW) != (next instanceof MilterState.Whole)
                || (then == Then.CLOSE) != (next instanceof MilterState.Closed)
                || !content.isEmpty() && then != Then.KEEP && then != Then.REVIEW) {
            throw new IllegalArgumentException(then + " does not agree with " + next);
        }
    }

    /// What happens.
    public enum Then {
        /// Nothing.
        GO_ON,
        /// A message begins; what there was of another is forgotten.
        BEGIN,
        /// Octets of the message are kept.
        KEEP,
        /// Octets are kept, then the whole message is looked at; [MilterDialogue#finished] follows.
        REVIEW,
        /// The message is forgotten.
        FORGET,
        /// The message is forgotten and the connection closed.
        CLOSE
    }
}
