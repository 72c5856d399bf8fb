package org.postern.mail.milter;

/// Limits of one connection of a mail server. All are finite.
///
/// @param packet most octets of one packet. Postfix sends a whole header field in one, 100 KB by its own limit, and both send
///     bodies in pieces of 64 KB
/// @param macros most macros of one stage; Sendmail knows some 60
/// @param macroOctets most octets of the macros of one stage, names and values
/// @param macrosInARow most packets of macros before a command
/// @param header most octets of all header fields of a message
/// @param recipients most recipients of a message
/// @param arguments most octets of what is said of one sender or recipient
public record MilterLimits(
        int packet,
        int macros,
        int macroOctets,
        int macrosInARow,
        int header,
        int recipients,
        int arguments) {
    public static final MilterLimits DEFAULTS =
            new MilterLimits(256 << 10, 256, 64 << 10, 32, 16 << 20, 10_000, 4096);

    public MilterLimits {
        if (packet < 16
                || macros < 1
                || macroOctets < 1
                || macrosInARow < 1
                || header < 1
                || recipients < 1
                || arguments < 1) {
            throw new IllegalArgumentException("a limit below what every server needs");
        }
    }
}
