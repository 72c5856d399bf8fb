package org.postern.mail.auth;

import java.util.Locale;

/// What comes of a check (RFC 7208 §2.6).
public enum SpfResult {
    /// The domain says nothing, or there is no domain to ask.
    NONE,
    /// The domain says that it does not say.
    NEUTRAL,
    /// The client may send for the domain.
    PASS,
    /// It may not.
    FAIL,
    /// It probably may not.
    SOFTFAIL,
    /// Not known now: the DNS did not answer.
    TEMPERROR,
    /// Not to be known: what the domain publishes is wrong.
    PERMERROR;

    /// As protocols and header fields write it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
