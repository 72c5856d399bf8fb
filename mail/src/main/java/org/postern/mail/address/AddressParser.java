package org.postern.mail.address;

import java.util.Locale;

/// The one parser of addresses: envelope paths, plain addresses of settings and commands, address lists of header
/// fields. It never throws, works in linear time, and gives one canonical form for all spellings.
public final class AddressParser {
    /// Refuses everything past ASCII: for peers that did not ask for SMTPUTF8.
    public static final AddressParser ASCII = new AddressParser(false);

    /// Takes letters past ASCII too (RFC 6531, RFC 6532).
    public static final AddressParser INTERNATIONAL = new AddressParser(true);

    private static final String POSTMASTER = "postmaster";

    private final boolean international;

    private AddressParser(boolean international) {
        this.international = international;
    }

    /// A value at the beginning of a text.
    ///
    /// @param end index after the last character that belongs to it
    public record Prefix<T>(T value, int end) {}

    /// Reads `local@domain`, the whole text.
    public Parsed<Address> address(String text) {
        var reader = new PathReader(text, 0, international);
        return reader.mailbox() && reader.atEnd()
                ? new Parsed.Value<>(reader.address())
                : reader.failed();
    }

    /// Reads a domain name or an address literal, the whole text.
    public Parsed<Domain> domain(String text) {
        return DomainText.parse(text, international);
    }

    /// Reads the path of MAIL, the whole text: `<local@domain>` or `<>`.
    public Parsed<ReversePath> reversePath(String text) {
        return whole(text, reversePathAt(text, 0));
    }

    /// Reads the path of MAIL that begins at an index; parameters may follow it.
    public Parsed<Prefix<ReversePath>> reversePathAt(String text, int from) {
        if (text.startsWith("<>", from)) {
            return new Parsed.Value<>(new Prefix<>(ReversePath.Null.NULL, from + 2));
        }
        var reader = new PathReader(text, from, international);
        if (!reader.path()) {
            return reader.failed();
        }
        return new Parsed.Value<>(
                new Prefix<>(new ReversePath.Mailbox(reader.address()), reader.position()));
    }

    /// Reads the path of RCPT that begins at an index; parameters may follow it.
    ///
    /// @param own domain that `<postmaster>` without a domain belongs to (RFC 5321 §4.1.1.3)
    public Parsed<Prefix<Address>> forwardPathAt(String text, int from, Domain own) {
        int bracket = from + 1 + POSTMASTER.length();
        if (text.startsWith("<", from)
                && text.startsWith(">", bracket)
                && text.substring(from + 1, bracket).toLowerCase(Locale.ROOT).equals(POSTMASTER)) {
            return new Parsed.Value<>(new Prefix<>(new Address(POSTMASTER, own), bracket + 1));
        }
        var reader = new PathReader(text, from, international);
        if (!reader.path()) {
            return reader.failed();
        }
        return new Parsed.Value<>(new Prefix<>(reader.address(), reader.position()));
    }

    /// Reads the body of an address list field (To, Cc, Reply-To), folding included. Whatever is wrong is named, and
    /// reading goes on behind it.
    ///
    /// @param body one character per decoded character; encoded words stay as they are
    public AddressList list(String body) {
        return new ListReader(body, international).read();
    }

    /// As [#list], for From and Sender: more than one address, or none, is a problem too.
    public AddressList single(String body) {
        AddressList list = list(body);
        return list.addresses().size() <= 1
                ? list
                : list.with(AddressList.Problem.SEVERAL_ADDRESSES);
    }

    private static <T> Parsed<T> whole(String text, Parsed<Prefix<T>> parsed) {
        return switch (parsed) {
            case Parsed.Failed<Prefix<T>>(String why) -> new Parsed.Failed<>(why);
            case Parsed.Value<Prefix<T>>(Prefix<T>(T value, int end)) ->
                    end == text.length()
                            ? new Parsed.Value<>(value)
                            : new Parsed.Failed<>("text after the address");
        };
    }
}
