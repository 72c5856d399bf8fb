package org.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.journey.Dossier;
import org.postern.journey.DossierDraft;
import org.postern.journey.Envelope;
import org.postern.journey.Ruled;
import org.postern.journey.Ruling;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;

/// What waits in memory is bounded in octets, also where each event is large.
class WeightTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void theEstimateIsNearTheRecord() {
        for (Dossier dossier : List.of(Samples.delivered(), large())) {
            var event = new Event.Judged(dossier);
            int octets = EventJson.write(event).length;
            assertThat(Weight.of(event)).isBetween(octets * 2L / 3, octets * 4L);
        }
    }

    @Test
    void promise7_recentEventsAreBoundedInOctets() {
        var recent = new Recent();
        var event = new Event.Judged(large());
        int length = EventJson.write(event).length;
        for (int i = 0; i < 1_000; i++) {
            recent.add("a", i, event, length);
            assertThat(recent.octets()).isLessThanOrEqualTo(Recent.MOST);
        }
        assertThat(recent.octets()).isGreaterThan(Recent.MOST / 2);
        assertThat(recent.take("a", 0)).isPresent();
        assertThat(recent.take("a", 0)).isEmpty();
        recent.forget("a");
        assertThat(recent.octets()).isZero();
    }

    @Test
    void nothingIsKeptWhileNothingCanBeFiled() {
        var recent = new Recent();
        var event = new Event.Judged(Samples.delivered());
        recent.add("a", 0, event, 100);
        recent.pause();
        recent.add("a", 1, event, 100);
        assertThat(recent.octets()).isZero();
        assertThat(recent.take("a", 0)).isEmpty();
        recent.resume();
        recent.add("a", 2, event, 100);
        assertThat(recent.take("a", 2)).isPresent();
    }

    @Test
    void promise7_whatWaitsAndWhatIsTakenAtOnceIsBoundedInOctets() throws Exception {
        var intake =
                new Intake(
                        new Intake.Bound(10_000, Intake.MOST_WEIGHT),
                        new Intake.Bound(JournalWriter.GROUP, JournalWriter.GROUP_WEIGHT));
        var event = new Event.Judged(large());
        int taken = 0;
        while (taken < 10_000 && intake.put(event, 0)) {
            taken++;
        }
        assertThat(taken * Weight.of(event)).isBetween(Intake.MOST_WEIGHT / 2, Intake.MOST_WEIGHT);
        var group = new ArrayList<Event>();
        intake.take(group, LONG.toNanos(), LONG.toNanos());
        assertThat(group.size() * Weight.of(event))
                .isBetween(
                        JournalWriter.GROUP_WEIGHT, JournalWriter.GROUP_WEIGHT + Weight.of(event));
        assertThat(intake.put(event, 0)).isTrue();
    }

    @Test
    void anEventThatIsHeavierThanTheBoundIsTakenAlone() {
        var intake = new Intake(new Intake.Bound(10, 1), new Intake.Bound(10, 1));
        assertThat(intake.put(new Event.Judged(large()), 0)).isTrue();
        assertThat(intake.put(new Event.Judged(large()), 0)).isFalse();
    }

    private static Dossier large() {
        Dossier small = Samples.delivered();
        List<Address> recipients =
                IntStream.range(0, 1_000)
                        .mapToObj(it ->
                                new Address("recipient-" + it, new Domain.Name("own.example")))
                        .toList();
        return DossierDraft.like(small)
                .envelope(new Envelope(small.envelope().sender(), recipients, false))
                .rulings(
                        recipients.stream()
                                .map(it ->
                                        new Ruled(
                                                it,
                                                new Ruling.Deliver("clean"),
                                                List.of("4 deliver: all tests done")))
                                .toList())
                .ending(
                        new Dossier.Ending(
                                small.ending().reply(),
                                small.ending().reason(),
                                recipients.stream()
                                        .map(it ->
                                                new Dossier.Fate(
                                                        it.toString(),
                                                        Dossier.Kind.DELIVERED,
                                                        "192.0.2.1:25 said 250 2.0.0 Ok"))
                                        .toList()))
                .dossier();
    }
}
