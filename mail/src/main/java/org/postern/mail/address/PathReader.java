package org.postern.mail.address;

/// One reading of one envelope address (RFC 5321 §4.1.2), used once. Each step says whether it succeeded; where one did
/// not, [#failed] says why.
final class PathReader {
    private final String text;
    private final boolean international;
    private int at;
    private String localPart = "";
    private Parsed<Address> address = new Parsed.Failed<>("no address");

    PathReader(String text, int from, boolean international) {
        this.text = text;
        this.at = from;
        this.international = international;
    }

    int position() {
        return at;
    }

    Address address() {
        return address.orThrow();
    }

    <T> Parsed<T> failed() {
        return switch (address) {
            case Parsed.Failed<Address>(String why) -> new Parsed.Failed<>(why);
            case Parsed.Value<Address> _ -> new Parsed.Failed<>("text after the address");
        };
    }

    boolean atEnd() {
        return at == text.length();
    }

    boolean path() {
        if (!take('<')) {
            return fail("address is not in angle brackets");
        }
        return sourceRoute() && mailbox() && (take('>') || fail("angle bracket is not closed"));
    }

    /// A source route is accepted and forgotten (RFC 5321 appendix C).
    private boolean sourceRoute() {
        if (peek() != '@') {
            return true;
        }
        while (take('@')) {
            int start = at;
            skipDomain(",:>");
            if (!(DomainText.parse(text.substring(start, at), international)
                    instanceof Parsed.Value<Domain>)) {
                return fail("bad source route");
            }
            if (!take(',')) {
                return take(':') || fail("bad source route");
            }
        }
        return fail("bad source route");
    }

    boolean mailbox() {
        boolean read = peek() == '"' ? quotedLocalPart() : plainLocalPart();
        if (!read) {
            return false;
        }
        if (!take('@')) {
            return fail("no @ in address");
        }
        int start = at;
        skipDomain(">");
        if (at - start > DomainText.MAX_OCTETS + 1) {
            return fail("domain too long");
        }
        return finish(DomainText.parse(text.substring(start, at), international));
    }

    private boolean finish(Parsed<Domain> parsed) {
        switch (parsed) {
            case Parsed.Failed<Domain>(String why) -> {
                return fail(why);
            }
            case Parsed.Value<Domain>(Domain domain) -> {
                address = assemble(localPart, domain);
                return address instanceof Parsed.Value<Address>;
            }
        }
    }

    static Parsed<Address> assemble(String localPart, Domain domain) {
        if (!LocalPart.isPossible(localPart)) {
            return new Parsed.Failed<>(
                    localPart.length() > LocalPart.MAX_OCTETS / 2
                            ? "local part too long or with characters that are not allowed"
                            : "local part with characters that are not allowed");
        }
        if (Characters.octets(LocalPart.print(localPart)) + 1 + domain.text().length()
                > Address.MAX_OCTETS) {
            return new Parsed.Failed<>("address too long");
        }
        return new Parsed.Value<>(new Address(localPart, domain));
    }

    private boolean plainLocalPart() {
        int start = at;
        while (at < text.length()
                && (text.charAt(at) == '.' || LocalPart.isAtext(text.charAt(at)))) {
            at++;
        }
        if (at - start > LocalPart.MAX_OCTETS) {
            return fail("local part longer than 64 octets");
        }
        localPart = text.substring(start, at);
        if (!LocalPart.isDotString(localPart)) {
            return fail(
                    localPart.isEmpty()
                            ? "local part is empty or needs quotes"
                            : "dots in local part need quotes");
        }
        return international || Characters.isAscii(localPart) || fail("local part is not ASCII");
    }

    private boolean quotedLocalPart() {
        at++;
        var meaning = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && ++at == text.length()) {
                break;
            }
            char c = text.charAt(at++);
            if (c > 0x7f && !international) {
                return fail("local part is not ASCII");
            }
            if (meaning.length() == LocalPart.MAX_OCTETS) {
                return fail("local part longer than 64 octets");
            }
            meaning.append(c);
        }
        localPart = meaning.toString();
        return take('"') || fail("quote in local part is not closed");
    }

    /// Moves to the end of a domain: the closing bracket of a literal, or a character that ends it.
    private void skipDomain(String ends) {
        if (peek() == '[') {
            int close = text.indexOf(']', at);
            at = close < 0 ? text.length() : close + 1;
            return;
        }
        while (at < text.length() && text.charAt(at) != ' ' && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    private boolean fail(String why) {
        address = new Parsed.Failed<>(why);
        return false;
    }
}
