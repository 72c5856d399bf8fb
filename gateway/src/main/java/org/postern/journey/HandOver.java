package org.postern.journey;

import java.util.List;
import java.util.Map;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Reply;

/// What came of handing a message to a next hop. Where it names a server, that is the one that answered, or was tried
/// last; no name means that the next hop is but one server.
public sealed interface HandOver {

    /// The next hop took it for all recipients; it is durable there.
    ///
    /// @param reports whether it was told what the sender wants to hear of it, and will say that (RFC 3461)
    record Accepted(Reply reply, String by, boolean reports) implements HandOver {
        public Accepted(Reply reply) {
            this(reply, "", false);
        }
    }

    /// The next hop gave the same kind of refusal for all recipients, or refused the message as a whole. Nothing was
    /// taken; the reply may be passed on to the client.
    ///
    /// @param replies what it said to each recipient, where it said something to each
    record Declined(Reply reply, Map<Address, Reply> replies, String by) implements HandOver {
        public Declined {
            replies = Map.copyOf(replies);
        }

        public Declined(Reply reply) {
            this(reply, Map.of(), "");
        }

        /// What it said for a recipient.
        public Reply of(Address recipient) {
            return replies.getOrDefault(recipient, reply);
        }
    }

    /// It cannot go there, as we know without sending it: the next hop lacks what the message needs, or there is no next
    /// hop. Nothing was taken.
    ///
    /// @param reply in our words, not those of a server; a refusal for good
    /// @param recipients who cannot get it so; the others might without them
    record Unfit(Reply reply, List<Address> recipients) implements HandOver {
        public Unfit {
            recipients = List.copyOf(recipients);
        }
    }

    /// The next hop takes some recipients and not others. The transaction there was given up before any content went out.
    record Mixed(Map<Address, Reply> replies, String by) implements HandOver {
        public Mixed {
            replies = Map.copyOf(replies);
        }

        public Mixed(Map<Address, Reply> replies) {
            this(replies, "");
        }
    }

    /// The next hop speaks LMTP and, having seen the content, took it for some recipients and not for others. Those with
    /// a positive reply have it; it must not go to them again. Those without a reply may have it or not.
    ///
    /// @param reports as in [Accepted]
    record Parted(Map<Address, Reply> replies, String by, boolean reports) implements HandOver {
        public Parted {
            replies = Map.copyOf(replies);
        }

        public Parted(Map<Address, Reply> replies) {
            this(replies, "", false);
        }
    }

    /// No reply came after the final dot: the next hop may have the message or not.
    record InDoubt(String detail) implements HandOver {}

    /// All the connections that we open to the next hop are in use, which says nothing of it. Nothing was taken.
    record Busy(String detail) implements HandOver {}

    /// The next hop could not be reached, or failed before the final dot. Nothing was taken.
    record Failed(String detail, String by) implements HandOver {
        public Failed(String detail) {
            this(detail, "");
        }
    }
}
