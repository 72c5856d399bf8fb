package org.postern.mail.smtp;

import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;

/// One command line of a client, read. Wrong ones are commands too, so that one place answers and counts them all.
public sealed interface Command {

    /// HELO or EHLO.
    record Greet(Hello hello) implements Command {}

    /// MAIL.
    record Mail(ReversePath sender, MailParameters parameters) implements Command {}

    /// RCPT.
    ///
    /// @param beyondAscii whether anything in it was written with letters past ASCII, which only a transaction may that
    ///     asked for SMTPUTF8; the domain does not tell any more
    record Rcpt(Address recipient, RcptParameters parameters, boolean beyondAscii)
            implements Command {}

    /// DATA.
    record Data() implements Command {}

    /// BDAT (RFC 3030); its octets follow at once.
    record Bdat(long octets, boolean last) implements Command {
        public Bdat {
            if (octets < 0) {
                throw new IllegalArgumentException("a chunk of " + octets + " octets");
            }
        }
    }

    /// RSET.
    record Rset() implements Command {}

    /// NOOP, whatever follows it.
    record Noop() implements Command {}

    /// QUIT.
    record Quit() implements Command {}

    /// VRFY; what is asked for does not matter.
    record Vrfy() implements Command {}

    /// EXPN; what is asked for does not matter.
    record Expn() implements Command {}

    /// HELP.
    record Help() implements Command {}

    /// STARTTLS (RFC 3207).
    record StartTls() implements Command {}

    /// AUTH (RFC 4954).
    ///
    /// @param mechanism as the client wrote it
    /// @param initial its first answer as it stands, which may hold a password; empty if there is none
    record Auth(String mechanism, String initial) implements Command {
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /// XCLIENT.
    record TellClient(Xclient told) implements Command {}

    /// XFORWARD.
    record Forward(Xforward told) implements Command {}

    /// A line that broke the rules.
    record Malformed(Reply reply) implements Command {
        public Malformed {
            if (!reply.isPermanent()) {
                throw new IllegalArgumentException(
                        "a malformed command is refused for good: " + reply);
            }
        }
    }

    /// A line whose followers are not commands: HTTP, message content, or the announcement of a chunk (BDAT) of nobody knows
    /// how many octets. Reading on would take content for commands, so the connection ends at once.
    record Foreign(Reply reply) implements Command {}

    /// Whether the client must wait for the reply before it sends more (RFC 2920 §3.1, RFC 3207 §4).
    default boolean mustBeLast() {
        return switch (this) {
            case Greet _, Data _, StartTls _, Auth _, TellClient _ -> true;
            case Mail _,
                    Rcpt _,
                    Bdat _,
                    Rset _,
                    Noop _,
                    Quit _,
                    Vrfy _,
                    Expn _,
                    Help _,
                    Forward _,
                    Malformed _,
                    Foreign _ ->
                    false;
        };
    }

    /// Whether no message comes nearer by it.
    default boolean bringsNothing() {
        return switch (this) {
            case Noop _, Rset _, Vrfy _, Expn _, Help _ -> true;
            case Greet _,
                    Mail _,
                    Rcpt _,
                    Data _,
                    Bdat _,
                    Quit _,
                    StartTls _,
                    Auth _,
                    TellClient _,
                    Forward _,
                    Malformed _,
                    Foreign _ ->
                    false;
        };
    }
}
