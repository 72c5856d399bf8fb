package org.postern.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.inspect.content.LimitInspector;
import org.postern.inspect.content.LoopInspector;
import org.postern.inspect.content.MimeInspector;
import org.postern.journey.Arrival;
import org.postern.journey.Client;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.Evidence;
import org.postern.journey.Finding;
import org.postern.journey.Finding.Kind;
import org.postern.journey.Inspector;
import org.postern.journey.Journey.Examined;
import org.postern.journey.MailId;
import org.postern.journey.Outcome;
import org.postern.journey.Subject;
import org.postern.journey.Trace;
import org.postern.journey.Waterfall;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.mime.MimeLimits;

class InspectorsTest {
    private static final Inspector QUIET =
            inspector("quiet", _ -> Outcome.NothingFound.NOTHING_FOUND);
    private static final String PLAIN =
            """
            From: Ann <ann@a.example>
            To: ben@b.example
            Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
            Message-ID: <one@a.example>
            Date: Sat, 21 Nov 2026 12:00:00 +0000

            Hello.
            """;

    @Test
    void ordinaryMailHasNoFindingsAndASummary() throws InterruptedException {
        Examined examined = examine(PLAIN, Duration.ofSeconds(10), real());
        assertThat(examined.evidence().results())
                .extracting(it -> it.test())
                .containsExactly("structure", "limits", "loop", "mime");
        assertThat(examined.evidence().results())
                .allSatisfy(it ->
                        assertThat(it.outcome()).isEqualTo(Outcome.NothingFound.NOTHING_FOUND));
        assertThat(examined.evidence().completeness().whole()).isTrue();
        assertThat(examined.summary().subject()).isEqualTo("Grüße");
        assertThat(examined.summary().messageId()).isEqualTo("one@a.example");
        assertThat(examined.summary().sha256()).hasSize(64);
    }

    @Test
    void promise3_aCrashIsAResult() throws InterruptedException {
        var crash =
                inspector(
                        "crash",
                        _ -> {
                            throw new IllegalStateException("boom");
                        });
        Evidence evidence =
                examine(PLAIN, Duration.ofSeconds(10), List.of(crash, QUIET)).evidence();
        assertThat(evidence.completeness().missing()).containsExactly("crash");
        assertThat(evidence.completeness().done()).isEqualTo(2);
        assertThat(evidence.results().get(1).outcome())
                .isEqualTo(new Outcome.NotDone(Outcome.Cause.CRASHED, "IllegalStateException"));
    }

    @Test
    void promise7_timeIsBoundedAndWhatWasDoneIsKept() throws InterruptedException {
        var never = new CountDownLatch(1);
        var slow =
                inspector(
                        "slow",
                        _ -> {
                            never.await();
                            return Outcome.NothingFound.NOTHING_FOUND;
                        });
        Evidence evidence =
                examine(PLAIN, Duration.ofMillis(300), List.of(QUIET, slow, QUIET)).evidence();
        assertThat(evidence.results())
                .extracting(it -> it.outcome() instanceof Outcome.NotDone)
                .containsExactly(false, false, true, true);
    }

