package org.postern.blocklist;

/// What a test found. A named fact without weight: what follows from it is said by the settings.
public sealed interface Result {
    /// Nothing to say against the client.
    enum Clear implements Result {
        CLEAR
    }

    /// What the test looks for is there.
    ///
    /// @param detail what was seen, one line of printable ASCII for people: a name, a list and its code
    /// @param weight how much it counts where the action is to score, relative to other hits of the same test
    record Hit(String detail, int weight) implements Result {
        public Hit(String detail) {
            this(detail, 1);
        }
    }

    /// The client shall be let in, whatever else is found.
    ///
    /// @param detail which entry says so
    record Allowed(String detail) implements Result {}

    /// The test could not be done; it speaks neither for nor against the client.
    ///
    /// @param why for the log and for people
    record NotDone(String why) implements Result {}
}
