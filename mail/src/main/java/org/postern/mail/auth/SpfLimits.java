package org.postern.mail.auth;

/// Limits of one check. The time for it is kept by whoever answers the questions.
///
/// @param terms terms that ask the DNS, with those of included records (RFC 7208 §4.6.4)
/// @param voids questions that find nothing (RFC 7208 §4.6.4)
/// @param names hosts of one `mx`, and names of an address (RFC 7208 §4.6.4)
/// @param record characters of a record; longer than any that a server can have meant
/// @param steps steps of the account that is kept of a check
public record SpfLimits(int terms, int voids, int names, int record, int steps) {
    public static final SpfLimits DEFAULTS = new SpfLimits(10, 2, 10, 16_384, 200);

    public SpfLimits {
        if (terms < 1 || voids < 0 || names < 1 || record < 450 || steps < 1) {
            throw new IllegalArgumentException("a limit below what every record needs");
        }
    }
}
