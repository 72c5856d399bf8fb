package org.postern.mail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The address that the sender gave in the first place, before anybody forwarded the message (RFC 3461 §4.2). It is for
/// the sender's eyes and is never sent to.
///
/// @param type kind of address, such as `rfc822` or `utf-8`; letters, digits and hyphens
/// @param address decoded; without controls, and ASCII but for the type `utf-8`
public record OriginalRecipient(String type, String address) {
    /// Characters of the whole as a client writes it (RFC 3461 §4.2).
    public static final int MAX_LENGTH = 500;

    public OriginalRecipient {
        boolean possible =
                isType(type)
                        && !address.isEmpty()
                        && address.length() <= MAX_LENGTH
                        && address.codePoints().allMatch(OriginalRecipient::isText)
                        && (isInternational(type) || address.chars().allMatch(c -> c < 0x80));
        if (!possible || encode(type, address).length() > MAX_LENGTH) {
            throw new IllegalArgumentException("not an original recipient");
        }
    }

    /// Reads the value of the parameter ORCPT; empty where it is none. Postfix writes addresses past ASCII as if they were of
    /// the type `rfc822`, the octets of their UTF-8 in xtext; they are taken for what they are.
    static Optional<OriginalRecipient> parse(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 0 || value.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String type = value.substring(0, semicolon);
        String encoded = value.substring(semicolon + 1);
        Optional<String> address =
                isInternational(type) ? Xtext.decodeInternational(encoded) : Xtext.decode(encoded);
        try {
            return address.isEmpty() && type.equalsIgnoreCase("rfc822")
                    ? Xtext.decodeOctets(encoded)
                            .flatMap(OriginalRecipient::utf8)
                            .map(it -> new OriginalRecipient("utf-8", it))
                    : address.map(it -> new OriginalRecipient(type, it));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// @param octets one character for each
    private static Optional<String> utf8(String octets) {
        byte[] raw = octets.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /// The value of the parameter ORCPT, in ASCII.
    String encode() {
        return encode(type, address);
    }

    private static String encode(String type, String address) {
        return type
                + ";"
                + (isInternational(type)
                        ? Xtext.encodeInternational(address)
                        : Xtext.encode(address));
    }

    private static boolean isInternational(String type) {
        return type.equalsIgnoreCase("utf-8");
    }

    private static boolean isType(String text) {
        return !text.isEmpty()
                && text.length() <= 40
                && text.chars().allMatch(OriginalRecipient::isTypeCharacter);
    }

    private static boolean isTypeCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
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
