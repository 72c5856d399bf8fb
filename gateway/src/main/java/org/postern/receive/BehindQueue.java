package org.postern.receive;

import org.postern.mail.smtp.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a mail server may be told that has a message in its queue already. A refusal would make it write a bounce to
/// whoever the sender is said to be (promise 5), so it is asked to try again instead, and the message stays where an
/// administrator finds it.
final class BehindQueue {
    private static final Logger LOG = LoggerFactory.getLogger(BehindQueue.class);

    private static final int NO_STORAGE = 552;
    private static final int CLOSING = 521;

    private BehindQueue() {}

    /// The reply, or one that puts off instead of refusing.
    static Reply mild(Reply reply) {
        if (!reply.isPermanent()) {
            return reply;
        }
        int code =
                switch (reply.code()) {
                    case NO_STORAGE -> 452;
                    case CLOSING -> 421;
                    default -> 451;
                };
        String enhanced = reply.enhanced().isEmpty() ? "" : "4" + reply.enhanced().substring(1);
        return new Reply(code, enhanced, reply.lines());
    }

    /// The same, with a line in the log where it changes anything: the message will be tried again and again until somebody
    /// looks.
    static Reply told(Reply reply) {
        Reply mild = mild(reply);
        if (!mild.equals(reply)) {
            LOG.warn("behind a queue nothing is refused: \"{}\" is said as {}", reply, mild.code());
        }
        return mild;
    }
}
