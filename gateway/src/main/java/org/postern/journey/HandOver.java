package org.postern.journey;

import java.util.Map;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Reply;

/// What came of handing a message to a next hop.
public sealed interface HandOver {

    /// The next hop took it for all recipients; it is durable there.
    ///
    /// @param by which server it was, empty where the next hop has only one
    record Accepted(Reply reply, String by) implements HandOver {
        public Accepted(Reply reply) {
            this(reply, "");
        }
    }

    /// The next hop gave the same kind of refusal for all recipients, or refused the message as a whole. Nothing was
    /// taken; the reply may be passed on to the client.
    record Declined(Reply reply) implements HandOver {}

    /// The next hop takes some recipients and not others. The transaction there was given up before any content went out.
    record Mixed(Map<Address, Reply> replies) implements HandOver {
        public Mixed {
            replies = Map.copyOf(replies);
        }
    }

    /// The next hop speaks LMTP and, having seen the content, took it for some recipients and not for others. Those with
    /// a positive reply have it; it must not go to them again.
    record Parted(Map<Address, Reply> replies) implements HandOver {
        public Parted {
            replies = Map.copyOf(replies);
        }
    }

    /// No reply came after the final dot: the next hop may have the message or not.
    record InDoubt(String detail) implements HandOver {}

    /// The next hop could not be reached, or failed before the final dot. Nothing was taken.
    record Failed(String detail) implements HandOver {}
}
