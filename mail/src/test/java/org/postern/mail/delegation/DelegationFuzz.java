package org.postern.mail.delegation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;

/// Any octets as what a mail server asks.
class DelegationFuzz {
    private static final QuestionLimits LIMITS = new QuestionLimits(300, 5);

    /// However the octets arrive, the same questions come out, within their limits; and each is read again from what it is
    /// written as.
    @FuzzTest(maxDuration = "10m")
    void everyQuestionIsReadAgainAsItself(byte[] octets) throws IOException {
        List<Heard> whole = Server.hear(new ByteArrayInputStream(octets), LIMITS);
        int middle = octets.length / 2;
        List<Heard> cut =
                Server.hear(
                        new SequenceInputStream(
                                new ByteArrayInputStream(octets, 0, middle),
                                new ByteArrayInputStream(
                                        Arrays.copyOfRange(octets, middle, octets.length))),
                        LIMITS);
        require(whole.equals(cut), "other questions in pieces");
        for (Heard heard : whole) {
            if (heard instanceof Heard.Asked(Question question)) {
                byte[] again = Server.write(question);
                // A broken octet is read as one character of three.
                var room = new QuestionLimits(3 * LIMITS.octets(), LIMITS.attributes());
                List<Heard> second = Server.hear(new ByteArrayInputStream(again), room);
                require(second.equals(List.of(heard, new Heard.Closed())), "not read again");
            }
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
