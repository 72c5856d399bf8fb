package org.postern.sink;

/// The moments of an SMTP dialogue at which a sink answers.
public enum Stage {
    /// The connection is open; the usual answer is the greeting.
    CONNECT,
    /// EHLO or HELO.
    HELLO,
    MAIL,
    RCPT,
    /// DATA was sent; the usual answer is 354.
    DATA,
    /// The content is there, CRLF.CRLF included.
    DOT,
    RSET,
    QUIT
}
