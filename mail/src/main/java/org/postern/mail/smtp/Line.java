package org.postern.mail.smtp;

/// What came of reading one line of commands or replies. Everything but [Complete] means that the octets cannot be
/// trusted to be in step any more, so the connection has to end.
public sealed interface Line {

    /// A whole line.
    ///
    /// @param octets the line without its CRLF, one character (0 to 255) for each octet; without CR, LF and NUL
    record Complete(String octets) implements Line {}

    /// No line end within the limit.
    record TooLong() implements Line {}

    /// A CR without LF behind it.
    record BareCr() implements Line {}

    /// A LF without CR before it.
    record BareLf() implements Line {}

    /// A NUL, which no line of text holds; a TLS or other binary client has them among its first octets.
    record Nul() implements Line {}

    /// The peer closed before the end of a line, or before the first octet of one.
    record Closed() implements Line {}
}
