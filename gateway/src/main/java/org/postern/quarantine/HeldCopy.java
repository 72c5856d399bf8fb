package org.postern.quarantine;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.postern.journey.MailId;

/// One held copy of a message: for the recipients that policy held for the same reason.
///
/// @param id of this copy
/// @param message the message it is a copy of; the id that people know
/// @param state what became of it
/// @param stateBy who brought it there, empty while it is held
/// @param content where its octets are
public record HeldCopy(
        UUID id,
        Instant at,
        Instant expiresAt,
        MailId message,
        String sender,
        List<String> recipients,
        String subject,
        String reason,
        long size,
        State state,
        String stateBy,
        UUID content) {
    public HeldCopy {
        recipients = List.copyOf(recipients);
    }

    /// What became of a held copy.
    public enum State {
        HELD,
        RELEASING,
        RELEASED,
        DELETED
    }
}
