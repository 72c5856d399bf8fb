package org.postern.mail.address;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.postern.mail.address.AddressList.Problem;

/// One reading of one address list of a header field (RFC 5322 §3.4, §4.4), used once. Every character is looked at a
/// bounded number of times, and nothing recurses.
final class ListReader {
    /// Addresses read from one field; a list server's To with some thousands is the largest seen in good mail.
    static final int MAX_ADDRESSES = 10_000;

    /// Deeper comments are skipped as one comment.
    static final int MAX_COMMENT_DEPTH = 16;

    private final HeaderTokens tokens;
    private final boolean international;
    private final Set<Problem> problems = EnumSet.noneOf(Problem.class);
    private final List<NamedAddress> addresses = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    private final Words words = new Words();
    private boolean inGroup;

    ListReader(String text, boolean international) {
        this.tokens = new HeaderTokens(text, problems);
        this.international = international;
        if (!international && !Characters.isAscii(text)) {
            problems.add(Problem.NOT_ASCII);
        }
    }

    AddressList read() {
        while (addresses.size() < MAX_ADDRESSES && groups.size() < MAX_ADDRESSES) {
            if (!element()) {
                finish();
                return new AddressList(addresses, groups, problems);
            }
        }
        problems.add(Problem.TOO_MANY_ADDRESSES);
        return new AddressList(addresses, groups, problems);
    }

    private void finish() {
        if (inGroup) {
            problems.add(Problem.UNCLOSED_GROUP);
        }
        if (addresses.isEmpty() && groups.isEmpty()) {
            problems.add(Problem.EMPTY);
        }
    }

    /// Reads up to the separator that ends an element; false at the end of the text.
    private boolean element() {
        words.clear();
        tokens.forgetComment();
        while (true) {
            switch (tokens.next()) {
                case ATOM, QUOTED -> words.add(tokens.text(), tokens.gapBefore());
                case DOT -> words.addDot(tokens.gapBefore());
                case AT -> {
                    return addrSpec();
                }
                case OPEN_ANGLE -> {
                    return angle();
                }
                case COLON -> beginGroup();
                case COMMA -> {
                    endEmpty();
                    return true;
                }
                case SEMICOLON -> {
                    endGroup();
                    return true;
                }
                case LITERAL, CLOSE_ANGLE, OTHER -> {
                    problems.add(Problem.JUNK);
                    return skip();
                }
                case END -> {
                    if (!words.isEmpty()) {
                        problems.add(Problem.JUNK);
                    }
                    return false;
                }
            }
        }
    }

    private void endEmpty() {
        problems.add(words.isEmpty() ? Problem.OBSOLETE_FORM : Problem.JUNK);
    }

    private void beginGroup() {
        if (inGroup || words.isEmpty()) {
            problems.add(Problem.JUNK);
        }
        groups.add(words.phrase());
        words.clear();
        inGroup = true;
    }

    private void endGroup() {
        if (!inGroup || !words.isEmpty()) {
            problems.add(Problem.JUNK);
        }
        inGroup = false;
    }

    private boolean addrSpec() {
        String local = localPart();
        if (tokens.gapBefore()) {
            problems.add(Problem.OBSOLETE_FORM);
        }
        String domain = domain();
        boolean more = endOfElement();
        accept(words.isLocalPart(), "", local, domain);
        return more;
    }

    private boolean angle() {
        String name = words.phrase();
        words.clear();
        HeaderTokens.Kind kind = tokens.next();
        if (kind == HeaderTokens.Kind.AT) {
            problems.add(Problem.OBSOLETE_FORM);
            kind = route();
        }
        while (kind == HeaderTokens.Kind.ATOM
                || kind == HeaderTokens.Kind.QUOTED
                || kind == HeaderTokens.Kind.DOT) {
            if (kind == HeaderTokens.Kind.DOT) {
                words.addDot(tokens.gapBefore());
            } else {
                words.add(tokens.text(), tokens.gapBefore());
            }
            kind = tokens.next();
        }
        if (kind != HeaderTokens.Kind.AT) {
            problems.add(
                    kind == HeaderTokens.Kind.END ? Problem.UNCLOSED_BRACKET : Problem.BAD_ADDRESS);
            return kind == HeaderTokens.Kind.CLOSE_ANGLE ? endOfElement() : skipFrom(kind);
        }
        return angleDomain(name);
    }

