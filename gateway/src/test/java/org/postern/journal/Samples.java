package org.postern.journal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.postern.journey.Client;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Dossier;
import org.postern.journey.Envelope;
import org.postern.journey.Evidence;
import org.postern.journey.Finding;
import org.postern.journey.MailId;
import org.postern.journey.Neighbour;
import org.postern.journey.Notices;
import org.postern.journey.Origin;
import org.postern.journey.Outcome;
import org.postern.journey.Ruled;
import org.postern.journey.Ruling;
import org.postern.journey.TestResult;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.OriginalRecipient;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.Ret;
import org.postern.mail.smtp.Xforward;

/// Events for tests: fixed ones made by name, and any number of different ones from a seed.
final class Samples {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    /// The id of the fixed dossiers.
    static final MailId ID = new MailId(NOON.toEpochMilli() << 16 | 0x7001, 0x8000_0000_0000_0001L);

    private static final String LETTERS = "abcXYZ 019-_.,;:!\"\\/<>'äßé漢😀\t\u0007\u202e\u001b[";

    private final Random random;

    /// For fields of a later time, so that the others stay what they were.
    private final Random later;

    private Instant at;

    Samples(long seed) {
        this(seed, NOON);
    }

    /// @param from the first event happens a little later
    Samples(long seed, Instant from) {
        this.random = new Random(seed);
        this.later = new Random(seed + 1);
        this.at = from.truncatedTo(ChronoUnit.MICROS);
    }

    static Address address(String text) {
        return Addresses.read(text);
    }

