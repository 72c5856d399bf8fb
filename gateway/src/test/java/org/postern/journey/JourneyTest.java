package org.postern.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postern.inspect.BytesContent;
import org.postern.journey.Dossier.Summary;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.Xforward;

/// The way of one message, with fakes that fail on command.
class JourneyTest {
    private static final Address ANN = new Address("ann", new Domain.Name("a.example"));
    private static final Address BEN = new Address("ben", new Domain.Name("a.example"));
    private static final Reply TAKEN = Reply.of(250, "2.0.0", "Ok: queued as 4711");
    private static final Reply NO_USER = Reply.of(550, "5.1.1", "No such user");
    private static final Reply BUSY = Reply.of(452, "4.3.1", "Disk full");

    private final List<Dossier> recorded = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final List<Shipment> shipped = new ArrayList<>();
    private Door door = Door.EDGE;
    private Neighbour neighbour = Neighbour.NONE;
    private final TestTrust trust = new TestTrust();
    private Ruling forAnn = new Ruling.Deliver("clean");
    private Ruling forBen = new Ruling.Deliver("clean");
    private HandOver handOver = new HandOver.Accepted(TAKEN);
    private boolean databaseDown;
    private boolean ours;
    private Plan.Way way = Plan.Way.PASS_THROUGH;
    private Map<Address, RcptParameters> asked = Map.of();
    private String content = "";

    @Test
    void promise1_acceptedOnlyAfterTheNextHopDid() throws InterruptedException {
        Reply reply = receive(ANN);
        assertThat(reply.code()).isEqualTo(250);
        assertThat(reply.lines().getFirst()).contains(recorded.getFirst().id().toString());
        assertThat(done).containsExactly("hand over to [ann@a.example]");
        assertThat(fates()).containsExactly("ann@a.example DELIVERED");
        assertThat(recorded.getFirst().ending().fates().getFirst().detail())
                .contains("queued as 4711");
    }

    @Test
    void uniformRepliesOfTheNextHopArePassedOn() throws InterruptedException {
        handOver = new HandOver.Declined(NO_USER);
        assertThat(receive(ANN)).isEqualTo(NO_USER);
        assertThat(fates()).containsExactly("ann@a.example REFUSED");
        handOver = new HandOver.Declined(BUSY);
        assertThat(receive(ANN)).isEqualTo(BUSY);
        assertThat(fates()).containsExactly("ann@a.example PUT_OFF");
    }

    @Test
    void noReplyAfterTheFinalDotIsTryLater() throws InterruptedException {
        handOver = new HandOver.InDoubt("closed");
        assertThat(receive(ANN).code()).isEqualTo(451);
        assertThat(recorded.getFirst().ending().reason()).isEqualTo("next-hop-in-doubt");
    }

    @Test
    void unreachableNextHopIsTryLater() throws InterruptedException {
        handOver = new HandOver.Failed("connection refused");
        assertThat(receive(ANN).code()).isEqualTo(451);
        assertThat(recorded.getFirst().ending().fates().getFirst().detail())
                .isEqualTo("connection refused");
    }

    @Test
    void promise1_heldIsCommittedBeforeTheReply() throws InterruptedException {
        forAnn = new Ruling.Hold("ambiguous");
        assertThat(receive(ANN).code()).isEqualTo(250);
        assertThat(done).containsExactly("hold ann@a.example ambiguous");
        assertThat(fates()).containsExactly("ann@a.example HELD");
        assertThat(recorded.getFirst().ending().reason()).isEqualTo("ambiguous");
    }

    @Test
    void promise1_j8_heldWithoutADatabaseIsTryLater() throws InterruptedException {
        forAnn = new Ruling.Hold("ambiguous");
        databaseDown = true;
        assertThat(receive(ANN)).isEqualTo(recorded.getFirst().ending().reply());
        assertThat(recorded.getFirst().ending().reply().code()).isEqualTo(451);
        assertThat(fates()).containsExactly("ann@a.example PUT_OFF");
    }

