package org.postern.mail.address;

import java.util.Locale;

/// The part of an address after the `@`: a name, or an address literal in brackets (RFC 5321 §4.1.2, §4.1.3).
public sealed interface Domain {

    /// The canonical text, the same for every spelling of the same domain.
    String text();

    /// A domain name in lower case, without a final dot.
    ///
    /// @param text labels joined by dots; each label of letters, digits and inner hyphens, or of octets past ASCII where
    ///     the address is internationalised (RFC 6531)
    record Name(String text) implements Domain {
        public Name {
            if (text.isEmpty()
                    || !text.equals(text.toLowerCase(Locale.ROOT))
                    || text.endsWith(".")) {
                throw new IllegalArgumentException("not a canonical domain name: " + text);
            }
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// An address literal such as `[192.0.2.1]` or `[IPv6:2001:db8::1]`, brackets included.
    record Literal(String text) implements Domain {
        public Literal {
            if (!text.startsWith("[") || !text.endsWith("]")) {
                throw new IllegalArgumentException("not an address literal: " + text);
            }
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
