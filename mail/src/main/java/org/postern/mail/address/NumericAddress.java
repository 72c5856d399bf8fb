package org.postern.mail.address;

import java.util.Optional;

/// Numeric addresses of IP as protocols write them beside mail: without brackets, and of a version that is known.
public final class NumericAddress {
    private static final String IPV6 = "IPv6:";

    private NumericAddress() {}

    /// The canonical form; empty where the text is no address of that version.
    public static Optional<String> canonical(String text, boolean version6) {
        // A literal of IPv4 could else say that it is one of IPv6, and either could end before its
        // bracket.
        if (text.indexOf(']') >= 0 || !version6 && text.indexOf(':') >= 0) {
            return Optional.empty();
        }
        String literal = (version6 ? "[" + IPV6 : "[") + text + "]";
        if (AddressParser.ASCII.domain(literal) instanceof Parsed.Value<Domain>(var domain)) {
            int start = version6 ? IPV6.length() + 1 : 1;
            return Optional.of(domain.text().substring(start, domain.text().length() - 1));
        }
        return Optional.empty();
    }
}
