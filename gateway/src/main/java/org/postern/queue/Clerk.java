package org.postern.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.postern.contents.ContentId;
import org.postern.journey.Content;
import org.postern.journey.Direction;
import org.postern.journey.Door;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what attempts came to: the rows, notices to senders of ours, and what goes to quarantine, all in the caller's
/// transaction. Thread-safe.
final class Clerk {
    private static final Logger LOG = LoggerFactory.getLogger(Clerk.class);

    private final Queue.Parts parts;
    private final NoticeWriter notices;

    Clerk(Queue.Parts parts, NoticeWriter notices) {
        this.parts = parts;
        this.notices = notices;
    }

    /// What was written of one attempt.
    ///
    /// @param fates of its recipients; empty where the lease was not ours any more
    /// @param original the message that went to quarantine because this was the last notice of it
    /// @param more whether there are notices now that are due
    record Written(List<Fate> fates, Optional<Original> original, boolean more) {
        static final Written NOTHING = new Written(List.of(), Optional.empty(), false);
    }

    /// A message whose sender cannot be told that it failed.
    record Original(QueuedMail mail, List<Fate> fates) {}

    /// An attempt, and the notice that its failures are worth.
    ///
    /// @param notice empty where nobody failed, the sender may not be told, or does not want to know
    /// @param to where it goes; nowhere where there is no way to the sender
    private record Finished(
            Done done, Optional<NoticeWriter.Written> notice, Map<NextHop, List<Address>> to) {
        QueuedMail mail() {
            return done.mail();
        }

        Settlement settled() {
            return done.settled();
        }

        boolean isOver() {
            return settled().left().isEmpty();
        }

        /// Whether the message is kept until somebody has the notice.
        boolean returns() {
            return !to.isEmpty();
        }

        List<Address> failed() {
            return settled().failed().stream().map(Failure::recipient).toList();
        }
    }

    /// Collects what one transaction writes besides the rows of the attempts.
    ///
    /// @param held messages that are in quarantine once the batch is written
    /// @param opened octets that the batch needs until then
    private record Sheet(
            Connection transaction, Batch batch, List<UUID> held, List<Content> opened) {}

    /// A notice on its way out.
    ///
    /// @param back what becomes of it where nobody takes it
    /// @param original the row that is kept until somebody does
    private record Letter(
            NoticeWriter.Written written,
            Map<NextHop, List<Address>> to,
            Return back,
            Optional<UUID> original) {}

    List<Written> write(Connection transaction, List<Done> all) throws SQLException {
        List<Finished> attempts = all.stream().map(this::finished).toList();
        List<Boolean> ours = rows(transaction, attempts);
        var written = new ArrayList<Written>();
        var sheet = new Sheet(transaction, new Batch(), new ArrayList<>(), new ArrayList<>());
        try {
            for (int i = 0; i < attempts.size(); i++) {
                written.add(ours.get(i) ? written(sheet, attempts.get(i)) : Written.NOTHING);
            }
            sheet.batch().write(transaction);
        } finally {
            sheet.opened().forEach(Content::close);
        }
        Originals.drop(transaction, sheet.held());
        return written;
    }

    private Finished finished(Done done) {
        Settlement settled = done.settled();
        if (settled.failed().isEmpty() || settled.mail().back() != Return.SENDER) {
            return new Finished(done, Optional.empty(), Map.of());
        }
        Optional<NoticeWriter.Written> notice = notices.failed(settled, done.content());
        return new Finished(done, notice, notice.map(it -> ways(it.to())).orElse(Map.of()));
    }

    /// Writes the rows of the attempts, and ends messages of which somebody has the notice now.
    ///
    /// @return whether the lease of each was ours
    private static List<Boolean> rows(Connection transaction, List<Finished> attempts)
            throws SQLException {
        Set<UUID> ended =
                QueueStore.delete(
                        transaction,
                        attempts.stream()
                                .filter(it -> it.isOver() && !it.returns())
                                .map(Finished::mail)
                                .toList());
        var ours = new ArrayList<Boolean>();
        var heard = new ArrayList<UUID>();
        for (Finished one : attempts) {
            boolean mine = ended.contains(one.mail().id()) || row(transaction, one);
            ours.add(mine);
            if (mine && !one.settled().delivered().isEmpty()) {
                one.mail().about().ifPresent(heard::add);
            }
        }
        Originals.drop(transaction, heard);
        return ours;
    }

    /// Writes the row of an attempt that does not end it.
    private static boolean row(Connection transaction, Finished one) throws SQLException {
        if (one.isOver()) {
            return one.returns() && Originals.keep(transaction, one.mail(), one.failed());
        }
        Settlement settled = one.settled();
        return QueueStore.putBack(
                transaction,
                settled.mail(),
                settled.leftRecipients(),
                settled.pause(),
                settled.answer(),
                settled.mail().standing().delayTold() || settled.tellDelay());
    }

    private Written written(Sheet sheet, Finished one) throws SQLException {
        Settlement settled = one.settled();
        Content content = one.done().content();
        var fates = new ArrayList<Fate>();
        settled.delivered().forEach(it -> fates.add(fate(it.recipient(), Kind.DELIVERED, it)));
        settled.left().forEach(it -> fates.add(fate(it.recipient(), Kind.QUEUED, it)));
        boolean more = one.returns();
        if (one.mail().back() == Return.SENDER) {
            more |= tell(sheet, one.mail(), notices.arrived(settled, content));
        }
        if (settled.tellDelay()) {
            more |= tell(sheet, one.mail(), notices.delayed(settled, content));
        }
        if (settled.failed().isEmpty()) {
            return new Written(fates, Optional.empty(), more);
        }
        Kind kind = fail(sheet, one);
        settled.failed()
                .forEach(it -> fates.add(new Fate(it.recipient().toString(), kind, it.words())));
        return new Written(fates, holdOriginal(sheet, one), more);
    }

