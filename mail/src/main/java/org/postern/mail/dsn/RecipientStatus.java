package org.postern.mail.dsn;

import java.time.Instant;
import java.util.Optional;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.OriginalRecipient;

/// What became of the message for one recipient.
///
/// @param recipient the address that delivery was tried to
/// @param original what the sender asked to be told about (ORCPT), in the sender's words
/// @param enhanced enhanced status code (RFC 3463) such as `5.1.1`; where it is none, or contradicts the action, one that
///     does not is shown instead
/// @param lastAttempt when delivery was last tried
/// @param retryUntil when it will be given up; shown for delays only
public record RecipientStatus(
        Address recipient,
        Optional<OriginalRecipient> original,
        Action action,
        String enhanced,
        Reason reason,
        Optional<Instant> lastAttempt,
        Optional<Instant> retryUntil) {

    /// A recipient with an outcome and no more to say.
    public static RecipientStatus of(
            Address recipient, Action action, String enhanced, Reason reason) {
        return new RecipientStatus(
                recipient,
                Optional.empty(),
                action,
                enhanced,
                reason,
                Optional.empty(),
                Optional.empty());
    }

    public RecipientStatus withOriginal(Optional<OriginalRecipient> other) {
        return new RecipientStatus(
                recipient, other, action, enhanced, reason, lastAttempt, retryUntil);
    }

    public RecipientStatus withTimes(Instant attempt, Optional<Instant> until) {
        return new RecipientStatus(
                recipient, original, action, enhanced, reason, Optional.of(attempt), until);
    }

    String status() {
        return action.status(enhanced);
    }
}
