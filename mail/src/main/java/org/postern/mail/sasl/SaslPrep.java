package org.postern.mail.sasl;

import java.text.Normalizer;
import java.util.Optional;

/// Names and passwords as they are compared (SASLprep, RFC 4013): the same text however it was typed, and no text with
/// anything in it that cannot be typed or seen. It follows the tables of RFC 3454 by what they are made from, with today's
/// characters; what is assigned to nothing is refused.
public final class SaslPrep {
    /// Characters of a name or password; RFC 4616 asks for 255 octets of each.
    public static final int MAX_LENGTH = 255;

    private static final int SOFT_HYPHEN = 0xad;

    private SaslPrep() {}

    /// The text as it is compared; nothing where it is empty, too long, or holds what it must not.
    public static Optional<String> prepare(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (isPlain(text)) {
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        }
        var mapped = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !isNothing(c))
                .map(SaslPrep::space)
                .forEach(mapped::appendCodePoint);
        String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        boolean good =
                !normal.isEmpty()
                        && normal.length() <= MAX_LENGTH
                        && normal.codePoints().noneMatch(SaslPrep::isProhibited)
                        && directionsAgree(normal);
        return good ? Optional.of(normal) : Optional.empty();
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }

    /// Commonly mapped to nothing (RFC 3454 B.1).
    private static boolean isNothing(int c) {
        return c == SOFT_HYPHEN
                || c == 0x34f
                || c == 0x1806
                || c >= 0x180b && c <= 0x180d
                || c >= 0x200b && c <= 0x200d
                || c == 0x2060
                || c >= 0xfe00 && c <= 0xfe0f
                || c == 0xfeff;
    }

    private static int space(int c) {
        return Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c;
    }

    private static boolean isProhibited(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            // Marks that replace others, and descriptions of ideographs.
            default ->
                    c == 0x340
                            || c == 0x341
                            || c >= 0xfff9 && c <= 0xfffd
                            || c >= 0x2ff0 && c <= 0x2ffb;
        };
    }

    /// Text from right to left begins and ends so, and has nothing from left to right in it (RFC 3454 §6).
    private static boolean directionsAgree(String text) {
        if (text.codePoints().noneMatch(SaslPrep::isRightToLeft)) {
            return true;
        }
        return isRightToLeft(text.codePointAt(0))
                && isRightToLeft(text.codePointBefore(text.length()))
                && text.codePoints()
                        .noneMatch(c ->
                                Character.getDirectionality(c)
                                        == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