    @Test
    void promise4_whatIsRefusedIsNeitherHeldNorDelivered() throws InterruptedException {
        forAnn = new Ruling.Refuse(Reply.of(554, "5.4.6", "Loop"), "loop");
        Reply reply = receive(ANN);
        assertThat(reply.code()).isEqualTo(554);
        assertThat(reply.lines().getFirst()).contains(recorded.getFirst().id().toString());
        assertThat(done).isEmpty();
        assertThat(fates()).containsExactly("ann@a.example REFUSED");
    }

    @Test
    void promise1_splitRecipientsAreCommittedTogetherBeforeTheReply() throws InterruptedException {
        forAnn = new Ruling.Hold("ambiguous");
        assertThat(receive(ANN, BEN).code()).isEqualTo(250);
        assertThat(done).containsExactly("hold ann@a.example ambiguous", "queue ben@a.example");
        assertThat(fates()).containsExactly("ann@a.example HELD", "ben@a.example QUEUED");
    }

    @Test
    void promise1_splitRecipientsThatCannotBeStoredArePutOff() throws InterruptedException {
        forAnn = new Ruling.Hold("ambiguous");
        databaseDown = true;
        assertThat(receive(ANN, BEN).code()).isEqualTo(451);
        assertThat(fates()).containsExactly("ann@a.example PUT_OFF", "ben@a.example PUT_OFF");
    }

    @Test
    void mailOfAQueuedDirectionIsCommittedAndNotHandedOver() throws InterruptedException {
        way = Plan.Way.QUEUE;
        assertThat(receive(ANN, BEN).code()).isEqualTo(250);
        assertThat(done).containsExactly("queue ann@a.example", "queue ben@a.example");
    }

    @Test
    void promise5_whoIsRefusedAmongOthersIsHeldForAStranger() throws InterruptedException {
        handOver = mixed();
        assertThat(receive(ANN, BEN).code()).isEqualTo(250);
        assertThat(done)
                .containsExactly(
                        "hand over to [ann@a.example, ben@a.example]",
                        "hold ben@a.example undeliverable",
                        "queue ann@a.example");
    }

    @Test
    void promise5_whoIsRefusedAmongOthersIsQueuedForASenderOfOurs() throws InterruptedException {
        handOver = mixed();
        ours = true;
        assertThat(receive(ANN, BEN).code()).isEqualTo(250);
        assertThat(done.subList(1, done.size()))
                .containsExactly("queue ann@a.example", "queue ben@a.example");
    }

    @Test
    void whoMayHearOfSuccessAndAsksIsQueued() throws InterruptedException {
        asked = Map.of(ANN, new RcptParameters(Set.of(Notify.SUCCESS), Optional.empty()));
        ours = true;
        assertThat(receive(ANN, BEN).code()).isEqualTo(250);
        assertThat(done).containsExactly("queue ann@a.example", "queue ben@a.example");
        asked = Map.of(ANN, new RcptParameters(Set.of(Notify.FAILURE), Optional.empty()));
        receive(ANN, BEN);
        assertThat(done).containsExactly("hand over to [ann@a.example, ben@a.example]");
    }

    @Test
    void promise5_whoMayNotHearOfSuccessIsNotQueuedForIt() throws InterruptedException {
        asked = Map.of(ANN, new RcptParameters(Set.of(Notify.SUCCESS), Optional.empty()));
        receive(ANN, BEN);
        assertThat(done).containsExactly("hand over to [ann@a.example, ben@a.example]");
    }

    private static HandOver mixed() {
        return new HandOver.Mixed(Map.of(ANN, Reply.of(451, "4.2.1", "Busy"), BEN, NO_USER));
    }

    @Test
    void everyMessageLeavesADossierWithItsWaterfall() throws InterruptedException {
        receive(ANN);
        Dossier dossier = recorded.getFirst();
        assertThat(dossier.timings())
                .extracting(it -> it.stage())
                .containsExactly("inspect", "decide", "deliver");
        assertThat(dossier.rulings()).hasSize(1);
        assertThat(dossier.policy()).isEqualTo("test-1");
        assertThat(dossier.completeness().whole()).isTrue();
    }

