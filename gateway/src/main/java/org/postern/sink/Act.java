package org.postern.sink;

import java.time.Duration;
import org.postern.mail.smtp.Reply;

/// What a sink does when it is its turn to answer.
public sealed interface Act {
    /// The answer of a good server.
    record Usual() implements Act {}

    /// Another reply; a refused sender, recipient or message is refused indeed.
    record Answer(Reply reply) implements Act {}

    /// These octets, one for each character, and nothing else, whatever they do to the dialogue.
    record Raw(String octets) implements Act {}

    /// Lines of a reply that never ends, up to so many octets.
    record Endless(String line, long octets) implements Act {}

    /// Waits, then goes on.
    record Slowly(Duration pause, Act then) implements Act {}

    /// Closes the connection without an answer.
    ///
    /// @param reset with RST instead of FIN
    record Drop(boolean reset) implements Act {}

    /// Never answers; it reads on, so that the client never waits on a full buffer.
    record Hang() implements Act {}

    static Act answer(int code, String enhanced, String text) {
        return new Answer(Reply.of(code, enhanced, text));
    }

    static Act raw(String text) {
        return new Raw(text);
    }

    static Act drop() {
        return new Drop(false);
    }

    static Act slowly(Duration pause) {
        return new Slowly(pause, new Usual());
    }

    /// Whether the dialogue goes on as after a positive reply.
    default boolean accepts() {
        return switch (this) {
            case Usual() -> true;
            case Answer(Reply reply) -> reply.isPositive();
            case Raw(String octets) -> octets.startsWith("2") || octets.startsWith("3");
            case Slowly(Duration _, Act then) -> then.accepts();
            case Endless _, Drop _, Hang _ -> false;
        };
    }
}
