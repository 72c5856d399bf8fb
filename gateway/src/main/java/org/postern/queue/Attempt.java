package org.postern.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.journey.Content;
import org.postern.journey.HandOver;
import org.postern.journey.Journey;
import org.postern.journey.NextHop;
import org.postern.journey.Routes;
import org.postern.journey.Shipment;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Reply;

/// One attempt to hand a queued message on, to all recipients that are left.
final class Attempt {
    private final QueuedMail mail;
    private final Content content;
    private final Journey.Delivery delivery;
    private final List<Answer> answers = new ArrayList<>();
    private Contact contact = Contact.NONE;

    private Attempt(QueuedMail mail, Content content, Journey.Delivery delivery) {
        this.mail = mail;
        this.content = content;
        this.delivery = delivery;
    }

    /// What came of it.
    ///
    /// @param answers one for each recipient
    record Result(List<Answer> answers, Contact contact) {
        Result {
            answers = List.copyOf(answers);
        }
    }

    /// What comes of an attempt that is not made, because the next hop fails for everybody.
    ///
    /// @param why what it came to for others
    static Result unasked(QueuedMail mail, String why) {
        return new Result(
                mail.envelope().recipients().stream()
                        .<Answer>map(
                                it -> new Answer.PutOff(it, mail.nextHop(), Optional.empty(), why))
                        .toList(),
                Contact.NONE);
    }

    /// Asks where each recipient's mail goes now, and hands it on there.
    static Result run(QueuedMail mail, Content content, Routes routes, Journey.Delivery delivery)
            throws InterruptedException {
        var attempt = new Attempt(mail, content, delivery);
        var byHop = new LinkedHashMap<NextHop, List<Address>>();
        for (Address recipient : mail.envelope().recipients()) {
            Optional<NextHop> nextHop = routes.of(mail.door(), recipient);
            if (nextHop.isPresent()) {
                byHop.computeIfAbsent(nextHop.get(), _ -> new ArrayList<>()).add(recipient);
            } else {
                attempt.putOff(List.of(recipient), mail.nextHop(), "is no route any more");
            }
        }
        for (Map.Entry<NextHop, List<Address>> group : byHop.entrySet()) {
            attempt.handOver(group.getKey(), group.getValue());
        }
        return new Result(attempt.answers, attempt.contact);
    }

    /// A next hop that takes some recipients only is given the message again for those. That ends: each round has fewer.
    private void handOver(NextHop hop, List<Address> recipients) throws InterruptedException {
        List<Address> left = recipients;
        while (!left.isEmpty()) {
            Shipment shipment =
                    Shipment.of(
                            mail.envelope().forRecipients(left),
                            mail.trace(),
                            mail.behalf(),
                            mail.door(),
                            mail.message());
            HandOver result = delivery.handOver(hop, shipment, content);
            left = taken(hop, left, result);
        }
    }

    /// Notes the answers; gives back whom the next hop would take alone.
    private List<Address> taken(NextHop hop, List<Address> recipients, HandOver result) {
        contact =
                switch (result) {
                    case HandOver.Failed _ -> Contact.FAILED;
                    case HandOver.InDoubt _, HandOver.Busy _, HandOver.Unfit _ -> contact;
                    case HandOver.Accepted _,
                            HandOver.Declined _,
                            HandOver.Mixed _,
                            HandOver.Parted _ ->
                            contact == Contact.FAILED ? contact : Contact.ANSWERED;
                };
        switch (result) {
            case HandOver.Accepted(Reply reply, String by, boolean reports) ->
                    recipients.forEach(it ->
                            answers.add(
                                    new Answer.Taken(
                                            it, who(hop, by), reply, report(hop, reports))));
            case HandOver.Declined declined ->
                    recipients.forEach(it ->
                            answers.add(declined(it, who(hop, declined.by()), declined.of(it))));
            case HandOver.Unfit(Reply reply, List<Address> whom) -> {
                return unfit(hop, recipients, whom, reply);
            }
            case HandOver.Mixed(Map<Address, Reply> replies, String by) -> {
                return mixed(who(hop, by), recipients, replies);
            }
            case HandOver.Parted(Map<Address, Reply> replies, String by, boolean reports) ->
                    parted(who(hop, by), recipients, replies, report(hop, reports));
            case HandOver.InDoubt(String detail) ->
                    putOff(recipients, hop.toString(), "gave no answer and may have it: " + detail);
            case HandOver.Busy(String detail) ->
                    putOff(recipients, hop.toString(), "is sent no more mail now: " + detail);
            case HandOver.Failed(String detail, String by) ->
                    putOff(recipients, who(hop, by), "cannot take it now: " + detail);
        }
        return List.of();
    }

    /// The server that answered, or the next hop if that says it already.
    private static String who(NextHop hop, String by) {
        return by.isEmpty() ? hop.toString() : by;
    }

    private List<Address> unfit(
            NextHop hop, List<Address> recipients, List<Address> whom, Reply reply) {
        var others = new ArrayList<Address>();
        for (Address recipient : recipients) {
            if (whom.contains(recipient)) {
                answers.add(new Answer.Unfit(recipient, hop.toString(), reply));
            } else {
                others.add(recipient);
            }
        }
        return others;
    }

    private List<Address> mixed(String who, List<Address> recipients, Map<Address, Reply> replies) {
        var accepted = new ArrayList<Address>();
        for (Address recipient : recipients) {
            Reply reply = replies.get(recipient);
            if (reply == null) {
                putOff(List.of(recipient), who, "gave no answer for this recipient");
            } else if (reply.isPositive()) {
                accepted.add(recipient);
            } else {
                answers.add(declined(recipient, who, reply));
            }
        }
        if (accepted.size() < recipients.size()) {
            return accepted;
        }
        putOff(recipients, who, "takes each recipient, but not all of them");
        return List.of();
    }

    private static Answer.Report report(NextHop hop, boolean reports) {
        if (reports) {
            return Answer.Report.NOTHING;
        }
        return switch (hop.transport()) {
            case SMTP -> Answer.Report.RELAYED;
            case LMTP -> Answer.Report.DELIVERED;
        };
    }

    private void parted(
            String who,
            List<Address> recipients,
            Map<Address, Reply> replies,
            Answer.Report report) {
        for (Address recipient : recipients) {
            Reply reply = replies.get(recipient);
            if (reply == null) {
                putOff(List.of(recipient), who, "gave no answer for this recipient");
            } else {
                answers.add(
                        reply.isPositive()
                                ? new Answer.Taken(recipient, who, reply, report)
                                : declined(recipient, who, reply));
            }
        }
    }

    private static Answer declined(Address recipient, String who, Reply reply) {
        return reply.isPermanent()
                ? new Answer.Refused(recipient, who, reply)
                : new Answer.PutOff(recipient, who, Optional.of(reply), "");
    }

    private void putOff(List<Address> recipients, String hop, String why) {
        recipients.forEach(it -> answers.add(new Answer.PutOff(it, hop, Optional.empty(), why)));
    }
}
