package org.postern.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.smtp.Reply;

/// Each line of the rule that turns many rulings into one plan and one reply.
class PlanTest {
    private static final Address ANN = address("ann", "a.example");
    private static final Address BEN = address("ben", "a.example");
    private static final Address CAT = address("cat", "b.example");
    private static final Address LOST = address("lost", "nowhere.example");
    private static final NextHop HOP_A = new NextHop("192.0.2.1", 25);
    private static final NextHop HOP_B = new NextHop("192.0.2.2", 25);
    private static final Map<Domain, NextHop> HOPS =
            Map.of(ANN.domain(), HOP_A, CAT.domain(), HOP_B);

    private static final Ruling GO = new Ruling.Deliver("clean");
    private static final Ruling HOLD = new Ruling.Hold("ambiguous");
    private static final Ruling DROP = new Ruling.Discard("unwanted");
    private static final Ruling NO = new Ruling.Refuse(Reply.of(554, "5.7.1", "No"), "loop");
    private static final Ruling NEVER = new Ruling.Refuse(Reply.of(550, "5.7.1", "Never"), "limit");
    private static final Ruling LATER =
            new Ruling.PutOff(Reply.of(451, "4.3.0", "Later"), "scanner-down");

    @Test
    void oneCleanRecipientPassesThrough() {
        assertThat(plan(ruled(ANN, GO))).isEqualTo(new Plan.PassThrough(HOP_A, List.of(ANN)));
    }

    @Test
    void allToOneNextHopPassThroughTogether() {
        assertThat(plan(ruled(ANN, GO), ruled(BEN, GO)))
                .isEqualTo(new Plan.PassThrough(HOP_A, List.of(ANN, BEN)));
    }

    @Test
    void allRefusedIsTheFirstRefusal() {
        assertThat(plan(ruled(ANN, NO), ruled(CAT, NEVER)))
                .isEqualTo(new Plan.Answer(Reply.of(554, "5.7.1", "No"), "loop"));
    }

    @Test
    void anyPutOffInAMixPutsOffEverything() {
        for (Ruling other : List.of(GO, HOLD, DROP, NO, LATER)) {
            assertThat(plan(ruled(ANN, other), ruled(BEN, LATER)))
                    .isEqualTo(new Plan.Answer(Reply.of(451, "4.3.0", "Later"), "scanner-down"));
        }
    }

    @Test
    void heldAloneIsCommitted() {
        assertThat(plan(ruled(ANN, HOLD)))
                .isEqualTo(
                        new Plan.Commit(
                                List.of(new Plan.Held(ANN, "ambiguous")), List.of(), List.of()));
    }

    @Test
    void someRefusedSomeNotHoldsTheRefused() {
        assertThat(plan(ruled(ANN, NO), ruled(BEN, GO)))
                .isEqualTo(
                        new Plan.Commit(
                                List.of(new Plan.Held(ANN, "refused")),
                                List.of(new Plan.Queued(BEN, HOP_A)),
                                List.of()));
    }

    @Test
    void splitRecipientsAreCommittedTogether() {
        assertThat(plan(ruled(ANN, GO), ruled(BEN, HOLD), ruled(CAT, DROP)))
                .isEqualTo(
                        new Plan.Commit(
                                List.of(new Plan.Held(BEN, "ambiguous")),
                                List.of(new Plan.Queued(ANN, HOP_A)),
                                List.of(new Plan.Discarded(CAT, "unwanted"))));
    }

    @Test
    void twoNextHopsNeedTheQueue() {
        assertThat(plan(ruled(ANN, GO), ruled(CAT, GO)))
                .isEqualTo(
                        new Plan.Commit(
                                List.of(),
                                List.of(new Plan.Queued(ANN, HOP_A), new Plan.Queued(CAT, HOP_B)),
                                List.of()));
    }

