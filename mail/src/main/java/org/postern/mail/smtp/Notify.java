package org.postern.mail.smtp;

/// What a sender wants to be told of one recipient (RFC 3461 §4.1).
public enum Notify {
    NEVER,
    SUCCESS,
    FAILURE,
    DELAY
}
