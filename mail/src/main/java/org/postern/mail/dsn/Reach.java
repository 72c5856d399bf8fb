package org.postern.mail.dsn;

/// What can be sent to the one who gets a notice. Nobody tells a notice that it did not arrive, so more than 7 bits are
/// used only where they are known to get there.
public enum Reach {
    /// Lines of ASCII, as every server takes them.
    SEVEN_BIT,
    /// 8BITMIME (RFC 6152) all the way.
    EIGHT_BIT,
    /// SMTPUTF8 (RFC 6531) all the way; that implies 8BITMIME.
    INTERNATIONAL
}
