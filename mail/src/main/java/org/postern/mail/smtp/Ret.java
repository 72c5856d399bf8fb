package org.postern.mail.smtp;

/// How much of a message comes back with a notice that it failed (RFC 3461 §4.3).
public enum Ret {
    FULL,
    HDRS
}