    @Test
    void discardIsRecordedAndThereforeCommitted() {
        assertThat(plan(ruled(ANN, DROP)))
                .isEqualTo(
                        new Plan.Commit(
                                List.of(),
                                List.of(),
                                List.of(new Plan.Discarded(ANN, "unwanted"))));
    }

    @Test
    void aRecipientWithoutRouteIsPutOffNotLost() {
        assertThat(plan(ruled(ANN, GO), ruled(LOST, GO)))
                .isInstanceOfSatisfying(
                        Plan.Answer.class,
                        answer -> {
                            assertThat(answer.reply().code()).isEqualTo(451);
                            assertThat(answer.reason()).isEqualTo("no-route");
                        });
    }

    /// A server that is asked to leave out a recipient may not know the address any more.
    @Test
    void promise4_whatIsGivenBackIsForEverybody() {
        assertThat(plan(List.of(ruled(ANN, GO), ruled(BEN, GO)), Plan.Way.BACK))
                .isEqualTo(new Plan.GiveBack(List.of(ANN, BEN)));
        assertThat(plan(List.of(ruled(ANN, HOLD), ruled(BEN, GO)), Plan.Way.BACK))
                .isInstanceOfSatisfying(
                        Plan.Commit.class,
                        commit -> {
                            assertThat(commit.held())
                                    .extracting(Plan.Held::recipient)
                                    .containsExactly(ANN);
                            assertThat(commit.queued())
                                    .extracting(Plan.Queued::recipient)
                                    .containsExactly(BEN);
                        });
        assertThat(plan(List.of(ruled(ANN, DROP), ruled(BEN, GO)), Plan.Way.BACK))
                .isInstanceOf(Plan.Commit.class);
    }

    /// Over every mix of rulings: nobody is forgotten, nobody is both held and delivered (promise 4), and a plan that
    /// does nothing answers with an error.
    @Test
    void promise4_everyRecipientHasExactlyOneOutcome() {
        var random = new Random(20261121);
        var kinds = List.of(GO, HOLD, DROP, NO, NEVER, LATER);
        for (int round = 0; round < 5_000; round++) {
            var rulings = new ArrayList<Ruled>();
            for (int i = 0; i <= random.nextInt(5); i++) {
                String domain = random.nextBoolean() ? "a.example" : "b.example";
                rulings.add(ruled(address("u" + i, domain), kinds.get(random.nextInt(6))));
            }
            var placed = new ArrayList<Address>();
            Plan.Way way = random.nextBoolean() ? Plan.Way.PASS_THROUGH : Plan.Way.BACK;
            switch (plan(rulings, way)) {
                case Plan.Answer(Reply reply, _) -> {
                    assertThat(reply.isPositive()).isFalse();
                    rulings.forEach(ruled -> placed.add(ruled.recipient()));
                }
                case Plan.PassThrough(_, List<Address> recipients) -> placed.addAll(recipients);
                case Plan.Commit commit -> place(placed, commit);
                case Plan.GiveBack(List<Address> all) -> placed.addAll(all);
            }
            assertThat(placed)
                    .containsExactlyInAnyOrderElementsOf(
                            rulings.stream().map(Ruled::recipient).toList());
        }
    }

    private static void place(List<Address> placed, Plan.Commit commit) {
        commit.held().forEach(it -> placed.add(it.recipient()));
        commit.queued().forEach(it -> placed.add(it.recipient()));
        commit.discarded().forEach(it -> placed.add(it.recipient()));
    }

    private static Plan plan(Ruled... rulings) {
        return plan(List.of(rulings), Plan.Way.PASS_THROUGH);
    }

    private static Plan plan(List<Ruled> rulings, Plan.Way way) {
        return Plan.of(rulings, address -> Optional.ofNullable(HOPS.get(address.domain())), way);
    }

    private static Ruled ruled(Address recipient, Ruling ruling) {
        return new Ruled(recipient, ruling, List.of("test:1"));
    }

    private static Address address(String local, String domain) {
        return new Address(local, new Domain.Name(domain));
    }
}
