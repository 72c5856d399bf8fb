package org.postern.mail.smtp;

/// What a client says about a message before it sends it.
///
/// @param size octets by its own account (RFC 1870), 0 where it says nothing
/// @param body kind of content (RFC 6152)
public record MailParameters(long size, Body body) {
    /// Nothing was said.
    public static final MailParameters NONE = new MailParameters(0, Body.SEVEN_BIT);

    public MailParameters {
        if (size < 0) {
            throw new IllegalArgumentException("negative size");
        }
    }

    /// The kinds of content a client may announce.
    public enum Body {
        SEVEN_BIT,
        EIGHT_BIT_MIME
    }

    public boolean isEightBit() {
        return body == Body.EIGHT_BIT_MIME;
    }
}