    /// What cannot be delivered goes back to a sender of ours, else to quarantine. A sender of ours who does not want to
    /// know is not told, and nobody is told of a notice.
    private Kind fail(Sheet sheet, Finished one) {
        QueuedMail mail = one.mail();
        if (one.returns()) {
            Optional<UUID> kept =
                    Optional.of(one.isOver() ? mail.id() : keepApart(sheet, mail, one.failed()));
            one.notice()
                    .map(it -> new Letter(it, one.to(), Return.QUARANTINE, kept))
                    .ifPresent(it -> post(sheet, mail, it));
            return Kind.RETURNED;
        }
        boolean unwanted = mail.back() == Return.SENDER && one.notice().isEmpty();
        if (unwanted || mail.back() == Return.NOBODY || mail.about().isPresent()) {
            return Kind.DISCARDED;
        }
        hold(sheet, mail, one.failed(), one.done().content());
        return Kind.HELD;
    }

    private void hold(Sheet sheet, QueuedMail mail, List<Address> recipients, Content content) {
        parts.undeliverable()
                .hold(sheet.batch(), mail, recipients, Plan.UNDELIVERABLE, content.octets());
    }

    /// Keeps a message, in a row of its own, for those who will never get it, while it goes on for others.
    private UUID keepApart(Sheet sheet, QueuedMail mail, List<Address> failed) {
        QueuedMail apart = mail.returning(MailId.next(parts.clock(), parts.random()), failed);
        QueueStore.insert(sheet.batch(), apart, null);
        return apart.id();
    }

    /// Puts the message into quarantine of which nobody took this notice, nor any other.
    private Optional<Original> holdOriginal(Sheet sheet, Finished notice) throws SQLException {
        if (!notice.isOver() || notice.mail().about().isEmpty()) {
            return Optional.empty();
        }
        UUID id = notice.mail().about().get();
        if (sheet.held().contains(id)) {
            return Optional.empty();
        }
        Optional<QueuedMail> found = Originals.ofWhichNobodyHeard(sheet.transaction(), id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        QueuedMail mail = found.get();
        List<Address> recipients = mail.envelope().recipients();
        try {
            Content content = read(sheet.transaction(), mail);
            sheet.opened().add(content);
            hold(sheet, mail, recipients, content);
        } catch (IOException e) {
            LOG.error("{} cannot be read, nor its sender be told", mail.message(), e);
            String why = "its sender cannot be told, and it cannot be read: " + e.getMessage();
            Originals.setAside(sheet.transaction(), mail, why);
            return Optional.empty();
        }
        sheet.held().add(id);
        String why = "its sender cannot be told: " + notice.settled().failed().getFirst().words();
        return Optional.of(
                new Original(
                        mail,
                        recipients.stream()
                                .map(it -> new Fate(it.toString(), Kind.HELD, why))
                                .toList()));
    }

    private Content read(Connection transaction, QueuedMail mail) throws SQLException, IOException {
        return parts.spool()
                .keep(mail.size(), to -> parts.contents().read(transaction, mail.content(), to));
    }

    /// Where mail to a sender goes now.
    private Map<NextHop, List<Address>> ways(Address sender) {
        var byHop = new LinkedHashMap<NextHop, List<Address>>();
        for (Address mailbox : parts.mailboxes().behind(sender)) {
            parts.routes()
                    .of(Door.EDGE, mailbox)
                    .ifPresent(
                            it -> byHop.computeIfAbsent(it, _ -> new ArrayList<>()).add(mailbox));
        }
        return byHop;
    }

    /// Queues a notice that nobody misses if it does not arrive; false where there is none, or no way to the sender.
    private boolean tell(Sheet sheet, QueuedMail about, Optional<NoticeWriter.Written> notice) {
        if (notice.isEmpty()) {
            return false;
        }
        Map<NextHop, List<Address>> to = ways(notice.get().to());
        post(sheet, about, new Letter(notice.get(), to, Return.NOBODY, Optional.empty()));
        return !to.isEmpty();
    }

    private void post(Sheet sheet, QueuedMail about, Letter letter) {
        letter.to()
                .forEach((hop, to) ->
                        QueueStore.insert(
                                sheet.batch(),
                                mail(sheet.batch(), about, letter, hop.toString(), to),
                                null));
    }

    private QueuedMail mail(
            Batch batch, QueuedMail about, Letter letter, String hop, List<Address> to) {
        Instant now = parts.clock().instant();
        var notice = letter.written().notice();
        ByteBuffer octets = ByteBuffer.wrap(notice.octets());
        ContentId body = parts.contents().put(batch, octets);
        var envelope =
                new Envelope(
                        ReversePath.Null.NULL,
                        to,
                        notice.eightBit(),
                        notice.smtpUtf8(),
                        Notices.NONE);
        return new QueuedMail(
                MailId.next(parts.clock(), parts.random()).toUuid(),
                letter.written().id(),
                now,
                about.node(),
                hop,
                Door.EDGE,
                Direction.INTERNAL,
                "",
                envelope,
                letter.back(),
                letter.original(),
                Optional.empty(),
                "",
                octets.remaining(),
                body,
                waiting(now));
    }

    /// How a message stands that was just put into the queue.
    QueuedMail.Standing waiting(Instant now) {
        Instant expiry = now.plus(parts.settings().retries().expiry());
        return new QueuedMail.Standing(QueuedMail.State.WAITING, now, expiry, 0, 0, 0, "", false);
    }

    private static Fate fate(Address recipient, Kind kind, Answer answer) {
        return new Fate(recipient.toString(), kind, answer.words());
    }
}
