package org.postern.queue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.postern.contents.Contents;
import org.postern.custody.Spool;
import org.postern.journey.Content;
import org.postern.journey.Dossier.Fate;
import org.postern.journey.Dossier.Kind;
import org.postern.journey.Journey;
import org.postern.journey.Plan;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers what is in the queue: one thread claims, one for each delivery hands on, a [Scribe] writes down what came of it. A
/// delivery has its place until that is committed, so a database that is away ends the deliveries instead of repeating
/// them.
final class Runner implements Scribe.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration HOP_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_HOP_PAUSE = Duration.ofMinutes(10);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration UNREADABLE = Duration.ofMinutes(1);

    /// What the runner is put together from.
    record Parts(
            Database database,
            Contents contents,
            Spool spool,
            Plan.NextHops nextHops,
            Journey.Delivery delivery,
            Clerk clerk,
            Queue.Chronicle chronicle,
            QueueSettings settings,
            String node,
            Backoff backoff,
            InstantSource clock) {}

    private final Parts parts;
    private final UUID worker;
    private final UUID predecessor;
    private final Hops hops;
    private final Semaphore suspects = new Semaphore(1);
    private final Set<UUID> known = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong inMemory = new AtomicLong();
    private final Semaphore alarm = new Semaphore(0);
    private final Scribe scribe;
    private final Set<Thread> deliveries = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean registered;

    /// Whether the last claim passed something over for want of a place.
    private volatile boolean leftWaiting = true;

    /// @param predecessor the worker of this node's last run, whose leases are void
    Runner(Parts parts, UUID worker, UUID predecessor) {
        this.parts = parts;
        this.worker = worker;
        this.predecessor = predecessor;
        QueueSettings settings = parts.settings();
        this.hops = new Hops(settings.deliveriesToOne(), HOP_PAUSE, LONGEST_HOP_PAUSE);
        this.scribe = new Scribe(parts.database(), parts.clerk(), this);
    }

    void start() {
        threads.add(Thread.ofPlatform().name("queue-claim").daemon().start(this::claimAll));
        threads.add(Thread.ofPlatform().name("queue-write").daemon().start(scribe::run));
    }

    boolean isReady() {
        return registered && closing.getCount() > 0;
    }

    /// Whether a message for a next hop may be leased at its commit and handed to [#take] after it.
    boolean reserve(UUID row, String hop, long octets) {
        if (!isReady() || !hops.isOpen(hop, System.nanoTime())) {
            return false;
        }
        int deliveries = underWay.incrementAndGet();
        long waiting = inMemory.addAndGet(octets);
        boolean fits =
                deliveries <= parts.settings().deliveries()
                        && waiting <= parts.settings().inMemory().octets();
        if (fits) {
            known.add(row);
        } else {
            unreserve(row, octets);
        }
        return fits;
    }

    /// Gives back what was reserved for a message that was not committed.
    void unreserve(UUID row, long octets) {
        known.remove(row);
        underWay.decrementAndGet();
        inMemory.addAndGet(-octets);
    }

    UUID worker() {
        return worker;
    }

    /// Wakes the claiming thread: something may be due.
    void look() {
        alarm.release();
    }

    private void claimAll() {
        long heartbeat = System.nanoTime() - HEARTBEAT.toNanos();
        long sweep = System.nanoTime();
        while (closing.getCount() > 0) {
            try {
                long now = System.nanoTime();
                if (now - heartbeat >= HEARTBEAT.toNanos()) {
                    beat();
                    heartbeat = now;
                }
                if (now - sweep >= SWEEP.toNanos()) {
                    parts.database().transaction(DatabaseRole.MAIL, QueueStore::sweep);
                    sweep = now;
                }
                giveBack(hops.stranded(now));
                if (!claim()) {
                    alarm.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                    alarm.drainPermits();
                }
            } catch (SQLException e) {
                LOG.debug("the queue waits for the database: {}", e.getMessage());
                pause(LOOK);
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.error("bug in the queue", e);
                pause(LOOK);
            }
        }
    }

    private void beat() throws SQLException {
        List<QueuedMail> aside =
                parts.database()
                        .transaction(
                                DatabaseRole.MAIL,
                                it -> {
                                    QueueStore.heard(it, worker, parts.node());
                                    QueueStore.forget(it, predecessor);
                                    QueueStore.giveBackUnknown(it, worker, known);
                                    return QueueStore.takeBack(it);
                                });
        registered = true;
        aside.forEach(it -> parts.chronicle().setAside(it, "workers were lost over it"));
    }

    /// Claims what is due and fits; false if there is nothing more to claim now.
    private boolean claim() throws SQLException {
        boolean some = false;
        int room = parts.settings().deliveries() - underWay.get();
        List<String> busy = hops.busy(System.nanoTime());
        leftWaiting = room <= 0 || !busy.isEmpty();
        if (room > 0) {
            List<QueuedMail> claimed =
                    parts.database()
                            .transaction(
                                    DatabaseRole.MAIL,
                                    it -> QueueStore.claim(it, worker, busy, room));
            claimed.forEach(this::begin);
            some = !claimed.isEmpty();
        }
        if (suspects.tryAcquire()) {
            List<QueuedMail> suspect =
                    parts.database()
                            .transaction(
                                    DatabaseRole.MAIL, it -> QueueStore.claimSuspect(it, worker));
            if (suspect.isEmpty()) {
                suspects.release();
            }
            suspect.forEach(this::begin);
            some |= !suspect.isEmpty();
        }
        return some;
    }

    private void begin(QueuedMail claimed) {
        underWay.incrementAndGet();
        known.add(claimed.id());
        take(new Job(claimed, Optional.empty()));
    }

    /// Delivers a leased message, once its next hop has a place.
    void take(Job job) {
        if (hops.enter(job)) {
            start(job);
        }
    }

    private void start(Job job) {
        Thread thread = Thread.ofVirtual().name("queue-delivery").unstarted(() -> deliver(job));
        deliveries.add(thread);
        thread.start();
    }

    private void deliver(Job job) {
        try {
            attempt(job);
        } catch (InterruptedException _) {
            // Closing: the lease ends with this worker.
            leave(job, false);
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
            settle(job, unreadable(job, String.valueOf(e.getMessage())), Queue.NO_CONTENT, false);
            return;
        }
        try {
            Attempt.Result result =
                    Attempt.run(job.mail(), content, parts.nextHops(), parts.delivery());
            Settlement settled =
                    Settlement.of(
                            job.mail(),
                            result.answers(),
                            parts.settings().retries(),
                            parts.backoff(),
                            parts.clock().instant());
            settle(job, settled, content, result.troubled());
        } catch (InterruptedException e) {
            content.close();
            throw e;
        } catch (RuntimeException e) {
            LOG.error("bug in the delivery of {}", job.mail().message(), e);
            settle(job, unreadable(job, "bug: " + e), content, false);
        }
    }

    private Content content(Job job) throws SQLException, IOException {
        if (job.atHand().isPresent()) {
            return job.atHand().get();
        }
        QueuedMail mail = job.mail();
        try (Connection connection = parts.database().connection(DatabaseRole.MAIL)) {
            connection.setAutoCommit(false);
            return parts.spool()
                    .keep(mail.size(), to -> parts.contents().read(connection, mail.content(), to));
        }
    }

    private Settlement unreadable(Job job, String why) {
        List<Answer.PutOff> all =
                job.mail().envelope().recipients().stream()
                        .map(it ->
                                new Answer.PutOff(
                                        it,
                                        job.hop(),
                                        Optional.empty(),
                                        "was not tried, as the message cannot be read now: " + why))
                        .toList();
        return new Settlement(job.mail(), List.of(), List.of(), all, UNREADABLE, false);
    }

    private void settle(Job job, Settlement settled, Content content, boolean troubled) {
        scribe.add(new Done(job, settled, content, troubled));
    }

    private void setAside(Job job, String why) {
        QueuedMail mail = job.mail();
        try {
            parts.database()
                    .transaction(DatabaseRole.MAIL, it -> QueueStore.setAside(it, mail, why));
            parts.chronicle().setAside(mail, why);
        } catch (SQLException e) {
            LOG.error("{} is damaged and could not be set aside: {}", mail.message(), why, e);
        }
        leave(job, false);
    }

    @Override
    public void written(Done done, List<Fate> fates) {
        leave(done.job(), done.troubled());
        if (!fates.isEmpty()) {
            parts.chronicle().attempted(done.mail(), fates);
        }
        // A claim asks the database twice, so it is not made where nothing but room came of this.
        if (leftWaiting || fates.stream().anyMatch(it -> it.kind() != Kind.DELIVERED)) {
            look();
        }
    }

    @Override
    public void setAside(Done done, String why) {
        leave(done.job(), done.troubled());
        parts.chronicle().setAside(done.mail(), why);
    }

    private void forget(Job job) {
        unreserve(job.mail().id(), job.octetsAtHand());
        if (job.mail().standing().crashes() > 0) {
            suspects.release();
        }
    }

    private void leave(Job job, boolean troubled) {
        forget(job);
        hops.leave(job.hop(), troubled, System.nanoTime()).forEach(this::start);
    }

    private void giveBack(Collection<Job> jobs) throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        List<QueuedMail> mails = jobs.stream().map(Job::mail).toList();
        jobs.forEach(this::forget);
        parts.database()
                .transaction(
                        DatabaseRole.MAIL,
                        it -> {
                            QueueStore.release(it, mails);
                            return true;
                        });
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
            giveBackQuietly(hops.abandon());
            long until = System.nanoTime() + DRAIN.toNanos();
            while (underWay.get() > 0 && System.nanoTime() - until < 0) {
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
                                QueueStore.giveUp(it, worker);
                                return true;
                            });
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.debug("leases end with this worker: {}", e.getMessage());
        }
    }

    private void giveBackQuietly(Collection<Job> jobs) {
        try {
            giveBack(jobs);
        } catch (SQLException e) {
            LOG.debug("leases end with this worker: {}", e.getMessage());
        }
    }
}
