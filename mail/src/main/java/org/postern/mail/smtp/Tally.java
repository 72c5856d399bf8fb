package org.postern.mail.smtp;

/// What was counted on one connection.
///
/// @param commands all commands
/// @param messages transactions that reached DATA
/// @param errors permanent refusals since the last accepted message
/// @param junk commands since the last accepted message that brought none nearer
public record Tally(int commands, int messages, int errors, int junk) {
    static final Tally ZERO = new Tally(0, 0, 0, 0);

    Tally plus(boolean error, boolean useless) {
        return new Tally(
                commands + 1, messages, errors + (error ? 1 : 0), junk + (useless ? 1 : 0));
    }

    Tally plusError() {
        return new Tally(commands, messages, errors + 1, junk);
    }

    Tally plusMessage() {
        return new Tally(commands, messages + 1, errors, junk);
    }

    Tally accepted() {
        return new Tally(commands, messages, 0, 0);
    }
}
