package org.postern.mail.dsn;

/// What became of the message for one recipient (RFC 3464 §2.3.3).
public enum Action {
    /// Given up.
    FAILED("failed", '5'),
    /// Not there yet; it is tried again.
    DELAYED("delayed", '4'),
    /// In the mailbox.
    DELIVERED("delivered", '2'),
    /// Handed to a server that sends no notices, so that no more will be known.
    RELAYED("relayed", '2'),
    /// Handed to the members of a list or group.
    EXPANDED("expanded", '2');

    private final String word;
    private final char statusClass;

    Action(String word, char statusClass) {
        this.word = word;
        this.statusClass = statusClass;
    }

    String word() {
        return word;
    }

    /// The enhanced code as it can stand beside this action: itself where it agrees, else one that does.
    String status(String enhanced) {
        if (!Words.isEnhancedCode(enhanced)) {
            return statusClass + ".0.0";
        }
        char given = enhanced.charAt(0);
        boolean agrees = given == statusClass || this == FAILED && given == '4';
        return agrees ? enhanced : statusClass + enhanced.substring(1);
    }
}
