package org.postern.queue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.postern.contents.ContentId;
import org.postern.contents.Contents;
import org.postern.custody.Keeper;
import org.postern.custody.Spool;
import org.postern.journey.Content;
import org.postern.journey.Dossier;
import org.postern.journey.Dossier.Fate;
import org.postern.journey.Envelope;
import org.postern.journey.Journey;
import org.postern.journey.Journey.Accepted;
import org.postern.journey.MailId;
import org.postern.journey.NextHop;
import org.postern.journey.Plan;
import org.postern.journey.Routes;
import org.postern.journey.Shipment;
import org.postern.journey.Trace;
import org.postern.mail.address.Address;
import org.postern.store.Batch;
import org.postern.store.Database;

/// The queue: keeps what a commit holds for it, and delivers it, at once where there is room. Thread-safe, and safe beside
/// other nodes on the same database.
public final class Queue implements Keeper, AutoCloseable {
    /// Stands for octets that could not be read.
    static final Content NO_CONTENT = new Octets(ByteBuffer.allocate(0));

    /// Takes note of what happens to queued mail.
    public interface Chronicle {
        /// @param fates of the recipients that were left
        void attempted(QueuedMail mail, List<Fate> fates);

        /// A row was taken out of the way until an administrator looks at it.
        void setAside(QueuedMail mail, String why);
    }

    /// Holds what cannot be delivered and may not be returned; implemented over the quarantine.
    @FunctionalInterface
    public interface Undeliverable {
        void hold(
                Batch batch,
                QueuedMail mail,
                List<Address> recipients,
                String reason,
                ByteBuffer octets);
    }

    /// Knows where mail to senders of ours ends up; implemented over the recipients.
    @FunctionalInterface
    public interface Mailboxes {
        /// What an address stands for: itself, if it is no alias; nothing where it is known that nobody is there. Answers
        /// from memory.
        List<Address> behind(Address sender);
    }

    /// What the queue rests on.
    ///
    /// @param contents bodies on the queue's shelf
    /// @param delivery patient: nobody waits
    /// @param random makes ids; thread-safe
    public record Parts(
            Database database,
            Contents contents,
            Spool spool,
            Routes routes,
            Mailboxes mailboxes,
            Journey.Delivery delivery,
            Undeliverable undeliverable,
            Chronicle chronicle,
            QueueSettings settings,
            String node,
            InstantSource clock,
            RandomGenerator random) {}

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Parts parts;
    private final Trace trace;
    private final Clerk clerk;
    private final Runner runner;

    private Queue(Parts parts, UUID worker, List<UUID> predecessors, Duration drain) {
        this.parts = parts;
        this.trace = new Trace(parts.node());
        QueueSettings.Retries retries = parts.settings().retries();
        this.clerk =
                new Clerk(parts, new NoticeWriter(parts.node(), parts.clock(), parts.random()));
        this.runner =
                new Runner(
                        new Runner.Parts(
                                parts.database(),
                                parts.contents(),
                                parts.spool(),
                                parts.routes(),
                                parts.delivery(),
                                clerk,
                                parts.chronicle(),
                                parts.settings(),
                                parts.node(),
                                new Backoff(retries.shortest(), retries.longest(), parts.random()),
                                drain,
                                parts.clock()),
                        worker,
                        predecessors);
    }

    /// Begins to deliver.
    ///
    /// @param worker a new id, which this run has among all on the database
    /// @param predecessors the ids of this node's last runs, whose leases are void now
    public static Queue start(Parts parts, UUID worker, List<UUID> predecessors) {
        return start(parts, worker, predecessors, DRAIN);
    }

    /// @param drain how long deliveries may take to end once it closes
    static Queue start(Parts parts, UUID worker, List<UUID> predecessors, Duration drain) {
        var queue = new Queue(parts, worker, predecessors, drain);
        queue.runner.start();
        return queue;
    }

    @Override
    public Afterwards keep(Batch batch, Accepted accepted, Plan.Commit plan, Content content) {
        if (plan.queued().isEmpty()) {
            return Afterwards.NOTHING;
        }
        ContentId body = parts.contents().put(batch, content.octets());
        var byHop = new LinkedHashMap<NextHop, List<Address>>();
        plan.queued()
                .forEach(it ->
                        byHop.computeIfAbsent(it.nextHop(), _ -> new ArrayList<>())
                                .add(it.recipient()));
        var atOnce = new ArrayList<QueuedMail>();
        boolean kept = false;
        try {
            byHop.forEach((hop, recipients) -> {
                QueuedMail mail = mail(accepted, hop, recipients, content.size(), body);
                boolean now = runner.reserve(mail);
                if (now) {
                    atOnce.add(mail);
                }
                QueueStore.insert(batch, mail, now ? runner.worker() : null);
            });
            List<Job> jobs = atOnce.isEmpty() ? List.of() : jobs(atOnce, content);
            kept = true;
            return committed -> ended(jobs, committed);
        } finally {
            if (!kept) {
                atOnce.forEach(runner::unreserve);
            }
        }
    }

    /// The message is the same for all next hops, and outlives its session.
    private static List<Job> jobs(List<QueuedMail> mails, Content content) {
        Content octets = Octets.copyOf(content.octets());
        long now = System.nanoTime();
        return mails.stream()
                .map(it -> new Job(it, Optional.of(octets), Optional.empty(), now))
                .toList();
    }

    private void ended(List<Job> atOnce, boolean committed) {
        if (!committed) {
            atOnce.forEach(it -> runner.unreserve(it.mail()));
            return;
        }
        atOnce.forEach(runner::take);
        if (atOnce.isEmpty()) {
            runner.look();
        }
    }

    private QueuedMail mail(
            Accepted accepted, NextHop hop, List<Address> recipients, long size, ContentId body) {
        Dossier dossier = accepted.dossier();
        Envelope envelope = dossier.envelope().forRecipients(recipients);
        QueuedMail.Standing waiting = clerk.waiting(dossier.at());
        var leased =
                new QueuedMail.Standing(
                        QueuedMail.State.LEASED,
                        waiting.dueAt(),
                        waiting.expiresAt(),
                        1,
                        0,
                        1,
                        "",
                        false);
        return new QueuedMail(
                MailId.next(parts.clock(), parts.random()).toUuid(),
                dossier.id(),
                dossier.at(),
                dossier.node(),
                hop.toString(),
                dossier.door(),
                dossier.direction(),
                dossier.message().subject(),
                envelope,
                accepted.senderMayBeTold()
                        ? QueuedMail.Return.SENDER
                        : QueuedMail.Return.QUARANTINE,
                Optional.empty(),
                Shipment.behalf(dossier.door(), dossier.client(), dossier.neighbour()),
                trace.received(
                                dossier.id(),
                                dossier.door(),
                                dossier.client(),
                                recipients,
                                dossier.envelope().smtpUtf8(),
                                dossier.at())
                        + Trace.tags(dossier.evidence()),
                size,
                body,
                leased);
    }

    /// Whether mail that is committed now is delivered at once.
    public boolean isReady() {
        return runner.isReady();
    }

    /// Something may have become due: an administrator asked for it, so next hops that failed are asked again, too.
    public void look() {
        runner.lookEverywhere();
    }

    /// Lets deliveries end within a time and gives back what is left.
    @Override
    public void close() {
        runner.close();
    }
}