    private boolean angleDomain(String name) {
        String local = localPart();
        String domain = domain();
        boolean sound = words.isLocalPart();
        if (tokens.next() != HeaderTokens.Kind.CLOSE_ANGLE) {
            problems.add(
                    tokens.kind() == HeaderTokens.Kind.END
                            ? Problem.UNCLOSED_BRACKET
                            : Problem.JUNK);
            return skipFrom(tokens.kind());
        }
        boolean more = endOfElement();
        accept(sound, name, local, domain);
        return more;
    }

    /// Skips `@a,@b:`; what follows it is the address.
    private HeaderTokens.Kind route() {
        HeaderTokens.Kind kind = tokens.next();
        while (kind == HeaderTokens.Kind.ATOM
                || kind == HeaderTokens.Kind.DOT
                || kind == HeaderTokens.Kind.AT
                || kind == HeaderTokens.Kind.LITERAL
                || kind == HeaderTokens.Kind.COMMA) {
            kind = tokens.next();
        }
        return kind == HeaderTokens.Kind.COLON ? tokens.next() : HeaderTokens.Kind.OTHER;
    }

    private String localPart() {
        if (words.hasGaps()) {
            problems.add(Problem.OBSOLETE_FORM);
        }
        return words.joined();
    }

    private String domain() {
        if (tokens.peek() == HeaderTokens.Kind.LITERAL) {
            tokens.next();
            return tokens.text();
        }
        var domain = new StringBuilder();
        while (tokens.peek() == HeaderTokens.Kind.ATOM || tokens.peek() == HeaderTokens.Kind.DOT) {
            if (tokens.next() == HeaderTokens.Kind.ATOM
                    && !domain.isEmpty()
                    && domain.charAt(domain.length() - 1) != '.') {
                // Two atoms side by side are two words, not one domain.
                return "";
            }
            if (tokens.gapBefore()) {
                problems.add(Problem.OBSOLETE_FORM);
            }
            domain.append(tokens.text());
        }
        return domain.toString();
    }

    private void accept(boolean sound, String name, String local, String domainText) {
        if (sound
                && DomainText.parse(domainText, international)
                        instanceof Parsed.Value<Domain>(Domain domain)
                && (international || Characters.isAscii(local))
                && PathReader.assemble(local, domain)
                        instanceof Parsed.Value<Address>(Address address)) {
            addresses.add(new NamedAddress(name.isEmpty() ? tokens.lastComment() : name, address));
            return;
        }
        problems.add(Problem.BAD_ADDRESS);
    }

    /// Takes the separator behind an address.
    private boolean endOfElement() {
        HeaderTokens.Kind kind = tokens.next();
        if (kind == HeaderTokens.Kind.COMMA
                || kind == HeaderTokens.Kind.END
                || kind == HeaderTokens.Kind.SEMICOLON) {
            return skipFrom(kind);
        }
        problems.add(Problem.JUNK);
        return skip();
    }

    private boolean skip() {
        return skipFrom(tokens.next());
    }

    private boolean skipFrom(HeaderTokens.Kind from) {
        HeaderTokens.Kind kind = from;
        while (kind != HeaderTokens.Kind.COMMA
                && kind != HeaderTokens.Kind.SEMICOLON
                && kind != HeaderTokens.Kind.END) {
            kind = tokens.next();
        }
        if (kind == HeaderTokens.Kind.SEMICOLON) {
            if (!inGroup) {
                problems.add(Problem.JUNK);
            }
            inGroup = false;
        }
        return kind != HeaderTokens.Kind.END;
    }
}