    @Test
    void promise5_behindAQueueRefusalsAreHeld() throws InterruptedException {
        door = Door.FILTER;
        neighbour = new Neighbour(Optional.of("4XyzAB1z2CzW"), false);
        forAnn = new Ruling.Refuse(Reply.of(554, "5.4.6", "Loop"), "loop");
        assertThat(receive(ANN).code()).isEqualTo(250);
        assertThat(done).containsExactly("hold ann@a.example loop");
        assertThat(recorded.getFirst().rulings().getFirst().trace())
                .containsExactly(
                        "test:1", "behind a queue: held instead of refused with 554 5.4.6 Loop");
        assertThat(recorded.getFirst().neighbour()).isEqualTo(neighbour);
        receive(ANN, BEN);
        assertThat(done).containsExactly("hold ann@a.example loop", "queue ben@a.example");
    }

    @Test
    void promise5_behindAQueueRefusalsOfTheNextHopAreHeld() throws InterruptedException {
        door = Door.FILTER;
        neighbour = new Neighbour(Optional.empty(), false);
        handOver = new HandOver.Declined(NO_USER);
        assertThat(receive(ANN, BEN).code()).isEqualTo(250);
        assertThat(fates()).containsExactly("ann@a.example HELD", "ben@a.example HELD");
        handOver = new HandOver.Unfit(NO_USER, List.of(ANN, BEN));
        assertThat(receive(ANN, BEN).code()).isEqualTo(250);
        assertThat(fates()).containsExactly("ann@a.example HELD", "ben@a.example HELD");
        handOver = new HandOver.Declined(BUSY);
        assertThat(receive(ANN, BEN)).isEqualTo(BUSY);
    }

    @Test
    void onlyTheServerThatKnowsTheClientIsToldOfIt() throws InterruptedException {
        receive(ANN);
        door = Door.FILTER;
        receive(ANN);
        Xforward told =
                new Xforward(
                        "client.example",
                        "192.0.2.66",
                        OptionalInt.of(4711),
                        "ESMTPS",
                        "a.example",
                        "4ABC",
                        "REMOTE");
        neighbour = new Neighbour(Optional.of("4ABC"), Neighbour.Refusals.SAID, told);
        receive(ANN);
        assertThat(shipped.getFirst().behalf()).isEmpty();
        assertThat(shipped.get(1).behalf().map(Xforward::text))
                .contains("ADDR=127.0.0.1 PORT=4711 PROTO=ESMTP HELO=client.example SOURCE=LOCAL");
        assertThat(shipped.getLast().behalf()).contains(told);
        assertThat(recorded.getFirst().neighbour()).isEqualTo(neighbour);
    }

    @Test
    void whatWasPassedOnIsRecordedWithItsOrigin() throws InterruptedException {
        trust.relays.add("127.0.0.1");
        content = "Received: from x (unknown [192.0.2.66]) by y; x\n\n";
        receive(ANN);
        assertThat(recorded.getFirst().origin().orElseThrow().ip()).isEqualTo("192.0.2.66");
        assertThat(recorded.getFirst().client().ip()).isEqualTo("127.0.0.1");
    }

    @Test
    void aReviewGivesBackWhatNobodyKeeps() throws InterruptedException {
        Journey.Reviewed reviewed = review(ANN, BEN);
        assertThat(reviewed.reply().code()).isEqualTo(250);
        assertThat(reviewed.ours()).isFalse();
        assertThat(reviewed.trace())
                .startsWith("Received: from client.example ")
                .endsWith("\r\n")
                .contains(recorded.getFirst().id().toString());
        assertThat(done).isEmpty();
        assertThat(fates())
                .containsExactly("ann@a.example HANDED_BACK", "ben@a.example HANDED_BACK");
        assertThat(recorded.getFirst().isInCustody()).isFalse();
    }

