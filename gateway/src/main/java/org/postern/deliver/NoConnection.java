package org.postern.deliver;

/// Says that there is no connection to a next hop, and why, in words that follow its name. Nothing was sent.
final class NoConnection extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;

    NoConnection(String why) {
        super(why);
        this.why = why;
    }

    NoConnection(String why, Exception cause) {
        super(why, cause);
        this.why = why;
    }

    String why() {
        return why;
    }
}
