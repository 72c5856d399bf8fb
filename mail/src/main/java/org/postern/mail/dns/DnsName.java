package org.postern.mail.dns;

import java.util.Optional;

/// A name in the DNS. It may be more than the name of a host: policies put local parts and addresses into labels. All
/// characters are printable ASCII, so it can be shown; a name that has others, or a dot within a label, is not one of ours.
///
/// @param text labels joined by dots, in lower case, without a final dot; empty for the root
public record DnsName(String text) implements Comparable<DnsName> {
    /// Characters of a name with its dots, the final one left out (RFC 7208 §4.3): 255 octets on the wire.
    public static final int MAX_LENGTH = 253;

    private static final int MAX_LABEL = 63;

    public static final DnsName ROOT = new DnsName("");

    public DnsName {
        if (!isCanonical(text)) {
            throw new IllegalArgumentException("not a canonical name of the DNS");
        }
    }

    /// Reads a name, in any case, with a final dot or without one.
    public static Optional<DnsName> of(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.isEmpty() && !text.equals(".") || name.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        // Not the lower case of Unicode, which makes ASCII of some letters that are none.
        var lower = new StringBuilder(name);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c | 0x20));
            }
        }
        String canonical = lower.toString();
        return isCanonical(canonical) ? Optional.of(new DnsName(canonical)) : Optional.empty();
    }

    private static boolean isCanonical(String text) {
        if (text.isEmpty()) {
            return true;
        }
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (i == start || i - start > MAX_LABEL) {
                    return false;
                }
                start = i + 1;
            } else if (c < ' ' || c > '~' || c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        return true;
    }

    /// How many labels it has; the root has none.
    public int labels() {
        return text.isEmpty() ? 0 : 1 + (int) text.chars().filter(it -> it == '.').count();
    }

    /// The name without its first label; the root has none.
    public Optional<DnsName> parent() {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int dot = text.indexOf('.');
        return Optional.of(dot < 0 ? ROOT : new DnsName(text.substring(dot + 1)));
    }

    /// This name below another; empty if it would be too long.
    public Optional<DnsName> below(DnsName other) {
        return other.text.isEmpty() ? Optional.of(this) : of(text + "." + other.text);
    }

    /// Whether it is the other name or below it.
    public boolean isWithin(DnsName other) {
        return other.text.isEmpty()
                || text.endsWith(other.text)
                        && (text.length() == other.text.length()
                                || text.charAt(text.length() - other.text.length() - 1) == '.');
    }

    /// Whether a host can have this name: letters, digits, inner hyphens, and the underscores that people use.
    public boolean isHost() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean edge =
                    i == 0
                            || i == text.length() - 1
                            || text.charAt(i - 1) == '.'
                            || text.charAt(i + 1) == '.';
            boolean good =
                    c >= 'a' && c <= 'z'
                            || c >= '0' && c <= '9'
                            || c == '_'
                            || c == '.'
                            || c == '-' && !edge;
            if (!good) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// With the final dot, as zone files write it.
    public String dotted() {
        return text + ".";
    }

    @Override
    public int compareTo(DnsName other) {
        return text.compareTo(other.text);
    }

    /// The root is shown as a dot.
    @Override
    public String toString() {
        return text.isEmpty() ? "." : text;
    }
}
