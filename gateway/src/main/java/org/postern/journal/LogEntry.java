package org.postern.journal;

import java.time.Instant;
import java.util.List;

/// One answer of the message log: a message, or a client or recipient that was refused before there was one.
///
/// @param id of the message, or of the transaction, which `show` takes; of the event where there was neither
/// @param kind the event's word, `judged` for a message
/// @param outcome what became of the message
/// @param reason why, in a stable word
/// @param peer numeric address, empty where it is not known
/// @param sender `<>` for the null one, empty where it is not known
/// @param subject empty where it is not known
/// @param size octets, 0 where there was no message
public record LogEntry(
        String id,
        Instant at,
        String kind,
        String outcome,
        String reason,
        String peer,
        String sender,
        List<String> recipients,
        String subject,
        long size) {
    public LogEntry {
        recipients = List.copyOf(recipients);
    }
}
