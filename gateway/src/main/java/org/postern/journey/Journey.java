package org.postern.journey;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.journey.Dossier.Ending;
import org.postern.journey.Dossier.Fate;
import org.postern.journey.Dossier.Kind;
import org.postern.journey.Dossier.Summary;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Reply;

/// The way of one message through the gateway. Read this file first.
///
/// ```
/// receive ─► inspect ─► decide ─► plan ─► carry out ─► record
///            evidence   rulings   one of three          dossier
/// ```
///
/// Doors call [#receive] with what they took from the wire and give its reply to the client. A positive reply means that
/// every recipient's outcome is durable (promise 1): at the next hop, or in the database. Thread-safe; one call for each
/// message, on a thread that may wait.
public final class Journey {

    /// Finds out what a message is. Implemented over the inspectors.
    public interface Inspection {
        Examined examine(Arrival arrival, Content content) throws InterruptedException;
    }

    /// What [Inspection] learnt.
    public record Examined(Summary summary, Evidence evidence) {
        /// The same behind what was learnt before there was a message.
        Examined behind(List<TestResult> before) {
            return before.isEmpty() ? this : new Examined(summary, evidence.behind(before));
        }
    }

    /// Turns evidence into a ruling for each recipient.
    public interface Decision {
        /// Name and version of the policy in force; one message is judged by one version throughout.
        String version();

        List<Ruled> decide(Envelope envelope, Evidence evidence);
    }

    /// How mail goes on that nothing keeps back.
    public interface Ways {
        Plan.Way of(Arrival arrival);

        /// Whether the sender may get notices: a client of ours under an address of ours (promise 5).
        boolean senderMayBeTold(Arrival arrival);
    }

    /// Whose trace fields are believed.
    public interface Trust {
        /// Whether they are, because the server stands in a network of ours or brings us mail of others.
        boolean believes(InetAddress server);

        /// Whether it brings us mail of others.
        boolean bringsMail(InetAddress server);
    }

    /// Hands a message to its next hop while the client waits.
    public interface Delivery {
        HandOver handOver(NextHop nextHop, Shipment shipment, Content content)
                throws InterruptedException;
    }

    /// Keeps messages for which we take the responsibility.
    public interface Custody {
        /// Commits the dossier and all held and queued copies in one transaction. The caller may say 250 after this
        /// returns, and not before.
        ///
        /// @throws IOException nothing was kept, or it is not known whether; tell the client to try later
        void commit(Accepted accepted, Plan.Commit plan, Content content) throws IOException;
    }

    /// A message for which we take the responsibility.
    ///
    /// @param dossier as it will be once this is committed
    /// @param senderMayBeTold whether a notice may go to the sender
    public record Accepted(Dossier dossier, boolean senderMayBeTold) {}

    /// Takes the finished dossier of every message. Never waits for the database and never fails the message.
    public interface Ledger {
        void record(Dossier dossier);
    }

    private static final Reply CANNOT_STORE =
            Reply.of(451, "4.3.0", "Cannot store the message now; try again later");
    private static final Reply UNREACHABLE =
            Reply.of(
                    451,
                    "4.4.1",
                    "The mail server behind this gateway cannot be reached; try again later");
    private static final Reply BUSY =
            Reply.of(
                    451,
                    "4.4.5",
                    "Too much mail is on its way to the mail server behind this gateway; try again"
                            + " later");
    private static final Reply IN_DOUBT =
            Reply.of(
                    451,
                    "4.4.2",
                    "The mail server behind this gateway gave no answer; try again later");

    private final String node;
    private final Trace trace;
    private final Origins origins;
    private final Inspection inspection;
    private final Decision decision;
    private final Routes routes;
    private final Ways ways;
    private final Delivery delivery;
    private final Custody custody;
    private final Ledger ledger;

    public Journey(
            String node,
            Trust trust,
            Inspection inspection,
            Decision decision,
            Routes routes,
            Ways ways,
            Delivery delivery,
            Custody custody,
            Ledger ledger) {
        this.node = node;
        this.trace = new Trace(node);
        this.origins = new Origins(trust);
        this.inspection = inspection;
        this.decision = decision;
        this.routes = routes;
        this.ways = ways;
        this.delivery = delivery;
        this.custody = custody;
        this.ledger = ledger;
    }

    /// Takes one message to its end and returns the one reply for the client.
    public Reply receive(Arrival arrival, Content content) throws InterruptedException {
        return take(arrival, content).reply();
    }

    /// What a mail server does with a message that it keeps itself.
    ///
    /// @param reply a refusal, or that the message goes on
    /// @param ours whether the message is in our hands now for all its recipients, which is durable, so that the server
    ///     drops it
    /// @param trace a whole field to be put on top of what it keeps
    public record Reviewed(Reply reply, boolean ours, String trace) {}

    /// Judges one message that stays in the hands of the mail server that asks, as by the milter protocol.
    public Reviewed review(Arrival arrival, Content content) throws InterruptedException {
        Ending ending = take(arrival, content);
        boolean back = ending.fates().stream().anyMatch(it -> it.kind() == Kind.HANDED_BACK);
        return new Reviewed(
                ending.reply(),
                ending.reply().isPositive() && !back,
                received(arrival, arrival.envelope().recipients()));
    }

