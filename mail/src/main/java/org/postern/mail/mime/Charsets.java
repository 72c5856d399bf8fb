package org.postern.mail.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Octets to text, best effort: a charset that is unknown or does not fit gives U+FFFD somewhere, never an exception.
final class Charsets {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private Charsets() {}

    /// The text of octets in the charset of that label; without a known label UTF-8 if they are that, else Windows-1252.
    static String decode(String label, byte[] octets) {
        String name = label.strip().toLowerCase(Locale.ROOT);
        if (name.equals("utf-7") || name.equals("unicode-1-1-utf-7") || name.equals("utf7")) {
            return Utf7.decode(octets);
        }
        if (name.equals("hz-gb-2312") || name.equals("hz")) {
            return HzGb2312.decode(octets);
        }
        if (name.isEmpty() || name.equals("us-ascii") || name.equals("ascii")) {
            return guess(octets);
        }
        Charset charset = named(name, octets);
        return charset == null ? guess(octets) : replacing(charset, octets);
    }

    /// As [#decode] without a label; the text holds one octet in each character.
    static String guess(String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            if (latin1.charAt(i) >= 0x80) {
                return guess(latin1.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return latin1;
    }

    private static String guess(byte[] octets) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException _) {
            return replacing(WINDOWS_1252, octets);
        }
    }

    private static @Nullable Charset named(String name, byte[] octets) {
        return switch (name) {
            case "iso-8859-1", "latin1", "latin-1", "iso8859-1" -> WINDOWS_1252;
            case "utf8", "utf_8", "utf-8" -> StandardCharsets.UTF_8;
            case "utf-16", "utf16", "ucs-2", "unicode" -> utf16(octets);
            case "gb2312", "gbk", "x-gbk", "gb_2312-80" -> lookUp("gb18030");
            case "ks_c_5601-1987", "euc-kr", "ks_c_5601" -> lookUp("x-windows-949");
            case "shift_jis", "shift-jis", "x-sjis", "sjis" -> lookUp("windows-31j");
            default -> lookUp(name.startsWith("cp-") ? "cp" + name.substring(3) : name);
        };
    }

    private static @Nullable Charset lookUp(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return null;
        }
    }

    /// By byte order mark, else by where the zeros of Latin text are.
    private static Charset utf16(byte[] octets) {
        if (octets.length >= 2 && (octets[0] == (byte) 0xfe && octets[1] == (byte) 0xff)) {
            return StandardCharsets.UTF_16;
        }
        if (octets.length >= 2 && (octets[0] == (byte) 0xff && octets[1] == (byte) 0xfe)) {
            return StandardCharsets.UTF_16;
        }
        int even = 0;
        int odd = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == 0) {
                if (i % 2 == 0) {
                    even++;
                } else {
                    odd++;
                }
            }
        }
        return odd > even ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }

    private static String replacing(Charset charset, byte[] octets) {
        try {
            CharBuffer text =
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .onUnmappableCharacter(CodingErrorAction.REPLACE)
                            .replaceWith("\ufffd")
                            .decode(ByteBuffer.wrap(octets));
            return text.toString();
        } catch (CharacterCodingException | UnsupportedOperationException _) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }
}
