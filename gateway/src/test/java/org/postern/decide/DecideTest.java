package org.postern.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.journey.Envelope;
import org.postern.journey.Evidence;
import org.postern.journey.Finding;
import org.postern.journey.Finding.Kind;
import org.postern.journey.Outcome;
import org.postern.journey.Ruled;
import org.postern.journey.Ruling;
import org.postern.journey.TestResult;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;

class DecideTest {
    private static final Envelope ENVELOPE =
            new Envelope(ReversePath.Null.NULL, List.of(address("ann"), address("ben")), false);

    private final Decide decide = new Decide();

    @Test
    void nothingFoundIsDelivered() {
        assertThat(ruling(Outcome.NothingFound.NOTHING_FOUND))
                .isEqualTo(new Ruling.Deliver("clean"));
    }

    @Test
    void remarksChangeNothing() {
        assertThat(ruling(found(Kind.REMARK))).isEqualTo(new Ruling.Deliver("clean"));
    }

    @Test
    void g1_loopIsRefusedForGood() {
        assertThat(ruling(found(Kind.LOOP)))
                .isInstanceOfSatisfying(
                        Ruling.Refuse.class,
                        it -> {
                            assertThat(it.reply().code()).isEqualTo(554);
                            assertThat(it.reply().enhanced()).isEqualTo("5.4.6");
                            assertThat(it.reason()).isEqualTo("loop");
                        });
    }

    @Test
    void g1_whoShowsMailToTheFilterTwiceIsToldWhatIsWrong() {
        var twice = new Finding(Kind.LOOP, "filtered-before", "", "header");
        assertThat(ruling(new Outcome.Found(List.of(twice))))
                .isInstanceOfSatisfying(
                        Ruling.Refuse.class,
                        it ->
                                assertThat(it.reply().toString())
                                        .startsWith("554 5.4.6 Passed this filter before")
                                        .contains("must not have content_filter"));
    }

    @Test
    void pastALimitIsRefused() {
        assertThat(ruling(found(Kind.LIMIT)).reason()).isEqualTo("limit");
    }

    @Test
    void ambiguousOrMalformedIsHeld() {
        assertThat(ruling(found(Kind.AMBIGUOUS))).isEqualTo(new Ruling.Hold("ambiguous"));
        assertThat(ruling(found(Kind.MALFORMED))).isEqualTo(new Ruling.Hold("malformed"));
    }

    @Test
    void promise3_couldNotLookIsNeverClean() {
        for (Outcome.Cause cause : Outcome.Cause.values()) {
            assertThat(
                            ruling(
                                    new Outcome.NotDone(cause, "test"),
                                    Outcome.NothingFound.NOTHING_FOUND))
                    .isInstanceOf(Ruling.PutOff.class);
            assertThat(ruling(new Outcome.NotDone(cause, "test"), found(Kind.AMBIGUOUS)))
                    .as("a hold would accept what nobody looked at")
                    .isInstanceOf(Ruling.PutOff.class);
        }
    }

    @Test
    void aLoopIsRefusedEvenWhereAnotherTestFailed() {
        assertThat(
                        ruling(new Outcome.NotDone(Outcome.Cause.TIMEOUT, ""), found(Kind.LOOP))
                                .reason())
                .isEqualTo("loop");
    }

    @Test
    void everyRecipientIsRuledAndTheLineIsNamed() {
        List<Ruled> rulings = decide.decide(ENVELOPE, evidence(found(Kind.AMBIGUOUS)));
        assertThat(rulings).extracting(Ruled::recipient).isEqualTo(ENVELOPE.recipients());
        assertThat(rulings.getFirst().trace()).containsExactly("fixed-1:4 hold, ambiguous: a-name");
    }

    private Ruling ruling(Outcome... outcomes) {
        return decide.decide(ENVELOPE, evidence(outcomes)).getFirst().ruling();
    }

    private static Evidence evidence(Outcome... outcomes) {
        return new Evidence(
                Arrays.stream(outcomes)
                        .map(it -> new TestResult("test", it, Duration.ZERO, List.of()))
                        .toList());
    }

    private static Outcome found(Kind kind) {
        return new Outcome.Found(List.of(new Finding(kind, "a-name", "detail", "header")));
    }

    private static Address address(String local) {
        return new Address(local, new Domain.Name("a.example"));
    }
}
