package org.postern.quarantine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.journey.Content;
import org.postern.journey.Dossier;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;
import org.postern.journey.Journey;
import org.postern.journey.NextHop;
import org.postern.journey.Routes;
import org.postern.journey.Shipment;
import org.postern.journey.Trace;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.address.Unreadable;
import org.postern.mail.smtp.Reply;

/// Sends released copies to the next hops of their recipients, or back to the mail server that handed them over. Thread-safe.
public final class Onward {
    private final Trace trace;
    private final Routes routes;
    private final Journey.Delivery delivery;

    public Onward(Trace trace, Routes routes, Journey.Delivery delivery) {
        this.trace = trace;
        this.routes = routes;
        this.delivery = delivery;
    }

    /// What came of it.
    ///
    /// @param taken whether the next hops have the message for all recipients
    /// @param nextHop the last one that took it, empty where none did
    /// @param reply what that one said
    record Sent(boolean taken, String detail, Optional<NextHop> nextHop, Optional<Reply> reply) {
        static Sent not(String detail) {
            return new Sent(false, detail, Optional.empty(), Optional.empty());
        }
    }

    /// Sends a copy. Where only some next hops take it, it counts as not taken: the person who released it is told which,
    /// and those may get it twice when it is released again.
    Sent send(Dossier dossier, List<String> wanted, Content content) throws InterruptedException {
        var byHop = new LinkedHashMap<NextHop, List<Address>>();
        for (Address recipient : dossier.envelope().recipients()) {
            if (wanted.contains(recipient.toString().toLowerCase(Locale.ROOT))) {
                if (Unreadable.is(recipient)) {
                    return Sent.not(recipient + " stands for an address that cannot be read");
                }
                Optional<NextHop> nextHop = routes.of(dossier.door(), recipient);
                if (nextHop.isEmpty()) {
                    return Sent.not("no route to " + recipient + " any more");
                }
                byHop.computeIfAbsent(nextHop.get(), _ -> new ArrayList<>()).add(recipient);
            }
        }
        boolean taken = !byHop.isEmpty();
        Optional<NextHop> lastHop = Optional.empty();
        Optional<Reply> lastReply = Optional.empty();
        var details = new ArrayList<String>();
        for (Map.Entry<NextHop, List<Address>> group : byHop.entrySet()) {
            HandOver result = handOver(dossier, group.getKey(), group.getValue(), content);
            if (result instanceof HandOver.Accepted(Reply reply, _, _)) {
                lastHop = Optional.of(group.getKey());
                lastReply = Optional.of(reply);
            } else {
                taken = false;
            }
            details.add(group.getKey() + " " + words(result));
        }
        return new Sent(taken, String.join("; ", details), lastHop, lastReply);
    }

    private HandOver handOver(
            Dossier dossier, NextHop hop, List<Address> recipients, Content content)
            throws InterruptedException {
        Envelope envelope = answerable(dossier.envelope().forRecipients(recipients));
        String received =
                trace.received(
                                dossier.id(),
                                dossier.door(),
                                dossier.client(),
                                recipients,
                                envelope.smtpUtf8(),
                                dossier.at())
                        + Trace.tags(dossier.evidence());
        return delivery.handOver(
                hop,
                Shipment.of(
                        envelope,
                        received,
                        Shipment.behalf(dossier.door(), dossier.client(), dossier.neighbour()),
                        dossier.door(),
                        dossier.id()),
                content);
    }

    /// A sender that cannot be read cannot be answered either.
    private static Envelope answerable(Envelope envelope) {
        return envelope.sender() instanceof ReversePath.Mailbox(Address sender)
                        && Unreadable.is(sender)
                ? new Envelope(
                        ReversePath.Null.NULL,
                        envelope.recipients(),
                        envelope.eightBit(),
                        envelope.smtpUtf8(),
                        envelope.notices())
                : envelope;
    }

    private static String words(HandOver result) {
        return switch (result) {
            case HandOver.Accepted(var reply, var by, _) -> by(by) + "said " + reply;
            case HandOver.Declined(var reply, _, var by) -> by(by) + "said " + reply;
            case HandOver.Unfit(var reply, var whom) ->
                    "cannot be sent it for " + whom + ": " + reply;
            case HandOver.Mixed(var replies, var by) ->
                    by(by) + "does not take all recipients: " + replies;
            case HandOver.Parted(var replies, var by, _) ->
                    by(by) + "took it for some recipients: " + replies;
            case HandOver.InDoubt(String detail) ->
                    "gave no answer (" + detail + "); it may have the message";
            case HandOver.Busy(String detail) -> "cannot take it now: " + detail;
            case HandOver.Failed(String detail, _) -> "cannot take it now: " + detail;
        };
    }

    private static String by(String server) {
        return server.isEmpty() ? "" : "by " + server + " ";
    }
}
