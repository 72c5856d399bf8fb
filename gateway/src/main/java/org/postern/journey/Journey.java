package org.postern.journey;

import java.io.IOException;
import java.util.ArrayList;
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
    public record Examined(Summary summary, Evidence evidence) {}

    /// Turns evidence into a ruling for each recipient.
    public interface Decision {
        /// Name and version of the policy in force; one message is judged by one version throughout.
        String version();

        List<Ruled> decide(Envelope envelope, Evidence evidence);
    }

    /// Hands a message to its next hop while the client waits.
    public interface Delivery {
        /// @param trace fields to be written in front of the content
        HandOver handOver(NextHop nextHop, Envelope envelope, byte[] trace, Content content)
                throws InterruptedException;
    }

    /// Keeps messages for which we take the responsibility.
    public interface Custody {
        /// Commits dossier and held and discarded copies in one transaction. The caller may say 250 after this returns,
        /// and not before.
        ///
        /// @throws IOException nothing was kept; tell the client to try later
        void commit(Dossier dossier, Plan.Commit plan, Content content) throws IOException;
    }

    /// Takes the finished dossier of every message. Never waits for the database and never fails the message.
    public interface Ledger {
        void record(Dossier dossier);
    }

    private static final Reply NO_QUEUE =
            Reply.of(
                    451,
                    "4.3.2",
                    "Recipients of this message need separate handling; try them one by one");
    private static final Reply CANNOT_STORE =
            Reply.of(451, "4.3.0", "Cannot store the message now; try again later");
    private static final Reply UNREACHABLE =
            Reply.of(
                    451,
                    "4.4.1",
                    "The mail server behind this gateway cannot be reached; try again later");
    private static final Reply IN_DOUBT =
            Reply.of(
                    451,
                    "4.4.2",
                    "The mail server behind this gateway gave no answer; try again later");

    private final String node;
    private final Trace trace;
    private final Inspection inspection;
    private final Decision decision;
    private final Plan.NextHops nextHops;
    private final Delivery delivery;
    private final Custody custody;
    private final Ledger ledger;

    public Journey(
            String node,
            Inspection inspection,
            Decision decision,
            Plan.NextHops nextHops,
            Delivery delivery,
            Custody custody,
            Ledger ledger) {
        this.node = node;
        this.trace = new Trace(node);
        this.inspection = inspection;
        this.decision = decision;
        this.nextHops = nextHops;
        this.delivery = delivery;
        this.custody = custody;
        this.ledger = ledger;
    }

    /// Takes one message to its end and returns the one reply for the client.
    public Reply receive(Arrival arrival, Content content) throws InterruptedException {
        Waterfall clock = arrival.clock();
        long inspecting = clock.begin();
        Examined examined = inspection.examine(arrival, content);
        clock.end("inspect", inspecting);

        long deciding = clock.begin();
        String policy = decision.version();
        List<Ruled> rulings = decision.decide(arrival.envelope(), examined.evidence());
        Plan plan = Plan.of(rulings, nextHops);
        clock.end("decide", deciding);

        var judged = new Judged(arrival, examined, policy, rulings);
        Ending ending =
                switch (plan) {
                    case Plan.Answer(Reply reply, String reason) ->
                            nothingDone(judged, reply, reason);
                    case Plan.PassThrough through -> passThrough(judged, through, content);
                    case Plan.Commit commit -> commit(judged, commit, content);
                };
        ledger.record(dossier(judged, ending));
        return ending.reply();
    }

    private Ending passThrough(Judged judged, Plan.PassThrough plan, Content content)
            throws InterruptedException {
        Arrival arrival = judged.arrival();
        Envelope envelope = arrival.envelope().forRecipients(plan.recipients());
        byte[] received =
                trace.received(
                        arrival.id(), arrival.client(), plan.recipients(), arrival.clock().at());
        long begun = arrival.clock().begin();
        HandOver result = delivery.handOver(plan.nextHop(), envelope, received, content);
        arrival.clock().end("deliver", begun);
        return switch (result) {
            case HandOver.Accepted(Reply reply, String by) -> {
                String detail = (by.isEmpty() ? plan.nextHop() : by) + " said " + reply;
                yield new Ending(
                        accepted(arrival),
                        "accepted",
                        fates(plan.recipients(), Kind.DELIVERED, detail));
            }
            case HandOver.Declined(Reply reply) -> {
                String detail = plan.nextHop() + " said " + reply;
                Kind kind = reply.isPermanent() ? Kind.REFUSED : Kind.PUT_OFF;
                yield new Ending(
                        reply, "next-hop-declined", fates(plan.recipients(), kind, detail));
            }
            case HandOver.Mixed(Map<Address, Reply> replies) ->
                    new Ending(NO_QUEUE, "needs-queue", mixed(plan, replies));
            case HandOver.Parted(Map<Address, Reply> replies) ->
                    new Ending(NO_QUEUE, "needs-queue", parted(plan, replies));
            case HandOver.InDoubt(String detail) ->
                    putOff(plan.recipients(), IN_DOUBT, "next-hop-in-doubt", detail);
            case HandOver.Failed(String detail) ->
                    putOff(plan.recipients(), UNREACHABLE, "next-hop-failed", detail);
        };
    }

    private Ending commit(Judged judged, Plan.Commit plan, Content content) {
        if (!plan.queued().isEmpty()) {
            return nothingDone(judged, NO_QUEUE, "needs-queue");
        }
        Arrival arrival = judged.arrival();
        var fates = new ArrayList<Fate>();
        plan.held().forEach(it -> fates.add(fate(it.recipient(), Kind.HELD, it.reason())));
        plan.discarded()
                .forEach(it -> fates.add(fate(it.recipient(), Kind.DISCARDED, it.reason())));
        String reason = plan.held().isEmpty() ? "discarded" : plan.held().getFirst().reason();
        var ending = new Ending(accepted(arrival), reason, fates);
        long begun = arrival.clock().begin();
        try {
            custody.commit(dossier(judged, ending), plan, content);
        } catch (IOException e) {
            String detail = String.valueOf(e.getMessage());
            return putOff(arrival.envelope().recipients(), CANNOT_STORE, "cannot-store", detail);
        } finally {
            arrival.clock().end("store", begun);
        }
        return ending;
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

    private static List<Fate> mixed(Plan.PassThrough plan, Map<Address, Reply> replies) {
        return plan.recipients().stream()
                .map(it -> fate(it, Kind.PUT_OFF, plan.nextHop() + " said " + replies.get(it)))
                .toList();
    }

    /// Who has the message has it; the sender tries all again, and for those it is a duplicate.
    private static List<Fate> parted(Plan.PassThrough plan, Map<Address, Reply> replies) {
        var fates = new ArrayList<Fate>();
        replies.forEach((recipient, reply) -> {
            Kind kind = reply.isPositive() ? Kind.DELIVERED : Kind.PUT_OFF;
            fates.add(fate(recipient, kind, plan.nextHop() + " said " + reply));
        });
        return fates;
    }

    private static List<Fate> fates(List<Address> recipients, Kind kind, String detail) {
        return recipients.stream().map(recipient -> fate(recipient, kind, detail)).toList();
    }

    private static Fate fate(Address recipient, Kind kind, String detail) {
        return new Fate(recipient.toString(), kind, detail);
    }

    private record Judged(Arrival arrival, Examined examined, String policy, List<Ruled> rulings) {}
}
