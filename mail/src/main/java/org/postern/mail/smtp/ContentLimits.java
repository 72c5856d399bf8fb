package org.postern.mail.smtp;

/// Limits of the content of one message. All are finite.
///
/// @param message most octets of a message, as announced by SIZE
/// @param line most octets of one line, its CRLF included. RFC 5321 §4.5.3.1.6 allows 1,000; good mail with machine-made
///     HTML goes far beyond, so the default is larger, and finite
/// @param drain most octets read and thrown away behind a fault, so that the client reads the reply instead of a cut
///     connection; beyond it the connection is cut
public record ContentLimits(long message, int line, long drain) {
    /// 50 MiB, 64 KiB lines, and as much again for a client that announced no size.
    public static final ContentLimits DEFAULTS = of(50L << 20);

    public ContentLimits {
        if (message < 1 || line < 1000 || drain < 0) {
            throw new IllegalArgumentException(
                    "limits of content: " + message + ", " + line + ", " + drain);
        }
    }

    /// The defaults for messages of another size.
    public static ContentLimits of(long message) {
        return new ContentLimits(message, 64 << 10, message);
    }
}
