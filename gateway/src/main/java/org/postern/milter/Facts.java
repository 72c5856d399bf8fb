package org.postern.milter;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.journey.Client;
import org.postern.journey.Direction;
import org.postern.journey.Envelope;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;
import org.postern.mail.milter.Macros;
import org.postern.mail.milter.MilterCommand;
import org.postern.mail.milter.MilterState.Visit;
import org.postern.mail.smtp.Command;
import org.postern.mail.smtp.CommandParser;
import org.postern.mail.smtp.Reply;

/// What a mail server's words mean for us.
///
/// @param name of this node, for addresses without a domain where the server does not tell its own
record Facts(String name, Site site, List<String> submissionDaemons) {
    private static final int MOST_TEXT = 255;
    private static final InetAddress UNKNOWN = InetAddress.ofLiteral("0.0.0.0");

    /// What of the parameters matters here. The server took the others, and knows what to do about them.
    private static final List<String> OF_MAIL =
            List.of("SIZE=", "BODY=8BITMIME", "SMTPUTF8", "RET=", "ENVID=");

    private static final List<String> OF_RCPT = List.of("NOTIFY=", "ORCPT=");

    /// Who hands a message over to the server. One whose address the server does not know may be anybody.
    Client client(Visit visit) {
        Macros told = visit.macros();
        boolean unknown = visit.client().address().isEmpty() && !visit.client().local();
        InetAddress address = address(visit.client());
        Optional<Client.Tls> tls =
                told.value("tls_version")
                        .map(it -> new Client.Tls(text(it), text(told.value("cipher").orElse(""))));
        String hello = text(visit.hello());
        return new Client(
                new InetSocketAddress(address, visit.client().port()),
                hello.isEmpty() ? "unknown" : hello,
                true,
                tls,
                !unknown && site.isRelay(address),
                told.value("auth_authen").map(Facts::text));
    }

    private static InetAddress address(MilterCommand.Connect client) {
        if (client.local()) {
            return InetAddress.getLoopbackAddress();
        }
        return client.address().isEmpty() ? UNKNOWN : InetAddress.ofLiteral(client.address());
    }

    /// Which way a message goes: only what the server proved makes it one of our people's.
    Direction direction(Visit visit, Client client, Envelope envelope) {
        boolean ours = client.login().isPresent() || isSubmission(visit);
        if (!ours && !client.relay()) {
            return Direction.INBOUND;
        }
        return ours || !envelope.recipients().stream().allMatch(site::isOwn)
                ? Direction.OUTBOUND
                : Direction.INTERNAL;
    }

    /// Whether a client is nobody of ours. Strangers get no notices, whatever they ask for (promise 5).
    boolean isStranger(Visit visit, Client client) {
        return !client.relay() && client.login().isEmpty() && !isSubmission(visit);
    }

    private boolean isSubmission(Visit visit) {
        return visit.macros().value("daemon_name").map(submissionDaemons::contains).orElse(false);
    }

    /// The server's name for the message.
    static Optional<String> queueId(Visit visit) {
        return visit.macros().value("i").map(Facts::text);
    }

    /// A sender, or the refusal of what is none.
    Command sender(Visit visit, List<String> words) {
        return parse(visit, "MAIL FROM:", words, OF_MAIL);
    }

    /// A recipient, or the refusal of what is none.
    Command recipient(Visit visit, List<String> words) {
        return parse(visit, "RCPT TO:", words, OF_RCPT);
    }

    /// The refusal that a command is, if it is one.
    static Optional<Reply> refusal(Command command) {
        return command instanceof Command.Malformed(Reply reply)
                ? Optional.of(reply)
                : Optional.empty();
    }

    private Command parse(Visit visit, String verb, List<String> words, List<String> known) {
        Domain own = domain(visit);
        String path = path(words.getFirst(), own);
        var line = new StringBuilder(verb).append(path);
        boolean international = !isAscii(path);
        for (String word : words.subList(1, words.size())) {
            String upper = word.toUpperCase(Locale.ROOT);
            if (known.stream().anyMatch(upper::startsWith)) {
                line.append(' ').append(word);
                international &= !upper.equals("SMTPUTF8");
            }
        }
        String asksFor = international && known.equals(OF_MAIL) ? " SMTPUTF8" : "";
        var parser = new CommandParser(own);
        Command whole = parser.parse(line + asksFor);
        // Parameters that we do not understand are between the client and its server.
        return whole instanceof Command.Malformed ? parser.parse(verb + path + asksFor) : whole;
    }

    /// What belongs between angle brackets, in them and with a domain: servers take addresses without, too.
    private static String path(String written, Domain own) {
        String bare =
                written.startsWith("<") && written.endsWith(">")
                        ? written.substring(1, written.length() - 1)
                        : written;
        return bare.isEmpty() || bare.indexOf('@') >= 0
                ? "<" + bare + ">"
                : "<" + bare + "@" + own + ">";
    }

    private Domain domain(Visit visit) {
        String server = visit.macros().value("j").orElse(name);
        return AddressParser.ASCII.domain(server) instanceof Parsed.Value<Domain>(var told)
                ? told
                : new Domain.Name(name);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /// What a server said of a sender or recipient, for the record where it cannot be read.
    static String written(List<String> words) {
        return text(words.getFirst());
    }

    /// A text of the server without what acts on terminals and logs.
    private static String text(String octets) {
        var utf8 = new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        var text = new StringBuilder();
        utf8.codePoints().limit(MOST_TEXT).forEach(c -> text.appendCodePoint(isPlain(c) ? c : '?'));
        return text.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }
}
