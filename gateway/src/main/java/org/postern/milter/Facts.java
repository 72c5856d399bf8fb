package org.postern.milter;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.journey.Client;
import org.postern.journey.Direction;
import org.postern.journey.Envelope;
import org.postern.journey.Notices;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;
import org.postern.mail.milter.Macros;
import org.postern.mail.milter.MilterState.Message;
import org.postern.mail.milter.MilterState.Visit;
import org.postern.mail.smtp.Command;
import org.postern.mail.smtp.CommandParser;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Reply;

/// What a mail server's words mean for us.
///
/// @param name of this node, for addresses without a domain where the server does not tell its own
record Facts(String name, Site site, List<String> submissionDaemons) {
    private static final int MOST_TEXT = 255;

    /// What of the parameters matters here. The server took the others, and knows what to do about them.
    private static final List<String> OF_MAIL =
            List.of("SIZE=", "BODY=8BITMIME", "SMTPUTF8", "RET=", "ENVID=");

    private static final List<String> OF_RCPT = List.of("NOTIFY=", "ORCPT=");

    /// Who hands a message over to the server.
    Client client(Visit visit) {
        Macros told = visit.macros();
        InetAddress address =
                visit.client().address().isEmpty()
                        ? InetAddress.getLoopbackAddress()
                        : InetAddress.ofLiteral(visit.client().address());
        Optional<Client.Tls> tls =
                told.value("tls_version")
                        .map(it -> new Client.Tls(text(it), text(told.value("cipher").orElse(""))));
        String hello = text(visit.hello());
        return new Client(
                new InetSocketAddress(address, visit.client().port()),
                hello.isEmpty() ? "unknown" : hello,
                true,
                tls,
                site.isRelay(address),
                told.value("auth_authen").map(Facts::text));
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

    /// Whom a message is for, and how the server writes each.
    Map<Address, List<String>> recipients(Visit visit, Message message) {
        var recipients = new LinkedHashMap<Address, List<String>>();
        for (List<String> words : message.recipients()) {
            if (recipient(visit, words) instanceof Command.Rcpt rcpt) {
                recipients
                        .computeIfAbsent(rcpt.recipient(), _ -> new ArrayList<>(1))
                        .add(words.getFirst());
            }
        }
        return recipients;
    }

    /// The envelope. Strangers get no notices, whatever they ask for (promise 5).
    ///
    /// @param recipients as [#recipients] gave them
    Envelope envelope(Visit visit, Message message, Map<Address, List<String>> recipients) {
        if (!(sender(visit, message.sender()) instanceof Command.Mail mail)) {
            throw new IllegalStateException("the sender was taken");
        }
        Client client = client(visit);
        boolean stranger = !client.relay() && client.login().isEmpty() && !isSubmission(visit);
        return new Envelope(
                mail.sender(),
                List.copyOf(recipients.keySet()),
                mail.parameters().isEightBit(),
                mail.parameters().smtpUtf8(),
                stranger
                        ? Notices.NONE
                        : new Notices(
                                mail.parameters().ret(),
                                mail.parameters().envid(),
                                asked(visit, message)));
    }

    private Map<Address, RcptParameters> asked(Visit visit, Message message) {
        var asked = new HashMap<Address, RcptParameters>();
        for (List<String> words : message.recipients()) {
            if (words.size() > 1
                    && recipient(visit, words) instanceof Command.Rcpt rcpt
                    && !rcpt.parameters().equals(RcptParameters.NONE)) {
                asked.putIfAbsent(rcpt.recipient(), rcpt.parameters());
            }
        }
        return asked;
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
