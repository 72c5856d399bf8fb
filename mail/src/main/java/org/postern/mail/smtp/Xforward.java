package org.postern.mail.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.StringJoiner;

/// What a mail server says of the client that it has one message from (Postfix's XFORWARD). Unlike [Xclient] it changes
/// nobody's rights: it is about the message, and forgotten with it. What was not told, or is said to be unknown, is empty.
///
/// @param name host name of the client
/// @param address numeric, canonical
/// @param protocol as the server calls it, in upper case: `SMTP`, `ESMTP`
/// @param hello what the client called itself
/// @param ident name of the message at the server, its queue id
/// @param source `LOCAL` or `REMOTE`
public record Xforward(
        String name,
        String address,
        OptionalInt port,
        String protocol,
        String hello,
        String ident,
        String source) {
    /// What may be told.
    static final String ATTRIBUTES = "NAME ADDR PORT PROTO HELO IDENT SOURCE";

    /// Characters of a value, decoded.
    static final int MAX_LENGTH = 255;

    /// Octets of a command line, CRLF included (RFC 5321 §4.5.3.1.4).
    private static final int MAX_LINE = 512;

    private static final String VERB = "XFORWARD";
    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    private static final List<String> NAMES = List.of(ATTRIBUTES.split(" "));
    private static final Set<String> KNOWN = Set.copyOf(NAMES);
    private static final Set<String> SOURCES = Set.of("", "LOCAL", "REMOTE");

    /// Nothing was told.
    public static final Xforward NOTHING =
            new Xforward("", "", OptionalInt.empty(), "", "", "", "");

    public Xforward {
        boolean sound =
                isText(name)
                        && isText(address)
                        && isText(protocol)
                        && isText(hello)
                        && isText(ident)
                        && SOURCES.contains(source);
        if (!sound) {
            throw new IllegalArgumentException("nothing that can be told of a client");
        }
    }

    private static boolean isText(String value) {
        return value.isEmpty() || Hello.isName(value);
    }

    /// Reads what stands behind the verb; empty where it is wrong in any way. Strangers write some of the values, and not
    /// always as they should: signs in them that do no harm, blanks and letters past ASCII, become `?`, so that a strange
    /// HELO does not keep a message from being taken.
    static Optional<Xforward> parse(String rest) {
        return ToldAttributes.parse(rest, KNOWN).flatMap(Xforward::of);
    }

    private static Optional<Xforward> of(ToldAttributes told) {
        String source = told.text("SOURCE").toUpperCase(Locale.ROOT);
        boolean sound =
                told.hasSoundAddress()
                        && SOURCES.contains(source)
                        && told.told().values().stream().allMatch(Xforward::isHarmless);
        return sound
                ? Optional.of(
                        new Xforward(
                                plain(told.text("NAME")),
                                told.address(),
                                told.port(),
                                plain(told.text("PROTO").toUpperCase(Locale.ROOT)),
                                plain(told.text("HELO")),
                                plain(told.text("IDENT")),
                                source))
                : Optional.empty();
    }

    private static boolean isHarmless(String value) {
        return value.length() <= MAX_LENGTH && value.chars().noneMatch(c -> c < 0x20 || c == 0x7f);
    }

    private static String plain(String value) {
        var text = new StringBuilder(value.length());
        value.chars().forEach(c -> text.append(c > 0x20 && c < 0x7f ? (char) c : '?'));
        return text.toString();
    }

    /// Whether the client spoke ESMTP, where that was told.
    public Optional<Boolean> extended() {
        return protocol.isEmpty()
                ? Optional.empty()
                : Optional.of(protocol.startsWith("ESMTP") || protocol.startsWith("UTF8SMTP"));
    }

    /// Reads what [#text] wrote.
    ///
    /// @throws IllegalArgumentException the text is none of ours
    public static Xforward read(String text) {
        return text.isEmpty()
                ? NOTHING
                : parse(text)
                        .orElseThrow(() ->
                                new IllegalArgumentException("told nothing of a client: " + text));
    }

    /// All that is known in the form of the command, without its verb; empty where that is nothing.
    public String text() {
        var known = new StringJoiner(" ");
        for (String attribute : NAMES) {
            String value = plainValue(attribute);
            if (!value.isEmpty()) {
                known.add(attribute + '=' + Xtext.encode(value));
            }
        }
        return known.toString();
    }

    /// All that was told after both commands. What the later one does not tell stays.
    Xforward plus(Xforward later) {
        boolean moved = !later.address.isEmpty();
        return new Xforward(
                either(later.name, name),
                either(later.address, address),
                // A port belongs to its address.
                later.port.isPresent() || moved ? later.port : port,
                either(later.protocol, protocol),
                either(later.hello, hello),
                either(later.ident, ident),
                either(later.source, source));
    }

    private static String either(String first, String second) {
        return first.isEmpty() ? second : first;
    }

    /// The commands that tell a server all that it wants to know; none for one without XFORWARD. They may leave together.
    public List<ClientCommand> to(Capabilities server) {
        var commands = new ArrayList<ClientCommand>(2);
        var line = new StringBuilder(VERB);
        for (String wanted : server.parameters().getOrDefault(VERB, "").split(" +", -1)) {
            String attribute = wanted.toUpperCase(Locale.ROOT);
            if (!KNOWN.contains(attribute)) {
                continue;
            }
            String said = attribute + '=' + value(attribute);
            if (line.length() + 1 + said.length() + 2 > MAX_LINE) {
                commands.add(new ClientCommand(line.toString()));
                line.setLength(VERB.length());
            }
            line.append(' ').append(said);
        }
        if (line.length() > VERB.length()) {
            commands.add(new ClientCommand(line.toString()));
        }
        return commands;
    }

    private String value(String attribute) {
        String text = plainValue(attribute);
        String encoded = Xtext.encode(text);
        boolean fits =
                VERB.length() + 1 + attribute.length() + 1 + encoded.length() + 2 <= MAX_LINE;
        return text.isEmpty() || !fits ? UNAVAILABLE : encoded;
    }

    private String plainValue(String attribute) {
        return switch (attribute) {
            case "NAME" -> name;
            case "ADDR" -> address.indexOf(':') < 0 ? address : "IPV6:" + address;
            case "PORT" -> port.isPresent() ? Integer.toString(port.getAsInt()) : "";
            case "PROTO" -> protocol;
            case "HELO" -> hello;
            case "IDENT" -> ident;
            case "SOURCE" -> source;
            default -> throw new IllegalArgumentException(attribute);
        };
    }
}
