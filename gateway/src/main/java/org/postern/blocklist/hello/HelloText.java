package org.postern.blocklist.hello;

import java.util.Optional;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsName;

/// What a client calls itself (RFC 5321 §4.1.3, §4.1.4).
public sealed interface HelloText {
    /// Octets of a HELO that are shown.
    int MOST_SHOWN = 80;

    /// A full name of a host; it may be anybody's.
    record Name(DnsName name) implements HelloText {}

    /// An address in brackets, never one of IPv4 in clothes of IPv6.
    record Literal(IpAddress address) implements HelloText {}

    /// Something else.
    ///
    /// @param shown its beginning, printable ASCII
    record Neither(String shown) implements HelloText {}

    /// Reads any text. A final dot is passed over: it says that the name is full.
    static HelloText read(String text) {
        if (text.startsWith("[")) {
            return literal(text)
                    .<HelloText>map(it -> new Literal(it.unmapped().untranslated()))
                    .orElseGet(() -> new Neither(shown(text)));
        }
        return DnsName.of(text)
                .filter(HelloText::isFull)
                .<HelloText>map(Name::new)
                .orElseGet(() -> new Neither(shown(text)));
    }

    private static Optional<IpAddress> literal(String text) {
        if (!text.endsWith("]")) {
            return Optional.empty();
        }
        String inside = text.substring(1, text.length() - 1);
        boolean said = inside.regionMatches(true, 0, "IPv6:", 0, 5);
        return IpAddress.parse(said ? inside.substring(5) : inside)
                .filter(it -> it.version6() == said);
    }

    /// Two labels or more, the last of which is no number, as that of an address would be.
    private static boolean isFull(DnsName name) {
        String last = name.text().substring(name.text().lastIndexOf('.') + 1);
        return name.labels() > 1
                && name.isHost()
                && last.chars().anyMatch(it -> it < '0' || it > '9');
    }

    /// The name, if it is one.
    default Optional<DnsName> asName() {
        return this instanceof Name(var name) ? Optional.of(name) : Optional.empty();
    }

    private static String shown(String text) {
        String beginning = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) : text;
        return beginning.replaceAll("[^ -~]", "?");
    }
}
