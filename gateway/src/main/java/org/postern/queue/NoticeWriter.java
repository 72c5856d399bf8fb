package org.postern.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.postern.journey.Content;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.dsn.Action;
import org.postern.mail.dsn.DeliveryNotice;
import org.postern.mail.dsn.DeliveryReport;
import org.postern.mail.dsn.Notice;
import org.postern.mail.dsn.Reach;
import org.postern.mail.dsn.Reason;
import org.postern.mail.dsn.RecipientStatus;
import org.postern.mail.dsn.Returned;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.Ret;

/// Writes the notices that senders of ours get about queued mail, as far as they want them (RFC 3461 §5.2). Thread-safe.
final class NoticeWriter {
    private final DeliveryReport.Reporter reporter;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param node name that the notices come from
    NoticeWriter(String node, InstantSource clock, RandomGenerator random) {
        this.reporter =
                new DeliveryReport.Reporter(
                        node, new Address("mailer-daemon", new Domain.Name(node)));
        this.clock = clock;
        this.random = random;
    }

    /// A notice and the id it has among our messages.
    record Written(MailId id, Address to, Notice notice) {}

    /// About recipients who will never get it; nothing where the sender does not want to know.
    Optional<Written> failed(Settlement settled, Content original) {
        var statuses = new ArrayList<RecipientStatus>();
        for (Settlement.Failure failure : settled.failed()) {
            Reason reason = reason(failure.answer());
            if (failure.expired()) {
                Duration waited = Duration.between(settled.mail().at(), clock.instant());
                reason = new Reason.Expired(waited, reason);
            }
            add(statuses, settled, failure.answer(), Notify.FAILURE, Action.FAILED, reason);
        }
        return write(settled.mail(), statuses, original);
    }

    /// About recipients for whom it is late; nothing where the sender does not want to know.
    Optional<Written> delayed(Settlement settled, Content original) {
        var statuses = new ArrayList<RecipientStatus>();
        for (Answer.PutOff later : settled.left()) {
            add(statuses, settled, later, Notify.DELAY, Action.DELAYED, reason(later));
        }
        return write(settled.mail(), statuses, original);
    }

    /// About recipients whom it reached, as far as we know and nobody else says it; nothing where the sender did not ask.
    Optional<Written> arrived(Settlement settled, Content original) {
        var statuses = new ArrayList<RecipientStatus>();
        for (Answer.Taken taken : settled.delivered()) {
            switch (taken.report()) {
                case NOTHING -> {}
                case RELAYED ->
                        add(
                                statuses,
                                settled,
                                taken,
                                Notify.SUCCESS,
                                Action.RELAYED,
                                reason(taken));
                case DELIVERED ->
                        add(
                                statuses,
                                settled,
                                taken,
                                Notify.SUCCESS,
                                Action.DELIVERED,
                                reason(taken));
            }
        }
        return write(settled.mail(), statuses, original);
    }

    /// Who said nothing about notices gets those about failures and delays (RFC 3461 §4.1).
    private static boolean wants(Set<Notify> said, Notify on) {
        return said.isEmpty() ? on != Notify.SUCCESS : said.contains(on);
    }

    private void add(
            List<RecipientStatus> statuses,
            Settlement settled,
            Answer answer,
            Notify on,
            Action action,
            Reason reason) {
        QueuedMail mail = settled.mail();
        var said = mail.envelope().notices().of(answer.recipient());
        if (!wants(said.notifyOn(), on)) {
            return;
        }
        Instant now = clock.instant();
        Optional<Instant> until =
                action == Action.DELAYED
                        ? Optional.of(mail.standing().expiresAt())
                        : Optional.empty();
        statuses.add(
                RecipientStatus.of(answer.recipient(), action, enhanced(answer), reason)
                        .withOriginal(said.orcpt())
                        .withTimes(now, until));
    }

    private static String enhanced(Answer answer) {
        return switch (answer) {
            case Answer.Taken(_, _, Reply reply, _) -> reply.enhanced();
            case Answer.Refused(_, _, Reply reply) -> reply.enhanced();
            case Answer.Unfit(_, _, Reply reply) -> reply.enhanced();
            case Answer.PutOff(_, _, Optional<Reply> reply, _) ->
                    reply.map(Reply::enhanced).orElse("4.4.1");
        };
    }

    private static Reason reason(Answer answer) {
        return switch (answer) {
            case Answer.Taken(_, String hop, Reply reply, _) ->
                    new Reason.Said(host(hop), reply.toString());
            case Answer.Refused(_, String hop, Reply reply) ->
                    new Reason.Said(host(hop), reply.toString());
            case Answer.Unfit(_, _, Reply reply) ->
                    new Reason.Ours(String.join(" ", reply.lines()));
            case Answer.PutOff(_, String hop, Optional<Reply> reply, String detail) ->
                    reply.<Reason>map(it -> new Reason.Said(host(hop), it.toString()))
                            .orElseGet(() -> new Reason.NotReached(host(hop), detail));
        };
    }

    /// The name of a server without its port, which says nothing to the sender; the domain where no server of it was met.
    private static String host(String hop) {
        String place = hop.split("[ /]", 2)[0];
        if (place.startsWith("mx:")) {
            return place.substring(3).split(":", 2)[0];
        }
        int colon = place.lastIndexOf(':');
        return colon < 0 ? place : place.substring(0, colon);
    }

    private Optional<Written> write(
            QueuedMail mail, List<RecipientStatus> statuses, Content original) {
        Envelope envelope = mail.envelope();
        if (statuses.isEmpty()
                || !(envelope.sender() instanceof ReversePath.Mailbox(Address sender))) {
            return Optional.empty();
        }
        MailId id = MailId.next(clock, random);
        var report =
                new DeliveryReport(
                        reporter,
                        sender,
                        id + "@" + reporter.name(),
                        clock.instant(),
                        mail.at(),
                        envelope.notices().envid(),
                        statuses,
                        returned(envelope, original),
                        sender.isAscii() ? Reach.SEVEN_BIT : Reach.INTERNATIONAL);
        return Optional.of(new Written(id, sender, DeliveryNotice.of(report)));
    }

    private static Returned returned(Envelope envelope, Content original) {
        return envelope.notices().ret().equals(Optional.of(Ret.FULL))
                ? new Returned.Whole(original.octets())
                : new Returned.HeaderOnly(original.octets());
    }
}
