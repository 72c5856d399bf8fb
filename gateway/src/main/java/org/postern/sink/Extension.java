package org.postern.sink;

/// Extensions a sink can offer.
public enum Extension {
    PIPELINING("PIPELINING"),
    SIZE("SIZE"),
    EIGHT_BIT_MIME("8BITMIME"),
    ENHANCED_STATUS_CODES("ENHANCEDSTATUSCODES"),
    SMTP_UTF8("SMTPUTF8");

    private final String keyword;

    Extension(String keyword) {
        this.keyword = keyword;
    }

    /// The keyword of EHLO.
    public String keyword() {
        return keyword;
    }
}
