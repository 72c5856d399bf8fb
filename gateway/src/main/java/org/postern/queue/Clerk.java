package org.postern.queue;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.postern.contents.ContentId;
import org.postern.contents.Contents;
import org.postern.journey.Content;
import org.postern.journey.Direction;
import org.postern.journey.Dossier.Fate;
import org.postern.journey.Dossier.Kind;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.journey.NextHop;
import org.postern.journey.Notices;
import org.postern.journey.Plan;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.queue.QueuedMail.Return;
import org.postern.queue.Settlement.Failure;
import org.postern.store.Batch;

/// Writes what attempts came to: the rows, notices to senders of ours, and what goes to quarantine, all in the caller's
/// transaction. Thread-safe.
final class Clerk {
    private final Contents contents;
    private final Plan.NextHops nextHops;
    private final Queue.Mailboxes mailboxes;
    private final Queue.Undeliverable undeliverable;
    private final NoticeWriter notices;
    private final QueueSettings.Retries retries;
    private final InstantSource clock;
    private final RandomGenerator random;

    Clerk(
            Contents contents,
            Plan.NextHops nextHops,
            Queue.Mailboxes mailboxes,
            Queue.Undeliverable undeliverable,
            NoticeWriter notices,
            QueueSettings.Retries retries,
            InstantSource clock,
            RandomGenerator random) {
        this.contents = contents;
        this.nextHops = nextHops;
        this.mailboxes = mailboxes;
        this.undeliverable = undeliverable;
        this.notices = notices;
        this.retries = retries;
        this.clock = clock;
        this.random = random;
    }

    /// @return for each attempt what became of its recipients; empty where the lease was not ours any more
    List<List<Fate>> write(Connection transaction, List<Done> all) throws SQLException {
        Set<UUID> ours =
                QueueStore.delete(
                        transaction,
                        all.stream()
                                .filter(it -> it.settled().left().isEmpty())
                                .map(Done::mail)
                                .toList());
        var batch = new Batch();
        var fates = new ArrayList<List<Fate>>();
        for (Done done : all) {
            boolean mine =
                    done.settled().left().isEmpty()
                            ? ours.contains(done.mail().id())
                            : putBack(transaction, done.settled());
            fates.add(mine ? fates(batch, done.settled(), done.content()) : List.of());
        }
        batch.write(transaction);
        return fates;
    }

    private List<Fate> fates(Batch batch, Settlement settled, Content content) {
        var fates = new ArrayList<Fate>();
        settled.delivered().forEach(it -> fates.add(fate(it.recipient(), Kind.DELIVERED, it)));
        settled.left().forEach(it -> fates.add(fate(it.recipient(), Kind.QUEUED, it)));
        if (settled.mail().back() == Return.SENDER) {
            notices.arrived(settled, content)
                    .ifPresent(it -> tell(batch, settled.mail(), it, Return.NOBODY));
        }
        if (settled.tellDelay()) {
            notices.delayed(settled, content)
                    .ifPresent(it -> tell(batch, settled.mail(), it, Return.NOBODY));
        }
        if (!settled.failed().isEmpty()) {
            Kind kind = fail(batch, settled, content);
            settled.failed()
                    .forEach(
                            it -> fates.add(new Fate(it.recipient().toString(), kind, it.words())));
        }
        return fates;
    }

    private static boolean putBack(Connection transaction, Settlement settled) throws SQLException {
        return QueueStore.putBack(
                transaction,
                settled.mail(),
                settled.leftRecipients(),
                settled.pause(),
                settled.answer(),
                settled.mail().standing().delayTold() || settled.tellDelay());
    }

    /// What cannot be delivered goes back to a sender of ours, else to quarantine. A sender of ours who does not want to
    /// know is not told.
    private Kind fail(Batch batch, Settlement settled, Content content) {
        QueuedMail mail = settled.mail();
        if (mail.back() == Return.NOBODY) {
            return Kind.DISCARDED;
        }
        if (mail.back() == Return.SENDER) {
            var notice = notices.failed(settled, content);
            if (notice.isEmpty()) {
                return Kind.DISCARDED;
            }
            if (tell(batch, mail, notice.get(), Return.QUARANTINE)) {
                return Kind.RETURNED;
            }
        }
        List<Address> recipients = settled.failed().stream().map(Failure::recipient).toList();
        undeliverable.hold(batch, mail, recipients, Plan.UNDELIVERABLE, content.octets());
        return Kind.HELD;
    }

    /// Queues a notice; false where there is no way to the sender.
    ///
    /// @param back what becomes of the notice where nobody takes it
    private boolean tell(Batch batch, QueuedMail about, NoticeWriter.Written written, Return back) {
        var byHop = new LinkedHashMap<NextHop, List<Address>>();
        for (Address mailbox : mailboxes.behind(written.to())) {
            nextHops.of(mailbox)
                    .ifPresent(
                            it -> byHop.computeIfAbsent(it, _ -> new ArrayList<>()).add(mailbox));
        }
        byHop.forEach((hop, to) -> insert(batch, about, written, hop.toString(), to, back));
        return !byHop.isEmpty();
    }

    private void insert(
            Batch batch,
            QueuedMail about,
            NoticeWriter.Written written,
            String hop,
            List<Address> to,
            Return back) {
        Instant now = clock.instant();
        var notice = written.notice();
        ByteBuffer octets = ByteBuffer.wrap(notice.octets());
        ContentId body = contents.put(batch, octets);
        var envelope =
                new Envelope(
                        ReversePath.Null.NULL,
                        to,
                        notice.eightBit(),
                        notice.smtpUtf8(),
                        Notices.NONE);
        var mail =
                new QueuedMail(
                        MailId.next(clock, random).toUuid(),
                        written.id(),
                        now,
                        about.node(),
                        hop,
                        Direction.INTERNAL,
                        "",
                        envelope,
                        back,
                        "",
                        octets.remaining(),
                        body,
                        waiting(now));
        QueueStore.insert(batch, mail, null);
    }

    /// How a message stands that was just put into the queue.
    QueuedMail.Standing waiting(Instant now) {
        return new QueuedMail.Standing(
                QueuedMail.State.WAITING, now, now.plus(retries.expiry()), 0, 0, 0, "", false);
    }

    private static Fate fate(Address recipient, Kind kind, Answer answer) {
        return new Fate(recipient.toString(), kind, answer.words());
    }
}
