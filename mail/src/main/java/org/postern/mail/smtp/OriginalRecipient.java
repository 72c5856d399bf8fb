package org.postern.mail.smtp;

/// The address that the sender gave in the first place, before anybody forwarded the message (RFC 3461 §4.2). It is for
/// the sender's eyes and is never sent to.
///
/// @param type kind of address, such as `rfc822` or `utf-8`; letters, digits and hyphens
/// @param address decoded; at most [#MAX_LENGTH] characters, none of them a control
public record OriginalRecipient(String type, String address) {
    /// Characters of the whole as a client writes it (RFC 3461 §4.2).
    public static final int MAX_LENGTH = 500;

    public OriginalRecipient {
        if (!isType(type) || !isAddress(address)) {
            throw new IllegalArgumentException("not an original recipient");
        }
    }

    static boolean isType(String text) {
        return !text.isEmpty()
                && text.length() <= 40
                && text.chars().allMatch(OriginalRecipient::isTypeCharacter);
    }

    private static boolean isTypeCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }

    static boolean isAddress(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.codePoints().allMatch(OriginalRecipient::isText);
    }

    /// Neither a control of either set, nor half a character, nor another kind of line end.
    private static boolean isText(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