    @Test
    void promise1_aReviewTakesAllOfAMessageOrNothing() throws InterruptedException {
        forAnn = new Ruling.Hold("ambiguous");
        assertThat(review(ANN, BEN).ours()).isTrue();
        assertThat(done).containsExactly("hold ann@a.example ambiguous", "queue ben@a.example");
        assertThat(fates()).containsExactly("ann@a.example HELD", "ben@a.example QUEUED");
        assertThat(review(ANN).ours()).isTrue();
        databaseDown = true;
        Journey.Reviewed failed = review(ANN, BEN);
        assertThat(failed.reply().code()).isEqualTo(451);
        assertThat(failed.ours()).isFalse();
        assertThat(fates()).containsExactly("ann@a.example PUT_OFF", "ben@a.example PUT_OFF");
    }

    @Test
    void aReviewRefusesForEverybodyOrHolds() throws InterruptedException {
        forAnn = new Ruling.Refuse(Reply.of(554, "5.4.6", "Loop"), "loop");
        assertThat(review(ANN).reply().code()).isEqualTo(554);
        assertThat(done).isEmpty();
        assertThat(review(ANN, BEN).reply().code()).isEqualTo(250);
        assertThat(done).containsExactly("hold ann@a.example refused", "queue ben@a.example");
    }

    private List<String> fates() {
        return recorded.getLast().ending().fates().stream()
                .map(it -> it.recipient() + " " + it.kind())
                .toList();
    }

    private Reply receive(Address... recipients) throws InterruptedException {
        recorded.clear();
        done.clear();
        return journey().receive(arrival(recipients), BytesContent.of(content));
    }

    private Journey.Reviewed review(Address... recipients) throws InterruptedException {
        recorded.clear();
        done.clear();
        door = Door.MILTER;
        return journey().review(arrival(recipients), BytesContent.of(content));
    }

    private Arrival arrival(Address... recipients) {
        var peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
        return new Arrival(
                MailId.next(InstantSource.system(), new Random(1)),
                door,
                Direction.INBOUND,
                new Client(peer, "client.example", true, Optional.empty(), false),
                new Envelope(
                        ReversePath.Null.NULL,
                        List.of(recipients),
                        false,
                        false,
                        new Notices(Optional.empty(), "", asked)),
                new Waterfall(InstantSource.system()),
                neighbour);
    }

    private Journey journey() {
        return new Journey(
                "gate.example",
                trust,
                (_, content) -> new Journey.Examined(summary(content), evidence()),
                new TestPolicy(),
                (_, _) -> Optional.of(new NextHop("192.0.2.1", 25)),
                new TestWays(),
                (_, shipment, _) -> {
                    shipped.add(shipment);
                    done.add("hand over to " + shipment.envelope().recipients());
                    return handOver;
                },
                (_, plan, _) -> {
                    if (databaseDown) {
                        throw new IOException("the database is down");
                    }
                    plan.held()
                            .forEach(it -> done.add("hold " + it.recipient() + " " + it.reason()));
                    plan.queued().forEach(it -> done.add("queue " + it.recipient()));
                },
                recorded::add);
    }

    private static Summary summary(Content content) {
        return new Summary(content.size(), "", "", "", "");
    }

    private static Evidence evidence() {
        Outcome nothing = Outcome.NothingFound.NOTHING_FOUND;
        return new Evidence(List.of(new TestResult("test", nothing, Duration.ZERO, List.of())));
    }

    private final class TestWays implements Journey.Ways {
        @Override
        public Plan.Way of(Arrival arrival) {
            return way;
        }

        @Override
        public boolean senderMayBeTold(Arrival arrival) {
            return ours;
        }
    }

    private final class TestPolicy implements Journey.Decision {
        @Override
        public String version() {
            return "test-1";
        }

        @Override
        public List<Ruled> decide(Envelope envelope, Evidence evidence) {
            return envelope.recipients().stream()
                    .map(to -> new Ruled(to, to.equals(ANN) ? forAnn : forBen, List.of("test:1")))
                    .toList();
        }
    }
}
