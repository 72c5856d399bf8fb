package org.postern.queue;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/// Writes what an attempt came to: the row, notices to senders of ours, and what goes to quarantine, all in the caller's
/// transaction. Thread-safe.
final class Clerk {
    private final Contents contents;
    private final Plan.NextHops nextHops;
    private final Queue.Undeliverable undeliverable;
    private final NoticeWriter notices;
    private final QueueSettings.Retries retries;
    private final InstantSource clock;
    private final RandomGenerator random;

    Clerk(
            Contents contents,
            Plan.NextHops nextHops,
            Queue.Undeliverable undeliverable,
            NoticeWriter notices,
            QueueSettings.Retries retries,
            InstantSource clock,
            RandomGenerator random) {
        this.contents = contents;
        this.nextHops = nextHops;
        this.undeliverable = undeliverable;
        this.notices = notices;
        this.retries = retries;
        this.clock = clock;
        this.random = random;
    }

    /// @return what became of each recipient, or nothing where the lease was not ours any more
    Optional<List<Fate>> write(Connection transaction, Settlement settled, Content content)
            throws SQLException {
        boolean ours =
                settled.left().isEmpty()
                        ? QueueStore.delete(transaction, settled.mail())
                        : putBack(transaction, settled);
        if (!ours) {
            return Optional.empty();
        }
        var fates = new ArrayList<Fate>();
        settled.delivered().forEach(it -> fates.add(fate(it.recipient(), Kind.DELIVERED, it)));
        settled.left().forEach(it -> fates.add(fate(it.recipient(), Kind.QUEUED, it)));
        if (settled.tellDelay()) {
            var notice = notices.delayed(settled, content);
            if (notice.isPresent()) {
                tell(transaction, settled.mail(), notice.get());
            }
        }
        if (!settled.failed().isEmpty()) {
            Kind kind = fail(transaction, settled, content);
            settled.failed()
                    .forEach(
                            it -> fates.add(new Fate(it.recipient().toString(), kind, it.words())));
        }
        return Optional.of(fates);
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
    private Kind fail(Connection transaction, Settlement settled, Content content)
            throws SQLException {
        QueuedMail mail = settled.mail();
        if (mail.back() == Return.NOBODY) {
            return Kind.DISCARDED;
        }
        if (mail.back() == Return.SENDER) {
            var notice = notices.failed(settled, content);
            if (notice.isEmpty()) {
                return Kind.DISCARDED;
            }
            if (tell(transaction, mail, notice.get())) {
                return Kind.RETURNED;
            }
        }
        List<Address> recipients = settled.failed().stream().map(Failure::recipient).toList();
        undeliverable.hold(transaction, mail, recipients, Plan.UNDELIVERABLE, content.octets());
        return Kind.HELD;
    }

    /// Queues a notice; false where there is no way to the sender.
    private boolean tell(Connection transaction, QueuedMail about, NoticeWriter.Written written)
            throws SQLException {
        Optional<NextHop> hop = nextHops.of(written.to());
        if (hop.isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        var notice = written.notice();
        ByteBuffer octets = ByteBuffer.wrap(notice.octets());
        ContentId body = contents.put(transaction, octets);
        var envelope =
                new Envelope(
                        ReversePath.Null.NULL,
                        List.of(written.to()),
                        notice.eightBit(),
                        notice.smtpUtf8(),
                        Notices.NONE);
        var mail =
                new QueuedMail(
                        MailId.next(clock, random).toUuid(),
                        written.id(),
                        now,
                        about.node(),
                        hop.get().toString(),
                        Direction.INTERNAL,
                        "",
                        envelope,
                        Return.NOBODY,
                        "",
                        octets.remaining(),
                        body,
                        waiting(now));
        QueueStore.insert(transaction, mail, null);
        return true;
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
