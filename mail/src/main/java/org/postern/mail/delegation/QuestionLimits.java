package org.postern.mail.delegation;

/// Limits of one question. All are finite.
///
/// @param octets most octets of a question. Postfix cuts what it tells of a client at a few hundred octets each, and Sendmail's
///     keys are no longer than a line
/// @param attributes most attributes of an access question; Postfix 3.9 sends 29
public record QuestionLimits(int octets, int attributes) {
    public static final QuestionLimits DEFAULTS = new QuestionLimits(64 << 10, 128);

    public QuestionLimits {
        if (octets < 16 || attributes < 2) {
            throw new IllegalArgumentException("a limit below what every server needs");
        }
    }
}
