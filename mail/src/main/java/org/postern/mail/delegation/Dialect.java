package org.postern.mail.delegation;

/// Which of the two protocols a connection speaks.
public enum Dialect {
    /// Postfix's policy delegation: lines of `name=value`, an empty line at the end.
    ACCESS,
    /// Sendmail's socket map: netstrings.
    SOCKETMAP
}
