package org.postern.receive;

import org.postern.connect.Admission;
import org.postern.mail.smtp.Reply;

/// What a client is told that gets no place, and what the log says of it.
final class Turning {
    private static final Reply FULL =
            Reply.of(421, "4.7.0", "Too many connections; try again later");
    private static final Reply TOO_MANY =
            Reply.of(421, "4.7.0", "Too many connections from your address; try again later");

    private Turning() {}

    static Reply reply(Admission.Turned why) {
        return why == Admission.Turned.FULL ? FULL : TOO_MANY;
    }

    static String reason(Admission.Turned why) {
        return switch (why) {
            case FULL -> "too-many-connections";
            case TOO_MANY_OF_CLIENT -> "too-many-connections-of-client";
            case TOO_OFTEN -> "connects-too-often";
        };
    }
}
