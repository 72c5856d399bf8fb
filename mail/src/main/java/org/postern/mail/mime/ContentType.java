package org.postern.mail.mime;

import java.util.Locale;
import java.util.Optional;

/// A media type as declared, in lower case (RFC 2045 §5).
///
/// @param type such as `text`
/// @param subtype such as `plain`
/// @param parameters all parameters
/// @param declared whether a Content-Type field says so, and not the default
public record ContentType(String type, String subtype, Parameters parameters, boolean declared) {
    static final ContentType TEXT = new ContentType("text", "plain", Parameters.NONE, false);
    static final ContentType MAIL = new ContentType("message", "rfc822", Parameters.NONE, false);
    static final ContentType UNKNOWN =
            new ContentType("application", "octet-stream", Parameters.NONE, true);

    /// Such as `text/plain`.
    public String full() {
        return type + "/" + subtype;
    }

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /// Whether the body is a mail with header and body.
    public boolean isMail() {
        return type.equals("message")
                && (subtype.equals("rfc822") || subtype.equals("global") || subtype.equals("news"));
    }

    public boolean isText() {
        return type.equals("text");
    }

    public boolean is(String full) {
        return full.length() == type.length() + subtype.length() + 1
                && full.startsWith(type)
                && full.endsWith(subtype);
    }

    public Optional<String> charset() {
        return parameters.first("charset");
    }

    static boolean isToken(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c <= 0x20 || c >= 0x7f || "()<>@,;:\\\"/[]?=".indexOf(c) >= 0) {
                return false;
            }
        }
        return !word.isEmpty();
    }

    static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
