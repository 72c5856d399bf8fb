package org.postern.mail.smtp;

/// What a client calls itself in HELO or EHLO. The text is the client's claim, never a key to anything.
///
/// @param name 1 to 255 printable ASCII characters without blanks
/// @param extended whether it was EHLO
public record Hello(String name, boolean extended) {
    public static final int MAX_LENGTH = 255;

    public Hello {
        if (!isName(name)) {
            throw new IllegalArgumentException("not a name for HELO");
        }
    }

    static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }
}
