package org.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.journey.Client;
import org.postern.journey.Dossier;
import org.postern.journey.DossierDraft;
import org.postern.journey.Evidence;
import org.postern.journey.Finding;
import org.postern.journey.MailId;
import org.postern.journey.Neighbour;
import org.postern.journey.Origin;
import org.postern.journey.Outcome;
import org.postern.journey.Ruled;
import org.postern.journey.Ruling;
import org.postern.journey.TestResult;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.Xforward;

/// Stories as people read them, one file for each kind of end.
class StoryTest {
    private static final Reply NO = Reply.of(554, "5.4.6", "Mail loop: too many hops");
    private static final Reply LATER =
            Reply.of(451, "4.3.0", "The scanner is down; try again later");
    private static final TestResult AMBIGUOUS =
            Samples.result(
                    "mime",
                    new Outcome.Found(
                            List.of(
                                    new Finding(
                                            Finding.Kind.AMBIGUOUS,
                                            "two-boundaries",
                                            "two boundary parameters: \"a\" and \"b\"; readers differ in which one they take, and so see different attachments",
                                            "1"))),
                    310);

    @Test
    void promise10_delivered() throws Exception {
        tell("delivered", Samples.delivered());
    }

    @Test
    void promise10_throughServersThatAreBelieved() throws Exception {
        var through =
                List.of(InetAddress.ofLiteral("192.0.2.25"), InetAddress.ofLiteral("2001:db8::25"));
        var beside =
                new Neighbour(
                        Optional.of("4ABC"),
                        Neighbour.Refusals.HELD,
                        Xforward.read("NAME=backup.example.org ADDR=192.0.2.25 IDENT=4ABC"));
        tell(
                "origin",
                DossierDraft.like(Samples.delivered())
                        .neighbour(beside)
                        .origin(new Origin(InetAddress.ofLiteral("203.0.113.66"), true, through))
                        .dossier());
    }

    @Test
    void promise10_heldAndReleased() throws Exception {
        Dossier held =
                dossier(
                        List.of(AMBIGUOUS),
                        new Ruling.Hold("ambiguous"),
                        new Dossier.Ending(
                                Reply.of(250, "2.0.0", "Accepted as " + Samples.ID),
                                "ambiguous",
                                fates(Dossier.Kind.HELD, "ambiguous")));
        tell(
                "held",
                held,
                new Event.HeldReleased(
                        stamp(Duration.ofHours(2)),
                        Samples.ID,
                        "cli:root",
                        List.of("ben@example.org"),
                        "10.0.0.5:25",
                        Reply.of(250, "2.0.0", "Ok: queued as 5Xy")),
                new Event.HeldDeleted(stamp(Duration.ofHours(3)), Samples.ID, "cat@example.org"));
    }

    @Test
    void promise10_refused() throws Exception {
        tell(
                "refused",
                dossier(
                        List.of(
                                Samples.result(
                                        "loop",
                                        new Outcome.Found(
                                                List.of(
                                                        new Finding(
                                                                Finding.Kind.LOOP,
                                                                "too-many-hops",
                                                                "51 Received fields",
                                                                "header"))),
                                        12)),
                        new Ruling.Refuse(NO, "loop"),
                        new Dossier.Ending(NO, "loop", fates(Dossier.Kind.REFUSED, "loop"))));
    }

    @Test
    void promise3_putOffBecauseATestWasNotDone() throws Exception {
        tell(
                "put-off",
                dossier(
                        List.of(
                                Samples.result(
                                        "clamd",
                                        new Outcome.NotDone(
                                                Outcome.Cause.SERVICE_DOWN,
                                                "127.0.0.1:3310 refuses connections"),
                                        2_000_000)),
                        new Ruling.PutOff(LATER, "scanner-down"),
                        new Dossier.Ending(
                                LATER,
                                "scanner-down",
                                fates(Dossier.Kind.PUT_OFF, "scanner-down"))));
    }

    @Test
    void recipientRefused() throws Exception {
        Event refused =
                new Event.RecipientRefused(
                        stamp(Duration.ZERO),
                        Samples.ID,
                        "192.0.2.66",
                        "spammer.example",
                        "<>",
                        "nobody@example.org",
                        Reply.of(550, "5.7.1", "We do not relay"),
                        "relay-denied");
        golden("recipient-refused", Story.of(Samples.ID, known(Optional.empty(), refused)));
    }