    static Dossier delivered() {
        return new Dossier(
                ID,
                "mx1.example.org",
                Door.EDGE,
                Direction.INBOUND,
                NOON,
                new Client(
                        socket("192.0.2.25", 40112),
                        "mail.sender.example",
                        true,
                        Optional.of(new Client.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384")),
                        false),
                Neighbour.NONE,
                Optional.empty(),
                new Envelope(
                        new ReversePath.Mailbox(address("ann@sender.example")),
                        List.of(address("ben@example.org"), address("cat@example.org")),
                        true),
                new Dossier.Summary(
                        4211,
                        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                        "20261121.1@sender.example",
                        "Minutes of Friday's meeting",
                        "Ann Archer <ann@sender.example>"),
                "fixed 1",
                new Evidence(
                        List.of(
                                result("size", Outcome.NothingFound.NOTHING_FOUND, 14),
                                result("loop", Outcome.NothingFound.NOTHING_FOUND, 9),
                                result(
                                        "mime",
                                        new Outcome.Found(
                                                List.of(
                                                        new Finding(
                                                                Finding.Kind.REMARK,
                                                                "long-line",
                                                                "a line of 1204 octets",
                                                                "1.2"))),
                                        181))),
                new Evidence.Completeness(3, 3, List.of()),
                List.of(
                        ruled(
                                "ben@example.org",
                                new Ruling.Deliver("clean"),
                                "fixed 1: else deliver"),
                        ruled(
                                "cat@example.org",
                                new Ruling.Deliver("clean"),
                                "fixed 1: else deliver")),
                new Dossier.Ending(
                        Reply.of(250, "2.0.0", "Accepted as " + ID),
                        "accepted",
                        List.of(
                                fate(
                                        "ben@example.org",
                                        Dossier.Kind.DELIVERED,
                                        "10.0.0.5:25 said 250 2.0.0 Ok: queued as 4Wx"),
                                fate(
                                        "cat@example.org",
                                        Dossier.Kind.DELIVERED,
                                        "10.0.0.5:25 said 250 2.0.0 Ok: queued as 4Wx"))),
                List.of(
                        new Dossier.Timing("receive", 0, 2140),
                        new Dossier.Timing("inspect", 2150, 230),
                        new Dossier.Timing("decide", 2381, 40),
                        new Dossier.Timing("deliver", 2425, 5300)));
    }

    /// A dossier unlike any before, later than all before.
    Dossier dossier() {
        at = at.plusNanos(1000L * (1 + random.nextInt(2_000_000)));
        List<Address> recipients = some(1, 4, this::anyAddress);
        List<TestResult> results = some(0, 4, this::anyResult);
        return new Dossier(
                MailId.next(InstantSource.fixed(at), random),
                pick("mx1.example.org", "postern"),
                pick(Door.values()),
                pick(Direction.values()),
                at,
                new Client(
                        socket(
                                pick("192.0.2.1", "2001:db8::25", "198.51.100.77"),
                                random.nextInt(65_536)),
                        anyText(20),
                        true,
                        random.nextBoolean()
                                ? Optional.of(new Client.Tls("TLSv1.2", anyText(10)))
                                : Optional.empty(),
                        random.nextBoolean()),
                anyNeighbour(),
                anyOrigin(),
                new Envelope(
                        random.nextInt(4) == 0
                                ? ReversePath.Null.NULL
                                : new ReversePath.Mailbox(anyAddress()),
                        recipients,
                        random.nextBoolean(),
                        later.nextBoolean(),
                        anyNotices(recipients)),
                new Dossier.Summary(
                        random.nextLong(1L << 40),
                        Integer.toHexString(random.nextInt()),
                        anyText(30),
                        anyText(60),
                        anyText(30)),
                anyText(8),
                new Evidence(results),
                new Evidence(results).completeness(),
                recipients.stream()
                        .map(it -> new Ruled(it, anyRuling(), some(0, 3, () -> anyText(30))))
                        .toList(),
                new Dossier.Ending(
                        anyReply(pick(2, 4, 5)),
                        pick("accepted", "loop", "ambiguous"),
                        recipients.stream()
                                .map(it ->
                                        fate(
                                                it.toString(),
                                                pick(Dossier.Kind.values()),
                                                anyText(40)))
                                .toList()),
                some(
                        0,
                        4,
                        () ->
                                new Dossier.Timing(
                                        anyText(6), random.nextInt(9999), random.nextInt(9999))));
    }

    /// One event of each kind but [Event.Judged], with random texts.
    List<Event> otherEvents() {
        return List.of(
                new Event.ClientRefused(stamp(), "192.0.2.9", anyText(10)),
                new Event.RecipientRefused(
                        stamp(),
                        stamp().id(),
                        "192.0.2.9",
                        anyText(20),
                        "<>",
                        anyText(30),
                        anyReply(5),
                        "relay-denied"),
                new Event.SessionFailed(stamp(), "2001:db8::1", "bare-lf", anyText(30)),
                new Event.HeldReleased(
                        stamp(),
                        stamp().id(),
                        anyText(8),
                        List.of("ben@example.org"),
                        "10.0.0.5:25",
                        anyReply(2)),
                new Event.HeldDeleted(stamp(), stamp().id(), anyText(8)),
                new Event.SiteChanged(stamp(), random.nextLong(1 << 20), anyText(8), anyText(40)),
                new Event.Alarm(stamp(), "journal-force", anyText(40)),
                new Event.Flood(stamp(), Event.Kind.SESSION_FAILED, random.nextInt(9999)),
                new Event.Started(stamp(), "0.1.0"),
                new Event.Stopped(stamp(), "0.1.0"),
                new Event.Attempted(
                        stamp(),
                        stamp().id(),
                        1 + random.nextInt(20),
                        "10.0.0.5:25",
                        List.of(
                                new Dossier.Fate(
                                        "ben@example.org", Dossier.Kind.DELIVERED, anyText(40)),
                                new Dossier.Fate(
                                        "eve@example.org", Dossier.Kind.QUEUED, anyText(40)))),
                new Event.QueueChanged(stamp(), stamp().id(), "deleted", anyText(8)),
                new Event.LoginTried(stamp(), "192.0.2.9", anyText(20), "PLAIN", "wrong"),
                new Event.LoginChanged(stamp(), anyText(20), anyText(8), "added"),
                new Event.PassedBefore(stamp(), stamp().id(), "192.0.2.9", "4XyzAB1z2CzW"),
                new ClientEvent.Tested(
                        stamp(),
                        "service",
                        "192.0.2.9",
                        anyText(20),
                        "ann@example.org",
                        "ben@example.org",
                        "reject",
                        "block-list",
                        anyText(20),
                        List.of("block-list", "reverse-none")),
                new ClientEvent.ListsChanged(stamp(), anyText(8), anyText(20)));
    }

    Event.Stamp stamp() {
        at = at.plusMillis(1 + random.nextInt(2000));
        return Event.Stamp.now("mx1.example.org", InstantSource.fixed(at), random);
    }

    static TestResult result(String test, Outcome outcome, long micros) {
        return new TestResult(test, outcome, Duration.ofNanos(micros * 1000), List.of());
    }

    static Ruled ruled(String recipient, Ruling ruling, String... trace) {
        return new Ruled(address(recipient), ruling, List.of(trace));
    }

    static Dossier.Fate fate(String recipient, Dossier.Kind kind, String detail) {
        return new Dossier.Fate(recipient, kind, detail);
    }

    static InetSocketAddress socket(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    private Address anyAddress() {
        return address(
                pick("ann", "\"odd one\"", "o'neil+tag", "jörg", "x" + random.nextInt(1000))
                        + "@"
                        + pick("a.example", "b.example", "[192.0.2.1]", "xn--bcher-kva.example"));
    }

    private Neighbour anyNeighbour() {
        return later.nextBoolean()
                ? Neighbour.NONE
                : new Neighbour(
                        later.nextBoolean() ? Optional.of("4XyzAB1z2CzW") : Optional.empty(),
                        List.of(Neighbour.Refusals.values()).get(later.nextInt(3)),
                        later.nextBoolean() ? Xforward.NOTHING : anyForward());
    }

    private Xforward anyForward() {
        return new Xforward(
                later.nextBoolean() ? "client.example" : "",
                later.nextBoolean() ? "2001:db8::66" : "192.0.2.66",
                later.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(later.nextInt(65_536)),
                later.nextBoolean() ? "ESMTP" : "",
                later.nextBoolean() ? "a+b=c" : "[]",
                later.nextBoolean() ? "4XyzAB1z2CzW" : "",
                later.nextBoolean() ? "REMOTE" : "LOCAL");
    }

    private Optional<Origin> anyOrigin() {
        return later.nextBoolean()
                ? Optional.empty()
                : Optional.of(
                        new Origin(
                                InetAddress.ofLiteral("2001:db8::66"),
                                later.nextBoolean(),
                                later.nextBoolean()
                                        ? List.of(InetAddress.ofLiteral("192.0.2.1"))
                                        : List.of(
                                                InetAddress.ofLiteral("192.0.2.1"),
                                                InetAddress.ofLiteral("2001:db8::1"))));
    }

    private Notices anyNotices(List<Address> recipients) {
        if (later.nextBoolean()) {
            return Notices.NONE;
        }
        var said = new HashMap<Address, RcptParameters>();
        for (Address recipient : recipients) {
            if (later.nextBoolean()) {
                said.put(recipient, anyParameters());
            }
        }
        return new Notices(
                later.nextBoolean()
                        ? Optional.of(List.of(Ret.values()).get(later.nextInt(2)))
                        : Optional.empty(),
                later.nextBoolean() ? "" : "a+b =c",
                said);
    }

    private RcptParameters anyParameters() {
        return new RcptParameters(
                Set.of(List.of(Notify.values()).get(later.nextInt(4))),
                later.nextBoolean()
                        ? Optional.of(new OriginalRecipient("utf-8", "jörg@a.example"))
                        : Optional.empty());
    }

    private TestResult anyResult() {
        Outcome outcome =
                switch (random.nextInt(3)) {
                    case 0 -> Outcome.NothingFound.NOTHING_FOUND;
                    case 1 -> new Outcome.Found(some(1, 3, this::anyFinding));
                    default -> new Outcome.NotDone(pick(Outcome.Cause.values()), anyText(30));
                };
        return new TestResult(
                pick("size", "loop", "mime"),
                outcome,
                Duration.ofNanos(random.nextInt(1_000_000) * 1000L),
                some(0, 2, () -> new TestResult.Captured(anyText(20), anyText(20))));
    }

    private Finding anyFinding() {
        return new Finding(
                pick(Finding.Kind.values()), anyText(10), anyText(30), pick("1.2", "header"));
    }

    private Ruling anyRuling() {
        return switch (random.nextInt(5)) {
            case 0 -> new Ruling.Deliver("clean");
            case 1 -> new Ruling.Hold(anyText(9));
            case 2 -> new Ruling.Refuse(anyReply(5), "loop");
            case 3 -> new Ruling.PutOff(anyReply(4), "scanner-down");
            default -> new Ruling.Discard("unwanted");
        };
    }

    private Reply anyReply(int kind) {
        return new Reply(
                kind * 100 + random.nextInt(60),
                random.nextBoolean() ? "" : kind + ".7." + random.nextInt(30),
                some(1, 3, () -> pick("Ok", "No \"such\" user", "Try again <later>")));
    }

    String anyText(int most) {
        var text = new StringBuilder();
        int[] letters = LETTERS.codePoints().toArray();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    private <T> List<T> some(int least, int most, Supplier<T> source) {
        var all = new ArrayList<T>();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            all.add(source.get());
        }
        return all;
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}