    private Ending take(Arrival came, Content content) throws InterruptedException {
        Arrival arrival = origins.of(came, content);
        Waterfall clock = arrival.clock();
        long inspecting = clock.begin();
        Examined examined = inspection.examine(arrival, content).behind(arrival.before());
        clock.end("inspect", inspecting);

        long deciding = clock.begin();
        String policy = decision.version();
        List<Ruled> rulings = decision.decide(arrival.envelope(), examined.evidence());
        rulings = AfterQueue.soften(rulings, arrival, content);
        Plan plan = Plan.of(rulings, routes.through(arrival.door()), way(arrival));
        clock.end("decide", deciding);

        var judged = new Judged(arrival, examined, policy, rulings);
        Ending ending =
                switch (plan) {
                    case Plan.Answer(Reply reply, String reason) ->
                            nothingDone(judged, reply, reason);
                    case Plan.PassThrough through -> passThrough(judged, through, content);
                    case Plan.Commit commit -> commit(judged, commit, content, List.of());
                    case Plan.GiveBack(List<Address> all) ->
                            new Ending(
                                    accepted(arrival),
                                    "accepted",
                                    fates(all, Kind.HANDED_BACK, ""));
                };
        ledger.record(dossier(judged, ending));
        return ending;
    }

    /// A sender who wants to hear of success is told by the queue where the next hop does not do it: a notice that is owed
    /// must not be lost in a crash, and the queue writes it in the transaction that ends the message.
    private Plan.Way way(Arrival arrival) {
        if (arrival.door() == Door.MILTER) {
            return Plan.Way.BACK;
        }
        return arrival.envelope().notices().askForSuccess() && ways.senderMayBeTold(arrival)
                ? Plan.Way.QUEUE
                : ways.of(arrival);
    }

    private Ending passThrough(Judged judged, Plan.PassThrough plan, Content content)
            throws InterruptedException {
        Arrival arrival = judged.arrival();
        Envelope envelope = arrival.envelope().forRecipients(plan.recipients());
        var shipment =
                new Shipment(
                        envelope,
                        received(arrival, plan.recipients()),
                        Shipment.behalf(arrival.door(), arrival.client(), arrival.neighbour()));
        long begun = arrival.clock().begin();
        HandOver result = delivery.handOver(plan.nextHop(), shipment, content);
        arrival.clock().end("deliver", begun);
        return switch (result) {
            case HandOver.Accepted(Reply reply, String by, _) ->
                    new Ending(
                            accepted(arrival),
                            "accepted",
                            fates(plan.recipients(), Kind.DELIVERED, said(plan, by, reply)));
            case HandOver.Declined declined ->
                    mayAnswer(arrival, declined.reply())
                            ? declined(plan, declined)
                            : mixed(judged, plan, replies(plan, declined), content);
            case HandOver.Unfit(Reply reply, List<Address> whom) ->
                    whom.containsAll(plan.recipients()) && mayAnswer(arrival, reply)
                            ? new Ending(
                                    reply,
                                    "next-hop-unfit",
                                    fates(plan.recipients(), Kind.REFUSED, reply.toString()))
                            : mixed(judged, plan, replies(whom, reply), content);
            case HandOver.Mixed(Map<Address, Reply> replies, _) ->
                    mixed(judged, plan, replies, content);
            case HandOver.Parted(Map<Address, Reply> replies, String by, _) ->
                    parted(judged, plan, new Said(replies, by), content);
            case HandOver.InDoubt(String detail) ->
                    putOff(plan.recipients(), IN_DOUBT, "next-hop-in-doubt", detail);
            case HandOver.Busy(String detail) ->
                    putOff(plan.recipients(), BUSY, "next-hop-busy", detail);
            case HandOver.Failed(String detail, _) ->
                    putOff(plan.recipients(), UNREACHABLE, "next-hop-failed", detail);
        };
    }

    /// Whether the client may hear a next hop's refusal.
    private static boolean mayAnswer(Arrival arrival, Reply reply) {
        return arrival.neighbour().mayRefuse() || !reply.isPermanent();
    }

    private static Map<Address, Reply> replies(Plan.PassThrough plan, HandOver.Declined declined) {
        var replies = new HashMap<Address, Reply>();
        plan.recipients().forEach(it -> replies.put(it, declined.of(it)));
        return replies;
    }

    private String received(Arrival arrival, List<Address> recipients) {
        return trace.received(
                        arrival.id(),
                        arrival.door(),
                        arrival.client(),
                        recipients,
                        arrival.envelope().smtpUtf8(),
                        arrival.clock().at())
                + Trace.tags(new Evidence(arrival.before()));
    }

    private static String said(Plan.PassThrough plan, String by, Reply reply) {
        return (by.isEmpty() ? plan.nextHop() : by) + " said " + reply;
    }

