package org.postern.mail.address;

/// The part of an address after the `@`: a name, or an address literal in brackets (RFC 5321 §4.1.2, §4.1.3).
public sealed interface Domain {

    /// The canonical text, the same for every spelling of the same domain; ASCII.
    String text();

    /// A domain name in lower case, without a final dot. Labels past ASCII are A-labels (`xn--…`), as in DNS, however they
    /// were written, so that both spellings are one domain.
    ///
    /// @param text labels joined by dots; each label of letters, digits, underscores and inner hyphens
    record Name(String text) implements Domain {
        public Name {
            String fault = DomainText.fault(text);
            if (!fault.isEmpty()) {
                throw new IllegalArgumentException("not a canonical domain name: " + fault);
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
            if (!DomainText.isCanonicalLiteral(text)) {
                throw new IllegalArgumentException("not a canonical address literal");
            }
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