    @Test
    void promise7_tooManyWaitingIsNotDoneRatherThanAHeap() throws Exception {
        var inside = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var slow = slow(inside, release);
        var settings = new InspectSettings(1, 1, Duration.ofSeconds(30), 100, 4);
        try (var inspectors = new Inspectors(settings, MimeLimits.DEFAULT, List.of(slow))) {
            var first = Thread.ofVirtual().start(() -> examineQuietly(inspectors));
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            var second = Thread.ofVirtual().start(() -> examineQuietly(inspectors));
            while (second.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            Examined third = inspectors.examine(arrival(), BytesContent.of(PLAIN));
            assertThat(third.evidence().completeness().missing())
                    .containsExactly("structure", "slow");
            release.countDown();
            first.join();
            second.join();
        }
    }

    @Test
    void promise7_nothingIsLookedAtForWhomNobodyWaits() throws Exception {
        var inside = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        var slow =
                inspector(
                        "slow",
                        _ -> {
                            inside.countDown();
                            try {
                                never.await();
                                return Outcome.NothingFound.NOTHING_FOUND;
                            } finally {
                                ended.countDown();
                            }
                        });
        var settings = new InspectSettings(1, 1, Duration.ofMinutes(5), 100, 4);
        try (var inspectors = new Inspectors(settings, MimeLimits.DEFAULT, List.of(slow))) {
            var waiting = Thread.ofVirtual().start(() -> examineQuietly(inspectors));
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            waiting.interrupt();
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            waiting.join();
        }
    }

    @Test
    void promise3_whatIsCutOffByTheEndIsNotDone() throws Exception {
        var inside = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        var slow = slow(inside, never);
        var settings = new InspectSettings(1, 1, Duration.ofMinutes(10), 100, 4);
        var inspectors = new Inspectors(settings, MimeLimits.DEFAULT, List.of(slow));
        var examined = new CompletableFuture<Examined>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        examined.complete(inspectors.examine(arrival(), BytesContent.of(PLAIN)));
                    } catch (InterruptedException e) {
                        examined.completeExceptionally(e);
                    }
                });
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        inspectors.close();
        assertThat(examined.get(20, TimeUnit.SECONDS).evidence().completeness().missing())
                .containsExactly("slow");
    }

    @Test
    void g1_aHundredHopsAreALoop() throws InterruptedException {
        String hops =
                IntStream.range(0, 100)
                        .mapToObj(i ->
                                "Received: from a by b" + i + "; Sat, 21 Nov 2026 12:00:00 +0000\n")
                        .collect(Collectors.joining());
        assertThat(findings(hops + PLAIN)).contains("LOOP too-many-hops");
        assertThat(findings(hops.substring(hops.indexOf('\n') + 1) + PLAIN)).isEmpty();
    }

    @Test
    void g1_ownTraceIsALoopAfterSomePasses() throws InterruptedException {
        String own = trace().replace("\r\n", "\n");
        assertThat(findings(own.repeat(4) + PLAIN)).contains("LOOP own-trace");
        assertThat(findings(own.repeat(3) + PLAIN)).isEmpty();
        assertThat(findings(own.replace("gate.", "other.").repeat(9) + PLAIN)).isEmpty();
    }

    @Test
    void d1_differingTransferEncodingsAreAmbiguous() throws InterruptedException {
        String two =
                "Content-Transfer-Encoding: base64\nContent-Transfer-Encoding: 7bit\n"
                        + "MIME-Version: 1.0\nContent-Type: application/octet-stream\n";
        assertThat(findings(two + PLAIN)).contains("AMBIGUOUS duplicate-encoding");
    }

    @Test
    void d2_twoBoundariesAreAmbiguousHoweverManyRemarksThereAre() throws InterruptedException {
        String remarks = "X-Long: " + "x".repeat(1200) + "\n";
        String two =
                remarks.repeat(50)
                        + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a; boundary=b\n";
        assertThat(findings(two + PLAIN)).contains("AMBIGUOUS two-boundaries");
    }

    @Test
    void c3_aSecondFromIsAmbiguous() throws InterruptedException {
        assertThat(findings("From: boss@b.example\n" + PLAIN)).contains("AMBIGUOUS duplicate-from");
    }

    @Test
    void d12_tooManyPartsAreALimit() throws InterruptedException {
        String many =
                "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                        + "--b\n\nx\n".repeat(1500)
                        + "--b--\n";
        assertThat(findings(many)).contains("LIMIT structure-parts");
    }

    /// The listener that takes mail back adds one field; a mailing list or a mailbox that forwards adds more.
    @Test
    void g1_whatTheFilterGaveBackDoesNotComeBackToIt() throws InterruptedException {
        String hop = "Received: from x by mx; Sun, 22 Nov 2026 12:00:00 +0000\n";
        String filtered = trace(Door.FILTER).replace("\r\n", "\n");
        String edge = trace(Door.EDGE).replace("\r\n", "\n");
        assertThat(filterFindings(filtered + PLAIN)).containsExactly("LOOP filtered-before");
        assertThat(filterFindings(hop + filtered + PLAIN)).containsExactly("LOOP filtered-before");
        assertThat(filterFindings(hop + hop + filtered + PLAIN)).isEmpty();
        assertThat(filterFindings(hop + edge + PLAIN)).isEmpty();
        assertThat(filterFindings(hop + filtered.replace("gate.", "other.") + PLAIN)).isEmpty();
        assertThat(findings(hop + filtered + PLAIN)).isEmpty();
        assertThat(filterFindings((hop + hop + filtered).repeat(4) + PLAIN))
                .containsExactly("LOOP own-trace");
    }

    private static List<String> filterFindings(String message) throws InterruptedException {
        return findings(examine(arrival(Door.FILTER), message, Duration.ofSeconds(10), real()));
    }

    private static String trace() {
        return trace(Door.EDGE);
    }

    private static String trace(Door door) {
        Arrival arrival = arrival(door);
        return new Trace("gate.example")
                .received(
                        arrival.id(),
                        door,
                        arrival.client(),
                        arrival.envelope().recipients(),
                        false,
                        arrival.clock().at());
    }

    @Test
    void promise7_onlySmallMailForBriefInspectorsStaysOnTheThreadOfItsClient()
            throws InterruptedException {
        String large = PLAIN + "x".repeat((int) Inspectors.SMALL);
        assertThat(inspectedHere(PLAIN, true)).isTrue();
        assertThat(inspectedHere(large, true)).isFalse();
        assertThat(inspectedHere(PLAIN, false)).isFalse();
    }

    @Test
    void anInterruptDuringABriefInspectionReachesTheCaller() {
        Inspector interrupted =
                inspector(
                        "interrupted",
                        true,
                        _ -> {
                            throw new InterruptedException();
                        });
        assertThatThrownBy(() -> examine(PLAIN, Duration.ofSeconds(10), List.of(interrupted)))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aBriefInspectorThatFailsForGoodIsNotDone() throws InterruptedException {
        Inspector deep =
                inspector(
                        "deep",
                        true,
                        _ -> {
                            throw new StackOverflowError("too deep");
                        });
        Examined examined = examine(PLAIN, Duration.ofSeconds(10), List.of(deep));
        assertThat(examined.evidence().results().getLast().outcome())
                .isEqualTo(new Outcome.NotDone(Outcome.Cause.CRASHED, "too deep"));
    }

    private static boolean inspectedHere(String message, boolean brief)
            throws InterruptedException {
        var on = new CompletableFuture<Thread>();
        Inspector inspector =
                inspector(
                        "where",
                        brief,
                        _ -> {
                            on.complete(Thread.currentThread());
                            return Outcome.NothingFound.NOTHING_FOUND;
                        });
        examine(message, Duration.ofSeconds(10), List.of(inspector));
        return on.join().equals(Thread.currentThread());
    }

    private static List<String> findings(String message) throws InterruptedException {
        return findings(examine(message, Duration.ofSeconds(10), real()));
    }

    private static List<String> findings(Examined examined) {
        return examined.evidence().results().stream()
                .filter(it -> it.outcome() instanceof Outcome.Found)
                .flatMap(it -> ((Outcome.Found) it.outcome()).findings().stream())
                .filter(it -> it.kind() != Kind.REMARK)
                .map((Finding it) -> it.kind() + " " + it.name())
                .toList();
    }

    private static List<Inspector> real() {
        return List.of(
                new LimitInspector(),
                new LoopInspector("gate.example", 100, 4),
                new MimeInspector());
    }

    private static void examineQuietly(Inspectors inspectors) {
        try {
            inspectors.examine(arrival(), BytesContent.of(PLAIN));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Examined examine(String message, Duration budget, List<Inspector> inspectors)
            throws InterruptedException {
        return examine(arrival(), message, budget, inspectors);
    }

    private static Examined examine(
            Arrival arrival, String message, Duration budget, List<Inspector> inspectors)
            throws InterruptedException {
        var settings = new InspectSettings(2, 10, budget, 100, 4);
        try (var inspection = new Inspectors(settings, MimeLimits.DEFAULT, inspectors)) {
            return inspection.examine(arrival, BytesContent.of(message));
        }
    }

    private static Arrival arrival() {
        return arrival(Door.EDGE);
    }

    private static Arrival arrival(Door door) {
        var peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
        var ben = new Address("ben", new Domain.Name("b.example"));
        return new Arrival(
                MailId.next(InstantSource.system(), new Random()),
                door,
                Direction.INBOUND,
                new Client(peer, "a.example", true, Optional.empty(), false),
                new Envelope(ReversePath.Null.NULL, List.of(ben), false),
                new Waterfall(InstantSource.system()));
    }

    private interface Look {
        Outcome at(Subject subject) throws InterruptedException;
    }

    /// Says when it has begun, and ends when it may.
    private static Inspector slow(CountDownLatch begun, CountDownLatch mayEnd) {
        return inspector(
                "slow",
                _ -> {
                    begun.countDown();
                    mayEnd.await();
                    return Outcome.NothingFound.NOTHING_FOUND;
                });
    }

    private static Inspector inspector(String name, Look look) {
        return inspector(name, false, look);
    }

    private static Inspector inspector(String name, boolean brief, Look look) {
        return new Inspector() {
            @Override
            public boolean isBrief() {
                return brief;
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public Outcome inspect(Subject subject) throws InterruptedException {
                return look.at(subject);
            }
        };
    }
}
