package org.postern.mail.dsn;

import java.time.Duration;

/// Why a recipient has not got the message. All texts may come from strangers.
public sealed interface Reason {

    /// A server answered, in its own words.
    ///
    /// @param server its name
    /// @param reply code and text, such as `550 5.1.1 No such user`
    record Said(String server, String reply) implements Reason {}

    /// No server could be talked to.
    ///
    /// @param server its name, or the domain when not even a server was found
    /// @param detail what stood in the way, such as `connection timed out`
    record NotReached(String server, String detail) implements Reason {}

    /// This server's own reason.
    ///
    /// @param text a sentence for the sender, such as `The recipient's address is written in letters that …`
    record Ours(String text) implements Reason {}

    /// Time is over.
    ///
    /// @param waited how long it was tried
    /// @param last why the last attempt failed; not another of this kind
    record Expired(Duration waited, Reason last) implements Reason {
        public Expired {
            if (last instanceof Expired) {
                throw new IllegalArgumentException("the last attempt has a reason of its own");
            }
        }
    }

    /// There is nothing to explain: the message arrived.
    enum None implements Reason {
        NONE
    }
}
