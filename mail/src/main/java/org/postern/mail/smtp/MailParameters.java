package org.postern.mail.smtp;

import java.util.Optional;

/// What a client says about a message before it sends it.
///
/// @param size octets by its own account (RFC 1870), 0 where it says nothing
/// @param body kind of content (RFC 6152)
/// @param smtpUtf8 whether addresses and header may hold letters past ASCII (RFC 6531)
/// @param ret how much of the message comes back with a notice (RFC 3461)
/// @param envid name that the sender gave the message, for notices; printable ASCII, empty where it gave none
/// @param submitter whether it says who handed the message in first (RFC 4954 §5); we believe nobody that, so what it says
///     is not kept
public record MailParameters(
        long size,
        Body body,
        boolean smtpUtf8,
        Optional<Ret> ret,
        String envid,
        boolean submitter) {
    /// Characters of ENVID as a client writes it (RFC 3461 §4.4).
    public static final int MAX_ENVID = 100;

    /// Nothing was said.
    public static final MailParameters NONE = new MailParameters(0, Body.SEVEN_BIT);

    public MailParameters {
        if (size < 0) {
            throw new IllegalArgumentException("negative size");
        }
        if (!isEnvid(envid)) {
            throw new IllegalArgumentException("not the name of a message");
        }
    }

    /// Nothing beyond size and kind of content.
    public MailParameters(long size, Body body) {
        this(size, body, false, Optional.empty(), "");
    }

    /// Nothing of who handed the message in.
    public MailParameters(long size, Body body, boolean smtpUtf8, Optional<Ret> ret, String envid) {
        this(size, body, smtpUtf8, ret, envid, false);
    }

    /// The same, said shorter.
    public static MailParameters of(long size, boolean eightBit) {
        return new MailParameters(size, eightBit ? Body.EIGHT_BIT_MIME : Body.SEVEN_BIT);
    }

    /// The kinds of content a client may announce.
    public enum Body {
        SEVEN_BIT,
        EIGHT_BIT_MIME
    }

    public boolean isEightBit() {
        return body == Body.EIGHT_BIT_MIME;
    }

    /// Whether the text can be the name of a message, or is empty.
    public static boolean isEnvid(String text) {
        return text.length() <= MAX_ENVID
                && text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
                && Xtext.encode(text).length() <= MAX_ENVID;
    }

    /// Whether notices were spoken of.
    boolean asksForNotices() {
        return ret.isPresent() || !envid.isEmpty();
    }
}
