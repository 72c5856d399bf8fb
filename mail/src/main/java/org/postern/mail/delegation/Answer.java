package org.postern.mail.delegation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// What a mail server is told. Texts are printable ASCII, so that none can end the answer early or add a line to the
/// server's own reply.
public sealed interface Answer {
    /// Most characters of a text. Postfix reads no more than 2,048 of an attribute, and an SMTP reply line has 512.
    int MAX_TEXT = 2_000;

    /// To [Question.Access].
    ///
    /// @param action as at the right side of an access(5) table: `DUNNO`, `REJECT 5.7.1 text`, `DEFER_IF_PERMIT text`,
    ///     `PREPEND field`
    record Action(String action) implements Answer {
        /// No opinion: the server's other restrictions are asked.
        public static final Action DUNNO = new Action("DUNNO");

        public Action {
            check(action);
            if (action.isBlank()) {
                throw new IllegalArgumentException("an action without a word");
            }
        }
    }

    /// To [Question.Lookup].
    ///
    /// @param text the value for OK, the reason for the failures
    record Value(Status status, String text) implements Answer {
        /// The key is not in the map.
        public static final Value NOT_FOUND = new Value(Status.NOTFOUND, "");

        public Value {
            check(text);
        }
    }

    /// How a lookup ended, in the words of the wire.
    enum Status {
        OK,
        NOTFOUND,
        /// Failed for now; the server puts the message off.
        TEMP,
        /// Took too long; the server puts the message off.
        TIMEOUT,
        /// Failed for good.
        PERM
    }

    /// The octets on the wire.
    default byte[] octets() {
        return switch (this) {
            case Action(String action) ->
                    ("action=" + action + "\n\n").getBytes(StandardCharsets.US_ASCII);
            case Value(Status status, String text) -> netstring(status + " " + text);
        };
    }

    private static byte[] netstring(String text) {
        byte[] content = text.getBytes(StandardCharsets.US_ASCII);
        var out = new ByteArrayOutputStream(content.length + 8);
        out.writeBytes((content.length + ":").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(content);
        out.write(',');
        return out.toByteArray();
    }

    private static void check(String text) {
        if (text.length() > MAX_TEXT || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("not printable ASCII, or too long");
        }
    }
}
