package org.postern.mail.smtp;

/// Limits of one connection. All are finite; there is no "unlimited".
///
/// @param commandLine most octets of a command line. RFC 5321 §4.5.3.1.4 asks for 512, and extensions add to it
/// @param recipients recipients of one transaction; RFC 5321 §4.5.3.1.8 asks for at least 100
/// @param overshoot recipients refused beyond that before the connection ends: a pipelining client cannot know the limit
///     before it has sent them all
/// @param commands commands of one connection, of whatever kind
/// @param messages transactions that reached DATA on one connection
/// @param errors permanent refusals since the last accepted message. Large lists of recipients hold some dead ones; a
///     search for living ones holds hundreds
/// @param junk commands that bring no message nearer (NOOP, RSET, VRFY, EXPN, HELP, another EHLO) since the last accepted
///     message
/// @param maxMessage octets of the largest message, announced by SIZE
public record ConversationLimits(
        int commandLine,
        int recipients,
        int overshoot,
        int commands,
        int messages,
        int errors,
        int junk,
        long maxMessage) {
    public static final ConversationLimits DEFAULTS =
            new ConversationLimits(2048, 1000, 1000, 100_000, 10_000, 50, 100, 50L << 20);

    public ConversationLimits {
        boolean positive =
                recipients > 0
                        && overshoot > 0
                        && commands > 0
                        && messages > 0
                        && errors > 0
                        && junk > 0
                        && maxMessage > 0;
        if (commandLine < 512 || !positive) {
            throw new IllegalArgumentException("a limit of the conversation is too small");
        }
    }

    public ConversationLimits withRecipients(int other) {
        return new ConversationLimits(
                commandLine, other, overshoot, commands, messages, errors, junk, maxMessage);
    }

    public ConversationLimits withMaxMessage(long other) {
        return new ConversationLimits(
                commandLine, recipients, overshoot, commands, messages, errors, junk, other);
    }
}
