package org.postern.mail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;
import org.postern.mail.address.ReversePath;
import org.postern.mail.address.Unreadable;

/// Reads command lines (RFC 5321 §4.1) by the letter. It never throws: a line that breaks the rules is a
/// [Command.Malformed] with its reply, and no reply repeats what the client sent.
public final class CommandParser {
    private static final Set<String> FOREIGN =
            Set.of(
                    "GET",
                    "POST",
                    "PUT",
                    "HEAD",
                    "DELETE",
                    "OPTIONS",
                    "TRACE",
                    "PATCH",
                    "CONNECT",
                    "PRI",
                    "PROPFIND");
    private static final Set<String> NOT_IMPLEMENTED =
            Set.of("ETRN", "TURN", "ATRN", "SEND", "SOML", "SAML", "BURL");

    private final Domain own;
    private final Before before;

    /// Who had the message before.
    private enum Before {
        /// The client makes it.
        NOBODY,
        /// A server that asks while its client waits.
        SERVER,
        /// A server that has it in its queue.
        QUEUE
    }

    /// @param own domain of mail for `postmaster` without a domain
    public CommandParser(Domain own) {
        this(own, Before.NOBODY);
    }

    private CommandParser(Domain own, Before before) {
        this.own = own;
        this.before = before;
    }

    /// For a mail server that has a message already, and passes on what its client said for notices. Names of a message and
    /// of an original recipient that cannot be read are left out: refusing them would make the server write a bounce.
    ///
    /// @param own domain of mail for `postmaster` without a domain
    public static CommandParser behindServer(Domain own) {
        return new CommandParser(own, Before.SERVER);
    }

    /// The same for one that has the message in its queue, and would write a bounce if it were refused for long: addresses
    /// that cannot be read are taken, too, each as what stands for it ([Unreadable]).
    ///
    /// @param own domain of mail for `postmaster` without a domain
    public static CommandParser behindQueue(Domain own) {
        return new CommandParser(own, Before.QUEUE);
    }

    /// Reads one line.
    ///
    /// @param octets as [Line.Complete] gives it: one character for each octet, no CRLF
    public Command parse(String octets) {
        if (isAscii(octets)) {
            return parse(octets, AddressParser.ASCII);
        }
        try {
            return parse(utf8(octets), AddressParser.INTERNATIONAL);
        } catch (CharacterCodingException _) {
            return before == Before.QUEUE ? parseAscii(octets) : malformed(Replies.NOT_UTF8);
        }
    }

    /// Reads one line of a transaction in which there is nothing past ASCII.
    ///
    /// @param octets as in [#parse]
    public Command parseAscii(String octets) {
        return parse(octets, AddressParser.ASCII);
    }

