package org.postern.mail.milter;

/// How a server and a filter talk, where both agree: which commands are not sent, which are not answered, and what else is
/// understood.
public enum Trait {
    NO_CONNECT(0x1),
    NO_HELLO(0x2),
    NO_MAIL(0x4),
    NO_RECIPIENTS(0x8),
    NO_BODY(0x10),
    NO_HEADERS(0x20),
    NO_END_OF_HEADERS(0x40),
    SILENT_HEADER(0x80),
    NO_UNKNOWN(0x100),
    NO_DATA(0x200),
    /// The server understands that a filter has seen enough of a body.
    SKIP(0x400),
    /// The server tells of recipients that it refused itself.
    REFUSED_RECIPIENTS(0x800),
    SILENT_CONNECT(0x1000),
    SILENT_HELLO(0x2000),
    SILENT_MAIL(0x4000),
    SILENT_RECIPIENT(0x8000),
    SILENT_DATA(0x1_0000),
    SILENT_UNKNOWN(0x2_0000),
    SILENT_END_OF_HEADERS(0x4_0000),
    SILENT_BODY(0x8_0000),
    /// Values of header fields come and go with the blank behind the colon.
    LEADING_SPACE(0x10_0000);

    private final int bit;

    Trait(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }
}
