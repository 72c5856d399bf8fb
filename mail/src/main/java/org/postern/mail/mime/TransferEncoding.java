package org.postern.mail.mime;

import java.util.Locale;

/// How the octets of a body are encoded (RFC 2045 §6).
public enum TransferEncoding {
    /// 7bit, 8bit or binary: the octets as they stand.
    IDENTITY,
    BASE64,
    QUOTED_PRINTABLE,
    /// uuencode, under any of its unofficial names.
    UUENCODE,
    /// A name that no one has defined; read as it stands.
    UNKNOWN;

    /// The encoding of that name, letters of either case.
    static TransferEncoding named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "7bit", "8bit", "binary" -> IDENTITY;
            case "base64" -> BASE64;
            case "quoted-printable" -> QUOTED_PRINTABLE;
            case "uuencode", "x-uuencode", "x-uue", "uue", "x-uuencoded" -> UUENCODE;
            default -> UNKNOWN;
        };
    }
}
