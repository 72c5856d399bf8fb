package org.postern.mail.address;

/// Addresses that stand for what cannot be read as one, where the message has to be kept all the same. They show as much of
/// it as an address can, in a domain that can never exist (RFC 6761 §6.4), so that nothing is ever sent to one.
public final class Unreadable {
    private static final Domain DOMAIN = new Domain.Name("unreadable.invalid");

    /// With its quotes it still is a local part.
    private static final int MOST = LocalPart.MAX_OCTETS - 2;

    private static final String PLAIN = " @._-+=:[]<>,;()/";

    private Unreadable() {}

    /// What stands for a text.
    public static Address of(String text) {
        var shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < MOST; i++) {
            char c = text.charAt(i);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
            shown.append(plain ? c : '?');
        }
        return new Address(shown.toString(), DOMAIN);
    }

    /// Whether an address stands for something else.
    public static boolean is(Address address) {
        return address.domain().equals(DOMAIN);
    }
}
