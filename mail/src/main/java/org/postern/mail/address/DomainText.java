package org.postern.mail.address;

import java.text.Normalizer;
import java.util.Locale;

/// The grammar of domains: names (RFC 5321 §4.1.2, letters, digits and hyphens; and underscores, which it does not know, but
/// the DNS and other mail servers do) and address literals (§4.1.3), each
/// with one canonical form.
final class DomainText {
    static final int MAX_OCTETS = 255;
    static final int MAX_LABEL = 63;

    private DomainText() {}

    static Parsed<Domain> parse(String text, boolean international) {
        if (text.startsWith("[")) {
            return literal(text);
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (!Characters.isAscii(name)) {
            return international
                    ? internationalName(name)
                    : new Parsed.Failed<>("domain is not ASCII");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        String fault = fault(lower);
        return fault.isEmpty()
                ? new Parsed.Value<>(new Domain.Name(lower))
                : new Parsed.Failed<>(fault);
    }

    /// A name in which labels are not ASCII; each becomes its A-label, which is the name that DNS knows.
    private static Parsed<Domain> internationalName(String name) {
        if (name.length() > MAX_OCTETS) {
            return new Parsed.Failed<>("domain too long");
        }
        String lower = Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
        var canonical = new StringBuilder(lower.length() + 16);
        for (String label : lower.split("\\.", -1)) {
            canonical.append(canonical.isEmpty() ? "" : ".");
            if (Characters.isAscii(label)) {
                canonical.append(label);
            } else if (isLabelBeyondAscii(label)) {
                canonical.append(Punycode.toAscii(label));
            } else {
                return new Parsed.Failed<>("domain has a character that names cannot have");
            }
        }
        String fault = fault(canonical.toString());
        return fault.isEmpty()
                ? new Parsed.Value<>(new Domain.Name(canonical.toString()))
                : new Parsed.Failed<>(fault);
    }

    /// Why the text is not a canonical domain name, or nothing.
    static String fault(String name) {
        if (name.isEmpty()) {
            return "domain is empty";
        }
        if (name.length() > MAX_OCTETS) {
            return "domain too long";
        }
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            char c = i < name.length() ? name.charAt(i) : '.';
            if (c == '.') {
                if (i == start || i - start > MAX_LABEL) {
                    return i == start ? "empty label in domain" : "label of domain too long";
                }
                if (name.charAt(start) == '-' || name.charAt(i - 1) == '-') {
                    return "label of domain begins or ends with a hyphen";
                }
                start = i + 1;
            } else if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return "domain has a character other than letter, digit, hyphen, underscore";
            }
        }
        if (isNumber(name.substring(name.lastIndexOf('.') + 1))) {
            // No such top-level domain can exist (RFC 3696 §2), and resolvers take the whole for an
            // IPv4 address.
            return "domain ends in a number; write an address as [192.0.2.1]";
        }
        return "";
    }

    /// Letters, digits and marks only, a mark not first, and no other spelling of the same characters (RFC 5891 §4.2).
    private static boolean isLabelBeyondAscii(String label) {
        return label.length() <= MAX_LABEL
                && !label.startsWith("-")
                && !label.endsWith("-")
                && !label.startsWith("--", 2)
                && !isMark(label.codePointAt(0))
                && label.codePoints().allMatch(c -> c == '-' || isLetterDigitOrMark(c))
                && label.equals(label.toLowerCase(Locale.ROOT))
                && Normalizer.isNormalized(label, Normalizer.Form.NFKC);
    }

    private static boolean isLetterDigitOrMark(int c) {
        return Character.isLetterOrDigit(c) || isMark(c);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isNumber(String label) {
        return label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Parsed<Domain> literal(String text) {
        String canonical = canonicalLiteral(text);
        return canonical.isEmpty()
                ? new Parsed.Failed<>("not an IPv4 or IPv6 address literal")
                : new Parsed.Value<>(new Domain.Literal(canonical));
    }

    static boolean isCanonicalLiteral(String text) {
        return !text.isEmpty() && canonicalLiteral(text).equals(text);
    }

    private static String canonicalLiteral(String text) {
        if (!text.startsWith("[") || !text.endsWith("]") || text.length() > MAX_OCTETS) {
            return "";
        }
        String inside = text.substring(1, text.length() - 1);
        boolean v6 = inside.regionMatches(true, 0, "IPv6:", 0, 5);
        String canonical =
                v6 ? IpText.canonicalV6(inside.substring(5)) : IpText.canonicalV4(inside);
        return canonical.isEmpty() ? "" : (v6 ? "[IPv6:" : "[") + canonical + "]";
    }
}
