package org.postern.directory;

import java.time.Instant;
import java.util.List;
import org.postern.mail.sasl.ScramKeys;

/// A login as it is stored.
///
/// @param name prepared by SASLprep, lower case
/// @param keys instead of the password
/// @param senders addresses, or domains written `@example.org`, that it may send as; lower case
/// @param changedAt when it was last changed
/// @param changedBy by whom
public record LoginRow(
        String name, ScramKeys keys, List<String> senders, Instant changedAt, String changedBy) {
    public LoginRow {
        senders = List.copyOf(senders);
    }
}
