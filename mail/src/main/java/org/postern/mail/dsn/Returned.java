package org.postern.mail.dsn;

import java.nio.ByteBuffer;

/// What comes back to the sender of the message itself, read from the position of a buffer to its limit.
public sealed interface Returned {
    /// Octets of the largest message that comes back whole; of a larger one, the header does.
    int MOST_WHOLE = 256 * 1024;

    /// Octets of the header; the message itself, or more than its header, does no harm.
    ByteBuffer octets();

    /// The header only: what most readers need to know which message it was.
    record HeaderOnly(ByteBuffer octets) implements Returned {}

    /// The whole message (RET=FULL), where it fits: it is not larger than [#MOST_WHOLE], can travel as it is, and no two
    /// readers disagree about its parts, since they would disagree about the notice too. Else its header.
    record Whole(ByteBuffer octets) implements Returned {}
}