    /// What the octets say in UTF-8; nothing is mended (RFC 6531 §3.3).
    private static String utf8(String octets) throws CharacterCodingException {
        byte[] raw = octets.getBytes(StandardCharsets.ISO_8859_1);
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private Command parse(String line, AddressParser addresses) {
        int verbEnd = line.indexOf(' ');
        String said = verbEnd < 0 ? line : line.substring(0, verbEnd);
        // Some letters past ASCII have ASCII capitals.
        String verb = isAscii(said) ? said.toUpperCase(Locale.ROOT) : "";
        String rest = verbEnd < 0 ? "" : line.substring(verbEnd + 1).stripTrailing();
        if (isForeign(verb)) {
            return new Command.Foreign(Replies.NOT_SMTP);
        }
        boolean hasAddress = verb.equals("MAIL") || verb.equals("RCPT");
        if (hasControl(line) && !(hasAddress && before == Before.QUEUE)) {
            return malformed(Reply.of(500, "5.5.2", "Control character in command"));
        }
        return switch (verb) {
            case "MAIL" -> mail(rest, addresses);
            case "RCPT" -> rcpt(rest, addresses);
            case "DATA" -> bare(rest, new Command.Data());
            case "EHLO" -> greet(rest, true);
            case "HELO" -> greet(rest, false);
            case "RSET" -> bare(rest, new Command.Rset());
            case "QUIT" -> bare(rest, new Command.Quit());
            case "NOOP" -> new Command.Noop();
            case "BDAT" -> chunk(rest);
            case "STARTTLS" -> bare(rest, new Command.StartTls());
            case "AUTH" -> auth(rest);
            case "XCLIENT" ->
                    Xclient.parse(rest)
                            .<Command>map(Command.TellClient::new)
                            .orElseGet(() -> malformed(Replies.BAD_XCLIENT));
            case "XFORWARD" ->
                    Xforward.parse(rest)
                            .<Command>map(Command.Forward::new)
                            .orElseGet(() -> malformed(Replies.BAD_XFORWARD));
            case "VRFY" -> new Command.Vrfy();
            case "EXPN" -> new Command.Expn();
            case "HELP" -> new Command.Help();
            default ->
                    malformed(
                            NOT_IMPLEMENTED.contains(verb)
                                    ? Replies.NOT_IMPLEMENTED
                                    : Replies.UNKNOWN);
        };
    }

    /// HTTP, or a header field: content of a message or a request that somebody makes this server read as commands.
    private static boolean isForeign(String verb) {
        return FOREIGN.contains(verb) || verb.length() > 1 && verb.endsWith(":");
    }

    private static boolean hasControl(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    private static Command bare(String rest, Command command) {
        return rest.isEmpty() ? command : malformed(Replies.NO_ARGUMENT);
    }

    /// A mechanism, and at most one answer behind it.
    private static Command auth(String rest) {
        int blank = rest.indexOf(' ');
        String mechanism = blank < 0 ? rest : rest.substring(0, blank);
        String initial = blank < 0 ? "" : rest.substring(blank + 1);
        return mechanism.isEmpty() || mechanism.length() > 20 || initial.indexOf(' ') >= 0
                ? malformed(Replies.BAD_AUTH)
                : new Command.Auth(mechanism, initial);
    }

    /// Where the size of a chunk cannot be read, nobody knows where the next command begins.
    private static Command chunk(String rest) {
        int blank = rest.indexOf(' ');
        long octets = ParameterReader.number(blank < 0 ? rest : rest.substring(0, blank));
        String behind = blank < 0 ? "" : rest.substring(blank + 1).strip();
        boolean last = behind.equalsIgnoreCase("LAST");
        return octets >= 0 && (last || behind.isEmpty())
                ? new Command.Bdat(octets, last)
                : new Command.Foreign(Replies.BAD_CHUNK);
    }

    private static Command greet(String rest, boolean extended) {
        return Hello.isName(rest)
                ? new Command.Greet(new Hello(rest, extended))
                : malformed(Replies.BAD_HELLO);
    }

    private Command mail(String rest, AddressParser addresses) {
        if (!rest.regionMatches(true, 0, "FROM:", 0, 5)) {
            return malformed(Replies.BAD_MAIL);
        }
        return switch (addresses.reversePathAt(rest, 5)) {
            case Parsed.Failed<AddressParser.Prefix<ReversePath>>(String why) ->
                    before == Before.QUEUE
                            ? unreadableSender(rest)
                            : malformed(Reply.of(501, "5.1.7", "Bad address: " + why));
            case Parsed.Value<AddressParser.Prefix<ReversePath>>(var path) ->
                    mail(rest, path.value(), ParameterReader.mail(rest, path.end(), isPassedOn()));
        };
    }

    private boolean isPassedOn() {
        return before != Before.NOBODY;
    }

    private static Command unreadableSender(String rest) {
        Found<MailParameters> found =
                behind(rest, MailParameters.NONE, it -> ParameterReader.mail(rest, it, true));
        String path = rest.substring(5, found.from());
        return new Command.Mail(new ReversePath.Mailbox(Unreadable.of(path)), found.parameters());
    }

    private static Command unreadableRecipient(String rest) {
        Found<RcptParameters> found =
                behind(rest, RcptParameters.NONE, it -> ParameterReader.rcpt(rest, it, true));
        return new Command.Rcpt(
                Unreadable.of(rest.substring(3, found.from())), found.parameters(), false);
    }

    /// @param from where the parameters begin
    private record Found<T>(int from, T parameters) {}

    /// The parameters behind a path of which nobody knows where it ends: after the first bracket that has some behind it.
    private static <T> Found<T> behind(
            String rest, T none, IntFunction<ParameterReader.Result<T>> reader) {
        for (int at = rest.indexOf("> "); at >= 0; at = rest.indexOf("> ", at + 1)) {
            if (reader.apply(at + 1) instanceof ParameterReader.Result.Read<T>(T parameters)) {
                return new Found<>(at + 1, parameters);
            }
        }
        return new Found<>(rest.length(), none);
    }

    /// Letters past ASCII that nobody asked for.
    private Command beyond(String rest) {
        return before == Before.QUEUE ? unreadableSender(rest) : malformed(Replies.NOT_ASCII);
    }

    private Command mail(
            String rest, ReversePath sender, ParameterReader.Result<MailParameters> parameters) {
        return switch (parameters) {
            case ParameterReader.Result.Read<MailParameters>(MailParameters read) ->
                    read.smtpUtf8() || isAscii(rest)
                            ? new Command.Mail(sender, read)
                            : beyond(rest);
            case ParameterReader.Result.Refused<MailParameters>(Reply reply) -> malformed(reply);
        };
    }

    private Command rcpt(String rest, AddressParser addresses) {
        if (!rest.regionMatches(true, 0, "TO:", 0, 3)) {
            return malformed(Replies.BAD_RCPT);
        }
        return switch (addresses.forwardPathAt(rest, 3, own)) {
            case Parsed.Failed<AddressParser.Prefix<Address>>(String why) ->
                    before == Before.QUEUE
                            ? unreadableRecipient(rest)
                            : malformed(Reply.of(501, "5.1.3", "Bad address: " + why));
            case Parsed.Value<AddressParser.Prefix<Address>>(var path) ->
                    rcpt(rest, path.value(), ParameterReader.rcpt(rest, path.end(), isPassedOn()));
        };
    }

    private static Command rcpt(
            String rest, Address recipient, ParameterReader.Result<RcptParameters> parameters) {
        return switch (parameters) {
            case ParameterReader.Result.Read<RcptParameters>(RcptParameters read) ->
                    new Command.Rcpt(recipient, read, !isAscii(rest));
            case ParameterReader.Result.Refused<RcptParameters>(Reply reply) -> malformed(reply);
        };
    }

    private static Command malformed(Reply reply) {
        return new Command.Malformed(reply);
    }
}
