package org.postern.receive;

/// What a listener is for.
enum Role {
    /// Mail of anybody for our domains.
    EDGE("edge.listen"),
    /// Mail of our people to anybody: STARTTLS, then AUTH, then MAIL (RFC 6409).
    SUBMISSION("submission.listen"),
    /// The same with TLS from the first octet (RFC 8314).
    SUBMISSIONS("submission.tls-listen");

    private final String setting;

    Role(String setting) {
        this.setting = setting;
    }

    /// The setting that says where it listens.
    String setting() {
        return setting;
    }
}
