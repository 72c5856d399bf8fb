package org.postern.mail.smtp;

/// One step of a conversation.
///
/// @param next state after it
/// @param reply what the client is told; where a chunk is to be read, it is told so behind the chunk
/// @param then what happens once the reply is written
public record Step(State next, Reply reply, Then then) {
    public Step {
        if ((then == Then.CLOSE) != (next instanceof State.Closed)
                || (then == Then.READ_DATA) != (next instanceof State.Transferring)
                || (then == Then.READ_CHUNK) != (next instanceof State.Chunk)
                || (then == Then.SKIP_CHUNK) != (next instanceof State.Skipping)) {
            throw new IllegalArgumentException(then + " does not agree with " + next);
        }
    }

    /// What happens once the reply is written.
    public enum Then {
        /// The next command is read.
        ANSWER,
        /// What was read in clear is discarded and TLS begins.
        START_TLS,
        /// Somebody logs in: [AuthDialogue] says what, the reply of the step is not sent; [Conversation#loggedIn] follows.
        AUTHENTICATE,
        /// The client speaks for another one from here on, which is let in or not; the reply greets that one.
        OTHER_CLIENT,
        /// The content is read; [Conversation#finished] follows.
        READ_DATA,
        /// The chunk is read; [Conversation#chunkTaken], [Conversation#finished] or [Conversation#broken] follows.
        READ_CHUNK,
        /// The chunk is read away, then the reply is written; [Conversation#skipped] follows.
        SKIP_CHUNK,
        /// The connection is closed.
        CLOSE
    }
}
