package org.postern.mail.smtp;

/// Content that must not go out: a CR or LF in it is not part of a CRLF, and what a peer makes of such an octet is the
/// peer's choice. Part of the content may be sent by then, so the connection has to be closed without an end of data.
public final class IllegalContent extends Exception {
    private static final long serialVersionUID = 1;

    IllegalContent(String message) {
        super(message);
    }
}
