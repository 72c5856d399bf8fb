package org.postern.mail.auth;

/// A check that cannot go on. It ends at once, however deep in included records it is.
final class SpfError extends Exception {
    private static final long serialVersionUID = 1;

    private final SpfResult result;

    private SpfError(SpfResult result, String why) {
        super(why, null, false, false);
        this.result = result;
    }

    static SpfError permanent(String why) {
        return new SpfError(SpfResult.PERMERROR, why);
    }

    static SpfError temporary(String why) {
        return new SpfError(SpfResult.TEMPERROR, why);
    }

    SpfResult result() {
        return result;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
