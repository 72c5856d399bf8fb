package org.postern.mail.smtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.postern.mail.address.Domain;

/// Whole sessions of any octets. The states follow the rules, replies agree with states, and no more messages come out
/// than ends of data went in.
class ConversationFuzz {
    private static final ConversationLimits LIMITS =
            new ConversationLimits(512, 3, 3, 200, 5, 10, 10, 10_000);

    @FuzzTest(maxDuration = "10m")
    void a22_statesFollowTheRules(byte[] octets) {
        var session = new WireSession(LIMITS, new ContentLimits(10_000, 1000, 10_000));
        session.forwarding = true;
        session.play(segments(octets));
        State before = State.Connected.NEW;
        for (int i = 0; i < session.states.size(); i++) {
            State after = session.states.get(i);
            Reply reply = session.replies.get(i);
            require(isAllowed(before, after), before + " to " + after);
            require(
                    !(after instanceof State.Transferring) || reply.code() == 354,
                    reply + " before a transfer");
            require(
                    reply.code() != 354 || after instanceof State.Transferring,
                    "354 without a transfer");
            require(
                    !(before instanceof State.Receiving)
                            || !(after instanceof State.Ready ready)
                            || ready.forwarded().equals(Xforward.NOTHING),
                    "what was told of a message outlived it");
            before = after;
        }
        require(before instanceof State.Closed, "not closed at the end");
        require(session.messages.size() <= ends(octets), "more messages than ends of data");
        require(session.messages.size() <= LIMITS.messages(), "more messages than allowed");
        session.messages.forEach(ConversationFuzz::check);
    }

    /// A segment for each line, except that a line beginning with `!` comes together with the one before it.
    private static Segments segments(byte[] octets) {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < octets.length; i++) {
            boolean joined = i + 1 < octets.length && octets[i + 1] == '!';
            if (octets[i] == '\n' && !joined) {
                parts.add(Arrays.copyOfRange(octets, start, i + 1));
                start = i + 1;
            }
        }
        parts.add(Arrays.copyOfRange(octets, start, octets.length));
        return new Segments(parts);
    }

    private static boolean isAllowed(State before, State after) {
        return switch (before) {
            case State.Connected _ ->
                    after instanceof State.Connected
                            || after instanceof State.Ready
                            || after instanceof State.Skipping
                            || after instanceof State.Closed;
            case State.Ready _ ->
                    !(after instanceof State.Receiving || after instanceof State.Chunked);
            case State.Addressing _ ->
                    !(after instanceof State.Connected || after instanceof State.Chunked);
            case State.Transferring _ ->
                    after instanceof State.Ready || after instanceof State.Closed;
            case State.Chunk chunk ->
                    after instanceof State.Ready
                            || after instanceof State.Closed
                            || after instanceof State.Chunked chunked
                                    && !chunk.last()
                                    && chunked.taken() == chunk.taken() + chunk.octets();
            case State.Chunked chunked ->
                    after instanceof State.Ready
                            || after instanceof State.Closed
                            || after instanceof State.Skipping
                            || after instanceof State.Chunked same
                                    && same.taken() == chunked.taken()
                            || after instanceof State.Chunk chunk
                                    && chunk.taken() == chunked.taken();
            case State.Skipping(State then, long _) ->
                    after.equals(then) || after instanceof State.Closed;
            case State.Closed _ -> false;
        };
    }

    private static void check(WireSession.Message message) {
        var recipients = message.recipients();
        require(
                !recipients.isEmpty() && recipients.size() <= LIMITS.recipients(),
                "number of recipients");
        require(recipients.stream().distinct().count() == recipients.size(), "a recipient twice");
        var own = new Domain.Name("example.org");
        require(
                recipients.stream().allMatch(recipient -> recipient.domain().equals(own)),
                "a refused recipient");
        String bare = message.content().replace("\r\n", "");
        require(bare.indexOf('\r') < 0 && bare.indexOf('\n') < 0, "a bare line end in content");
    }

    /// Ends of data, and announcements of last chunks.
    private static int ends(byte[] octets) {
        String text = new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1);
        int count = 0;
        for (int at = text.indexOf("\r\n.\r\n"); at >= 0; at = text.indexOf("\r\n.\r\n", at + 2)) {
            count++;
        }
        String upper = text.toUpperCase(Locale.ROOT);
        for (int at = upper.indexOf("LAST"); at >= 0; at = upper.indexOf("LAST", at + 4)) {
            count++;
        }
        return count;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