    private static Ending declined(Plan.PassThrough plan, HandOver.Declined declined) {
        Kind kind = declined.reply().isPermanent() ? Kind.REFUSED : Kind.PUT_OFF;
        List<Fate> fates =
                plan.recipients().stream()
                        .map(it -> fate(it, kind, said(plan, declined.by(), declined.of(it))))
                        .toList();
        return new Ending(declined.reply(), "next-hop-declined", fates);
    }

    private Ending mixed(
            Judged judged, Plan.PassThrough plan, Map<Address, Reply> replies, Content content) {
        boolean told = ways.senderMayBeTold(judged.arrival());
        return commit(judged, Plan.afterMixed(plan, replies, told), content, List.of());
    }

    private static Map<Address, Reply> replies(List<Address> whom, Reply reply) {
        var replies = new HashMap<Address, Reply>();
        whom.forEach(it -> replies.put(it, reply));
        return replies;
    }

    private record Said(Map<Address, Reply> replies, String by) {}

    /// @param taken fates of recipients who have the message already
    private Ending commit(Judged judged, Plan.Commit plan, Content content, List<Fate> taken) {
        Arrival arrival = judged.arrival();
        var fates = new ArrayList<>(taken);
        plan.held().forEach(it -> fates.add(fate(it.recipient(), Kind.HELD, it.reason())));
        plan.queued()
                .forEach(it -> fates.add(fate(it.recipient(), Kind.QUEUED, "for " + it.nextHop())));
        plan.discarded()
                .forEach(it -> fates.add(fate(it.recipient(), Kind.DISCARDED, it.reason())));
        var ending = new Ending(accepted(arrival), reason(plan), fates);
        var accepted = new Accepted(dossier(judged, ending), ways.senderMayBeTold(arrival));
        long begun = arrival.clock().begin();
        try {
            custody.commit(accepted, plan, content);
        } catch (IOException e) {
            String detail = String.valueOf(e.getMessage());
            return putOff(arrival.envelope().recipients(), CANNOT_STORE, "cannot-store", detail);
        } finally {
            arrival.clock().end("store", begun);
        }
        return ending;
    }

    private static String reason(Plan.Commit plan) {
        if (!plan.held().isEmpty()) {
            return plan.held().getFirst().reason();
        }
        return plan.queued().isEmpty() ? "discarded" : "queued";
    }

    private Ending nothingDone(Judged judged, Reply reply, String reason) {
        Kind kind = reply.isPermanent() ? Kind.REFUSED : Kind.PUT_OFF;
        List<Address> recipients = judged.arrival().envelope().recipients();
        return new Ending(
                withId(reply, judged.arrival().id()), reason, fates(recipients, kind, reason));
    }

    private Dossier dossier(Judged judged, Ending ending) {
        Arrival arrival = judged.arrival();
        Evidence evidence = judged.examined().evidence();
        return new Dossier(
                arrival.id(),
                node,
                arrival.door(),
                arrival.direction(),
                arrival.clock().at(),
                arrival.client(),
                arrival.neighbour(),
                arrival.origin(),
                arrival.envelope(),
                judged.examined().summary(),
                judged.policy(),
                evidence,
                evidence.completeness(),
                judged.rulings(),
                ending,
                arrival.clock().timings());
    }

    private static Reply accepted(Arrival arrival) {
        return Reply.of(250, "2.0.0", "Accepted as " + arrival.id());
    }

    /// The id in a refusal lets a help desk find the dossier from what the sender saw.
    private static Reply withId(Reply reply, MailId id) {
        List<String> lines = reply.lines().stream().map(line -> line + " [" + id + "]").toList();
        return new Reply(reply.code(), reply.enhanced(), lines);
    }

    private static Ending putOff(
            List<Address> recipients, Reply reply, String reason, String detail) {
        return new Ending(reply, reason, fates(recipients, Kind.PUT_OFF, detail));
    }

    /// Who has the message has it. The others fare as if they had been refused before it was sent; if that cannot be
    /// stored, the sender tries all again, and for those who have it that is a duplicate.
    private Ending parted(Judged judged, Plan.PassThrough plan, Said said, Content content) {
        var taken = new ArrayList<Fate>();
        var others = new ArrayList<Address>();
        for (Address recipient : plan.recipients()) {
            Reply reply = said.replies().get(recipient);
            if (reply != null && reply.isPositive()) {
                taken.add(fate(recipient, Kind.DELIVERED, said(plan, said.by(), reply)));
            } else {
                others.add(recipient);
            }
        }
        var rest = new Plan.PassThrough(plan.nextHop(), others);
        boolean told = ways.senderMayBeTold(judged.arrival());
        return commit(judged, Plan.afterMixed(rest, said.replies(), told), content, taken);
    }

    private static List<Fate> fates(List<Address> recipients, Kind kind, String detail) {
        return recipients.stream().map(recipient -> fate(recipient, kind, detail)).toList();
    }

    private static Fate fate(Address recipient, Kind kind, String detail) {
        return new Fate(recipient.toString(), kind, detail);
    }

    private record Judged(Arrival arrival, Examined examined, String policy, List<Ruled> rulings) {}
}