    @Test
    void promise10_mixed() throws Exception {
        Dossier plain = Samples.delivered();
        Dossier mixed =
                with(
                        plain,
                        List.of(AMBIGUOUS),
                        List.of(
                                Samples.ruled(
                                        "ben@example.org",
                                        new Ruling.Hold("ambiguous"),
                                        "fixed 1: ambiguous holds"),
                                Samples.ruled(
                                        "cat@example.org",
                                        new Ruling.Discard("unwanted"),
                                        "fixed 1: cat wants none")),
                        new Dossier.Ending(
                                Reply.of(250, "2.0.0", "Accepted as " + Samples.ID),
                                "ambiguous",
                                List.of(
                                        Samples.fate(
                                                "ben@example.org", Dossier.Kind.HELD, "ambiguous"),
                                        Samples.fate(
                                                "cat@example.org",
                                                Dossier.Kind.DISCARDED,
                                                "unwanted"))));
        tell("mixed", mixed);
    }

    /// Whatever strangers write, nothing of it moves a cursor, colours, hides or turns the text around.
    @Test
    void m8_strangersCannotPaintOnTheTerminal() throws Exception {
        String evil =
                "\u001b[2J\u001b]0;owned\u0007 \u202egpj.exe \u2066\u0085\r\nFrom: you \u200b<x>";
        Dossier plain = Samples.delivered();
        Dossier bad =
                DossierDraft.like(plain)
                        .client(
                                new Client(
                                        plain.client().address(),
                                        evil,
                                        true,
                                        Optional.empty(),
                                        true))
                        .message(new Dossier.Summary(1, "00", evil, evil, evil))
                        .policy(evil)
                        .evidence(
                                new Evidence(
                                        List.of(
                                                Samples.result(
                                                        evil,
                                                        new Outcome.NotDone(
                                                                Outcome.Cause.CRASHED, evil),
                                                        1))))
                        .completeness(new Evidence.Completeness(0, 1, List.of(evil)))
                        .rulings(
                                List.of(
                                        Samples.ruled(
                                                "ben@example.org", new Ruling.Hold(evil), evil)))
                        .ending(
                                new Dossier.Ending(
                                        Reply.of(250, "2.0.0", "Ok"),
                                        evil,
                                        List.of(Samples.fate(evil, Dossier.Kind.HELD, evil))))
                        .timings(List.of(new Dossier.Timing(evil, 0, 1)))
                        .dossier();
        String story =
                Story.of(
                        plain.id(),
                        known(
                                Optional.of(bad),
                                new Event.HeldDeleted(stamp(Duration.ZERO), plain.id(), evil)));
        assertThat(story.lines().toList()).noneMatch(line -> line.startsWith("From: you"));
        assertThat(story.replace("\n", "").chars().allMatch(c -> c >= 0x20 && c < 0x7f)).isTrue();
        golden("painted", story);
    }

    @Test
    void linesStayWithinThePage() {
        var samples = new Samples(8);
        for (int i = 0; i < 500; i++) {
            Dossier dossier = samples.dossier();
            String story = Story.of(dossier.id(), known(Optional.of(dossier)));
            assertThat(story.lines()).allMatch(line -> line.length() <= Page.WIDTH + 2);
        }
    }

    private static Dossier dossier(List<TestResult> more, Ruling ruling, Dossier.Ending ending) {
        Dossier plain = Samples.delivered();
        List<Ruled> rulings =
                plain.rulings().stream()
                        .map(it ->
                                new Ruled(
                                        it.recipient(),
                                        ruling,
                                        List.of("fixed 1: " + ruling.reason())))
                        .toList();
        return with(plain, more, rulings, ending);
    }

    private static Dossier with(
            Dossier plain, List<TestResult> more, List<Ruled> rulings, Dossier.Ending ending) {
        var results = new ArrayList<>(plain.evidence().results().subList(0, 1));
        results.addAll(more);
        var evidence = new Evidence(results);
        return DossierDraft.like(plain)
                .evidence(evidence)
                .rulings(rulings)
                .ending(ending)
                .dossier();
    }

    private static List<Dossier.Fate> fates(Dossier.Kind kind, String detail) {
        return List.of(
                Samples.fate("ben@example.org", kind, detail),
                Samples.fate("cat@example.org", kind, detail));
    }

    private static Event.Stamp stamp(Duration after) {
        long millis = Samples.NOON.plus(after).toEpochMilli();
        return new Event.Stamp(
                new MailId(millis << 16 | 0x7002, Long.MIN_VALUE | 7), "mx1.example.org");
    }

    private static MessageLog.Known known(Optional<Dossier> dossier, Event... events) {
        return new MessageLog.Known(dossier, List.of(events));
    }

    private static void tell(String name, Dossier dossier, Event... later) throws Exception {
        golden(name, Story.of(dossier.id(), known(Optional.of(dossier), later)));
    }

    private static void golden(String name, String story) throws Exception {
        Golden.same("story/" + name + ".txt", story);
    }
}
