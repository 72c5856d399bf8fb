package org.postern.queue;

import java.util.Optional;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Reply;

/// What one attempt came to for one recipient.
sealed interface Answer {
    Address recipient();

    /// In words for people: who said what.
    String words();

    /// What there is for us to report where a sender wants to hear of success (RFC 3461 §5.2.2).
    enum Report {
        /// Nothing: the next hop does it.
        NOTHING,
        /// That it went on to a server that does not report.
        RELAYED,
        /// That it arrived: the next hop speaks LMTP, so it is where mailboxes are.
        DELIVERED
    }

    /// The next hop took it.
    record Taken(Address recipient, String nextHop, Reply reply, Report report) implements Answer {
        @Override
        public String words() {
            return nextHop + " said " + reply;
        }
    }

    /// The next hop refused it for good.
    record Refused(Address recipient, String nextHop, Reply reply) implements Answer {
        @Override
        public String words() {
            return nextHop + " said " + reply;
        }
    }

    /// It cannot go to the next hop, as we know without having sent it.
    ///
    /// @param reply in our words
    record Unfit(Address recipient, String nextHop, Reply reply) implements Answer {
        @Override
        public String words() {
            return nextHop + " cannot be sent it: " + reply;
        }
    }

    /// Nobody took it yet.
    ///
    /// @param nextHop that would have to
    /// @param reply where it answered
    /// @param detail what stood in the way
    record PutOff(Address recipient, String nextHop, Optional<Reply> reply, String detail)
            implements Answer {
        @Override
        public String words() {
            return nextHop + " " + reply.map(it -> "said " + it).orElse(detail);
        }
    }
}
