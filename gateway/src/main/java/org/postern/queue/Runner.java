package org.postern.queue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.postern.contents.Contents;
import org.postern.custody.Spool;
import org.postern.journey.Content;
import org.postern.journey.Dossier.Kind;
import org.postern.journey.Journey;
import org.postern.journey.Routes;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.SqlStates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers what is in the queue: one thread claims, one for each delivery hands on, a [Scribe] writes down what came of it. A
/// delivery has its place until that is committed, so a database that is away ends the deliveries instead of repeating
/// them.
final class Runner implements Scribe.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration HOP_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_HOP_PAUSE = Duration.ofMinutes(10);
    private static final Duration UNREADABLE = Duration.ofMinutes(1);

    /// Messages read from the database at once: each has a connection for as long, and who commits needs some, too.
    private static final int READ_AT_ONCE = 3;

    /// What the runner is put together from.
    ///
    /// @param drain how long deliveries may take to end once it closes
    record Parts(
            Database database,
            Contents contents,
            Spool spool,
            Routes routes,
            Journey.Delivery delivery,
            Clerk clerk,
            Queue.Chronicle chronicle,
            QueueSettings settings,
            String node,
            Backoff backoff,
            Duration drain,
            InstantSource clock) {}

    private final Parts parts;
    private final UUID worker;
    private final Hops hops;
    private final Scribe scribe;
    private final Chores chores;
    private final Suspects suspects = new Suspects();
    private final Set<UUID> known = ConcurrentHashMap.newKeySet();
    private final AtomicLong inMemory = new AtomicLong();
    private final Semaphore alarm = new Semaphore(0);
    private final Semaphore reading = new Semaphore(READ_AT_ONCE, /* fair= */ true);
    private final Set<Thread> deliveries = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /// Whether the last claim passed something over for want of a place.
    private volatile boolean leftWaiting = true;

    /// @param predecessors the workers of this node's last runs, whose leases are void
    Runner(Parts parts, UUID worker, List<UUID> predecessors) {
        this.parts = parts;
        this.worker = worker;
        QueueSettings settings = parts.settings();
        this.hops =
                new Hops(
                        new Hops.Places(settings.deliveries(), settings.deliveriesToOne()),
                        new Hops.Pauses(HOP_PAUSE, LONGEST_HOP_PAUSE));
        this.scribe = new Scribe(parts.database(), parts.clerk(), this);
        this.chores = new Chores(parts, worker, predecessors, known);
    }

    void start() {
        threads.add(Thread.ofPlatform().name("queue-claim").daemon().start(this::claimAll));
        threads.add(Thread.ofPlatform().name("queue-write").daemon().start(scribe::run));
    }

    boolean isReady() {
        return chores.isRegistered() && closing.getCount() > 0;
    }

    /// Whether a message may be leased at its commit and handed to [#take] after it, with its octets at hand.
    boolean reserve(QueuedMail mail) {
        if (!isReady()) {
            return false;
        }
        if (inMemory.addAndGet(mail.size()) > parts.settings().inMemory().octets()
                || !hops.enterAtOnce(mail.nextHop(), System.nanoTime())) {
            inMemory.addAndGet(-mail.size());
            return false;
        }
        known.add(mail.id());
        return true;
    }

    /// Gives back what was reserved for a message that was not committed.
    void unreserve(QueuedMail mail) {
        known.remove(mail.id());
        inMemory.addAndGet(-mail.size());
        long now = System.nanoTime();
        hops.leave(mail.nextHop(), Contact.NONE, now, now, "");
    }

    UUID worker() {
        return worker;
    }

    /// Wakes the claiming thread: something may be due.
    void look() {
        alarm.release();
    }

    /// Wakes the claiming thread, and asks next hops again that failed.
    void lookEverywhere() {
        hops.forgive(System.nanoTime());
        look();
    }

    private void claimAll() {
        while (closing.getCount() > 0) {
            try {
                chores.run(System.nanoTime());
                if (!claim()) {
                    alarm.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                    alarm.drainPermits();
                }
            } catch (SQLException e) {
                if (parts.database().up() && !SqlStates.isPassing(e)) {
                    LOG.warn("nothing can be claimed from the queue now", e);
                } else {
                    LOG.debug("the queue waits for the database: {}", e.getMessage());
                }
                pause(LOOK);
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.error("bug in the queue", e);
                pause(LOOK);
            }
        }
    }

    /// Claims what is due and fits; false if there is nothing more to claim now.
    private boolean claim() throws SQLException {
        Hops.Room room = hops.room(System.nanoTime());
        leftWaiting = room.isTight();
        var claimed = new ArrayList<QueuedMail>();
        if (room.most() > 0) {
            claimed.addAll(claim(it -> QueueStore.claim(it, worker, room)));
            if (suspects.mayBegin(System.nanoTime())) {
                claimed.addAll(claim(it -> QueueStore.claimSuspect(it, worker, room.closed())));
            }
        }
        var untried = new ArrayList<QueuedMail>();
        for (QueuedMail mail : claimed) {
            if (hops.enter(mail.nextHop(), System.nanoTime())) {
                begin(mail, Optional.empty());
            } else {
                untried.add(mail);
            }
        }
        giveBack(untried);
        boolean late = claimLate();
        return late || claimed.size() > untried.size();
    }

    /// Mail behind a next hop that fails for everybody ends in time, although there are not attempts enough for each.
    private boolean claimLate() throws SQLException {
        boolean some = false;
        for (Hops.Failing failing : chores.failing(hops, System.nanoTime())) {
            List<QueuedMail> late =
                    claim(it ->
                            QueueStore.claimLate(
                                    it,
                                    worker,
                                    failing.name(),
                                    parts.settings().retries().delayNotice(),
                                    Chores.LATE_AT_ONCE));
            for (QueuedMail mail : late) {
                hops.force(mail.nextHop(), System.nanoTime());
                begin(mail, Optional.of(failing.answer()));
            }
            if (late.size() == Chores.LATE_AT_ONCE) {
                chores.moreIsLate(System.nanoTime());
            }
            some |= !late.isEmpty();
        }
        return some;
    }

    private List<QueuedMail> claim(Database.Work<List<QueuedMail>> work) throws SQLException {
        return parts.database().transaction(DatabaseRole.MAIL, work);
    }

    private void begin(QueuedMail mail, Optional<String> givenUp) {
        known.add(mail.id());
        var job = new Job(mail, Optional.empty(), givenUp, System.nanoTime());
        if (job.isSuspect()) {
            suspects.begin(mail.id(), System.nanoTime());
        }
        take(job);
    }

    /// Delivers a leased message that has its place.
    void take(Job job) {
        Thread thread = Thread.ofVirtual().name("queue-delivery").unstarted(() -> deliver(job));
        deliveries.add(thread);
        thread.start();
    }

    private void deliver(Job job) {
        try {
            attempt(job);
        } catch (InterruptedException _) {
            // Closing: the lease ends with this worker.
            leave(job, Contact.NONE, "");
        } finally {
            deliveries.remove(Thread.currentThread());
        }
    }

    private void attempt(Job job) throws InterruptedException {
        Content content;
        try {
            content = content(job);
        } catch (Contents.Damaged e) {
            setAside(job, String.valueOf(e.getMessage()));
            return;
        } catch (SQLException | IOException e) {
            LOG.warn("{} cannot be read: {}", job.mail().message(), e.getMessage());
            scribe.add(unreadable(job, String.valueOf(e.getMessage()), Queue.NO_CONTENT));
            return;
        } catch (RuntimeException | Error e) {
            LOG.error("bug in the reading of {}", job.mail().message(), e);
            scribe.add(unreadable(job, "bug: " + e, Queue.NO_CONTENT));
            return;
        }
        try {
            scribe.add(attempted(job, content));
        } catch (InterruptedException e) {
            content.close();
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.error("bug in the delivery of {}", job.mail().message(), e);
            scribe.add(unreadable(job, "bug: " + e, content));
        }
    }

    private Done attempted(Job job, Content content) throws InterruptedException {
        QueuedMail mail = job.mail();
        Attempt.Result result =
                job.givenUp().isPresent()
                        ? Attempt.unasked(mail, job.givenUp().get())
                        : Attempt.run(mail, content, parts.routes(), parts.delivery());
        Settlement settled =
                Settlement.of(
                        mail,
                        result.answers(),
                        job.givenUp().isPresent(),
                        parts.settings().retries(),
                        parts.backoff(),
                        parts.clock().instant());
        return new Done(job, settled, content, result.contact());
    }

    private Content content(Job job) throws SQLException, IOException, InterruptedException {
        if (job.atHand().isPresent()) {
            return job.atHand().get();
        }
        QueuedMail mail = job.mail();
        reading.acquire();
        try (Connection connection = parts.database().connection(DatabaseRole.MAIL)) {
            connection.setAutoCommit(false);
            return parts.spool()
                    .keep(mail.size(), to -> parts.contents().read(connection, mail.content(), to));
        } finally {
            reading.release();
        }
    }

    private static Done unreadable(Job job, String why, Content content) {
        List<Answer.PutOff> all =
                job.mail().envelope().recipients().stream()
                        .map(it ->
                                new Answer.PutOff(
                                        it,
                                        job.hop(),
                                        Optional.empty(),
                                        "was not tried, as the message cannot be read now: " + why))
                        .toList();
        var settled = new Settlement(job.mail(), List.of(), List.of(), all, UNREADABLE, false);
        return new Done(job, settled, content, Contact.NONE);
    }

    private void setAside(Job job, String why) {
        QueuedMail mail = job.mail();
        try {
            boolean ours =
                    parts.database()
                            .transaction(
                                    DatabaseRole.MAIL, it -> QueueStore.setAside(it, mail, why));
            if (ours) {
                parts.chronicle().setAside(mail, why);
            }
        } catch (SQLException e) {
            LOG.error("{} is damaged and could not be set aside: {}", mail.message(), why, e);
        }
        leave(job, Contact.NONE, "");
    }

    @Override
    public void written(Done done, Clerk.Written written) {
        leave(done.job(), done.contact(), done.settled().answer());
        if (!written.fates().isEmpty()) {
            parts.chronicle().attempted(done.mail(), written.fates());
        }
        written.original().ifPresent(it -> parts.chronicle().attempted(it.mail(), it.fates()));
        // A claim asks the database twice, so it is not made where nothing but room came of this.
        if (leftWaiting
                || written.more()
                || written.fates().stream().anyMatch(it -> it.kind() != Kind.DELIVERED)) {
            look();
        }
    }

    @Override
    public void setAside(Done done, String why) {
        leave(done.job(), done.contact(), done.settled().answer());
        parts.chronicle().setAside(done.mail(), why);
    }

    private void leave(Job job, Contact contact, String answer) {
        known.remove(job.mail().id());
        inMemory.addAndGet(-job.octetsAtHand());
        suspects.end(job.mail().id());
        hops.leave(job.hop(), contact, job.begun(), System.nanoTime(), answer);
    }

    private void giveBack(List<QueuedMail> mails) throws SQLException {
        if (!mails.isEmpty()) {
            claim(it -> {
                QueueStore.release(it, mails);
                return mails;
            });
        }
    }

    private boolean pause(Duration time) {
        try {
            return !closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return false;
        }
    }

    /// Claims nothing more, lets deliveries end within a time, and gives back what is left.
    @Override
    public void close() {
        closing.countDown();
        look();
        try {
            long until = System.nanoTime() + parts.drain().toNanos();
            while (hops.active() > 0 && System.nanoTime() - until < 0) {
                Thread.sleep(20);
            }
            deliveries.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.interrupt();
                thread.join(LOOK);
            }
            parts.database()
                    .transaction(
                            DatabaseRole.MAIL,
                            it -> {
                                WorkerStore.giveUp(it, worker);
                                return true;
                            });
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.debug("leases end with this worker: {}", e.getMessage());
        }
    }
}
