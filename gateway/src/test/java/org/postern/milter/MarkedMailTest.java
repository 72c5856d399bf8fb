package org.postern.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.journey.Content;
import org.postern.journey.Envelope;
import org.postern.journey.Journey;
import org.postern.journey.MailId;

/// What was judged and given back is not judged again when its server shows it once more.
class MarkedMailTest {
    private static final String WANTED = "y554 5.4.6 Passed this milter before, and wants ";

    @TempDir private Path directory;

    private final TestMilter milter = new TestMilter();
    private volatile String mark = "";
    private volatile MailId marked = MailId.parse("00000000000000000000000000").orElseThrow();

    @AfterEach
    void everythingIsGivenBack() {
        milter.close();
        milter.settled();
    }

    /// Takes one message into our hands, and makes the mark that it goes back with.
    private FakeServer judgedOnce() throws Exception {
        milter.review =
                (arrival, content) -> {
                    marked = arrival.id();
                    mark = mark(arrival.envelope(), content);
                    return new Journey.Reviewed(TestMilter.ACCEPTED, true, TestMilter.TRACE);
                };
        milter.start(directory);
        FakeServer server =
                milter.connect()
                        .greeted()
                        .message("<b@own.example>", "<c@own.example>")
                        .expect("d");
        milter.review =
                (_, _) -> new Journey.Reviewed(TestMilter.ACCEPTED, false, TestMilter.TRACE);
        return server;
    }

    /// As the value of a field is told: with the line ends of the protocol.
    private String mark(Envelope envelope, Content content) {
        String field = milter.mark.field(marked, envelope, content);
        return field.substring(field.indexOf(':') + 1).strip().replace("\r\n", "\n");
    }

    private static FakeServer again(FakeServer server, String... marks) {
        server.addressed("<b@own.example>", "<c@own.example>")
                .send("LReceived| from c\n\tby client.example (Postern milter) with ESMTP|");
        for (String mark : marks) {
            server.send("LX-Postern-Passed| " + mark + "|");
        }
        return server.send("LSubject| hello|").send("N").send("Bfine\r\n").expect("c").send("E");
    }

    private static String taken(int number) {
        return "m" + FakeServer.number(number) + "X-Postern-Passed||";
    }

    @Test
    void itPassesOnceAndWithoutItsMark() throws Exception {
        try (FakeServer server = judgedOnce()) {
            again(server, mark).expect(taken(1)).expect("a");
        }
        assertThat(milter.messages).as("judged").hasSize(1);
        assertThat(milter.events)
                .containsExactly(
                        new MilterEvent.PassedBefore(
                                marked,
                                milter.messages.getFirst().arrival().client(),
                                Optional.of("4ABCdef")));
    }

    /// A held message may have had one of a stranger's making.
    @Test
    void onlyTheFirstOneCountsAndAllAreTakenOut() throws Exception {
        try (FakeServer server = judgedOnce()) {
            again(server, mark, "x", "y")
                    .expect(taken(3))
                    .expect(taken(2))
                    .expect(taken(1))
                    .expect("a");
            again(server, "x", mark).expectStart(WANTED);
        }
        assertThat(milter.messages).as("judged").hasSize(1);
    }

    /// A listener that asks nobody would pass a mark on to the recipients, so one that asks has to say so.
    @Test
    void whatComesBackWithoutAMarkIsToldThatItWantsOne() throws Exception {
        try (FakeServer server = judgedOnce()) {
            again(server).expectStart(WANTED);
        }
        assertThat(milter.messages).as("judged").hasSize(1);
        assertThat(milter.events)
                .extracting(it -> ((MilterEvent.NotTaken) it).reason())
                .containsExactly("handed-back-without-mark");
    }

    /// Somebody had it before: a mailbox that sends it on, or a list.
    @Test
    void mailWithAnOlderTraceOfOursIsJudged() throws Exception {
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted()
                    .addressed("<b@own.example>")
                    .send("LReceived| from x by list.example|")
                    .send("LReceived| from c by client.example (Postern milter) with ESMTP|")
                    .send("N")
                    .send("Bx\r\n")
                    .expect("c")
                    .send("E")
                    .expect(TestMilter.INSERTED)
                    .expect("a");
        }
        assertThat(milter.messages).hasSize(1);
    }

    @Test
    void forOtherPeopleItIsJudged() throws Exception {
        try (FakeServer server = judgedOnce()) {
            server.addressed("<b@own.example>", "<d@own.example>")
                    .send("LX-Postern-Passed| " + mark + "|")
                    .send("LSubject| hello|")
                    .send("N")
                    .send("Bfine\r\n")
                    .expect("c")
                    .send("E")
                    .expect(taken(1))
                    .expect(TestMilter.INSERTED)
                    .expect("a");
        }
        assertThat(milter.messages).hasSize(2);
    }

    /// Whoever released it hears it; judged once more, it would only be held once more.
    @Test
    void whatWasChangedOnItsWayBackIsRefusedWithWhatIsWrong() throws Exception {
        try (FakeServer server = judgedOnce()) {
            server.addressed("<b@own.example>", "<c@own.example>")
                    .send("LX-Postern-Passed| " + mark + "|")
                    .send("LSubject| hello|")
                    .send("N")
                    .send("Bother\r\n")
                    .expect("c")
                    .send("E")
                    .expectStart("y554 5.4.6 Passed this milter before, and was changed");
        }
        assertThat(milter.messages).hasSize(1);
        assertThat(milter.events)
                .extracting(it -> ((MilterEvent.NotTaken) it).reason())
                .containsExactly("changed-on-its-way-back");
    }

    /// A held message may have had as many as are taken, and has ours besides when it comes back.
    @Test
    void aFloodOfMarksIsRefusedUnlessItIsOurs() throws Exception {
        try (FakeServer server = judgedOnce()) {
            var marks = new String[101];
            Arrays.fill(marks, "x");
            server.addressed("<b@own.example>");
            for (String mark : marks) {
                server.send("Lx-postern-passed| " + mark + "|");
            }
            server.send("N").send("Bx\r\n").expect("c").send("E");
            server.expectStart("y554 5.6.0 Too many fields");
            marks[0] = mark;
            again(server, marks);
            for (int i = marks.length; i > 0; i--) {
                server.expect(taken(i));
            }
            server.expect("a");
        }
        assertThat(milter.messages).as("judged").hasSize(1);
    }

    /// The server then does what its own setting says, and the client comes again: nobody may think that it was taken.
    @Test
    void aServerThatLeavesBeforeItHeardIsInTheRecord() throws Exception {
        var judging = new CountDownLatch(1);
        var judge = new CountDownLatch(1);
        milter.review =
                (_, _) -> {
                    judging.countDown();
                    judge.await();
                    return new Journey.Reviewed(TestMilter.ACCEPTED, false, TestMilter.TRACE);
                };
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted().message("<b@own.example>");
            judging.await();
            server.vanish();
        }
        judge.countDown();
        milter.settled();
        assertThat(milter.events)
                .extracting(it -> ((MilterEvent.NotTaken) it).reason())
                .isEqualTo(List.of("server-gone"));
    }
}
