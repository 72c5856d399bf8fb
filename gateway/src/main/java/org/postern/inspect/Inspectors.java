package org.postern.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.postern.journey.Arrival;
import org.postern.journey.Content;
import org.postern.journey.Dossier.Summary;
import org.postern.journey.Evidence;
import org.postern.journey.Inspector;
import org.postern.journey.Journey;
import org.postern.journey.Outcome;
import org.postern.journey.Outcome.Cause;
import org.postern.journey.Outcome.NotDone;
import org.postern.journey.Subject;
import org.postern.journey.TestResult;
import org.postern.mail.mime.MimeLimits;
import org.postern.mail.mime.Structure;
import org.postern.mail.mime.StructureReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the inspectors over a message on a bounded pool of platform threads, so that no message can starve connections
/// and timers (promise 7); a small mail that only brief ones look at is inspected by the caller itself. The calling thread waits no longer than the budget and a tenth of it; what is not done by then
/// is [NotDone] of cause [Cause#TIMEOUT]. Thread-safe.
///
/// One thread watches over all budgets. A time limit of its own for each wait would be a timer that a virtual thread sets
/// and takes back for every message, which costs as much as inspecting it.
public final class Inspectors implements Journey.Inspection, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Inspectors.class);

    /// Name of the reading that all other tests rest on.
    static final String STRUCTURE = "structure";

    /// Octets of a mail that brief inspectors may look at on the caller's own thread: waking another one, and being woken
    /// by it, costs as much as they do.
    static final long SMALL = 64 << 10;

    private final List<Inspector> inspectors;
    private final boolean allBrief;
    private final MimeLimits limits;
    private final Duration budget;
    private final ThreadPoolExecutor pool;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// An examination that somebody waits for.
    ///
    /// @param until when its budget is used up, in nanoseconds
    private record Running(Future<?> task, long until) {}

    public Inspectors(InspectSettings settings, MimeLimits limits, List<Inspector> inspectors) {
        this.inspectors = List.copyOf(inspectors);
        this.allBrief = inspectors.stream().allMatch(Inspector::isBrief);
        this.limits = limits;
        this.budget = settings.budget();
        this.pool =
                new ThreadPoolExecutor(
                        settings.threads(),
                        settings.threads(),
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(settings.maxWaiting()),
                        Thread.ofPlatform().name("inspect-", 0).daemon().factory());
        Thread.ofPlatform().name("inspect-watch").daemon().start(this::watch);
    }

    @Override
    public Journey.Examined examine(Arrival arrival, Content content) throws InterruptedException {
        var examination = new Examination(arrival, content);
        return allBrief && content.size() <= SMALL
                ? examineHere(arrival, examination)
                : examineInPool(arrival, examination);
    }

    private static Journey.Examined examineHere(Arrival arrival, Examination examination)
            throws InterruptedException {
        try {
            examination.run();
        } catch (RuntimeException | StackOverflowError e) {
            return failed(arrival, examination, e);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return examination.known(Cause.CRASHED, "ended without a result");
    }

    /// The examination catches what inspectors throw; what came this far is a bug of ours.
    private static Journey.Examined failed(
            Arrival arrival, Examination examination, Throwable why) {
        LOG.error("examination of {} failed", arrival.id(), why);
        return examination.known(Cause.CRASHED, String.valueOf(why.getMessage()));
    }

    private Journey.Examined examineInPool(Arrival arrival, Examination examination)
            throws InterruptedException {
        Future<?> task;
        try {
            task = pool.submit(examination);
        } catch (RejectedExecutionException _) {
            return examination.known(Cause.LIMIT, "too many messages wait for inspection");
        }
        var mine = new Running(task, System.nanoTime() + budget.toNanos());
        running.add(mine);
        if (pool.isShutdown()) {
            task.cancel(true);
        }
        try {
            task.get();
            return examination.known(Cause.CRASHED, "ended without a result");
        } catch (CancellationException _) {
            return examination.known(
                    Cause.TIMEOUT, "over the budget of " + budget.toMillis() + " ms");
        } catch (ExecutionException e) {
            return failed(arrival, examination, e);
        } finally {
            // Whoever leaves before the end, interrupted for example, closes the content soon.
            examination.abandon();
            task.cancel(true);
            running.remove(mine);
        }
    }

    /// Gives up examinations whose budget is used up.
    private void watch() {
        Duration tick = budget.dividedBy(20);
        try {
            while (!closed.await(Math.max(1, tick.toMillis()), TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                for (Running one : running) {
                    if (now - one.until() > 0) {
                        one.task().cancel(true);
                    }
                }
            }
        } catch (InterruptedException _) {
            LOG.warn("budgets of inspection are no longer watched");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        pool.shutdownNow();
        running.forEach(it -> it.task().cancel(true));
    }

    /// One message under examination. Results appear one by one, so that those ready in time are kept when time is over.
    private final class Examination implements Runnable {
        private final Arrival arrival;
        private final Content content;
        private final List<TestResult> results = new ArrayList<>(inspectors.size() + 1);
        private Summary summary;
        private volatile boolean abandoned;

        Examination(Arrival arrival, Content content) {
            this.arrival = arrival;
            this.content = content;
            this.summary = new Summary(content.size(), "", "", "", "");
        }

        /// Nobody waits for it any more, and its content may be closed at any moment: reading it then throws.
        void abandon() {
            abandoned = true;
        }

        @Override
        public void run() {
            try {
                long begun = System.nanoTime();
                Structure structure = StructureReader.read(content.octets(), limits);
                Summary read = Summaries.of(content.size(), hash(), structure);
                synchronized (this) {
                    summary = read;
                    results.add(result(STRUCTURE, Outcome.NothingFound.NOTHING_FOUND, begun));
                }
                var subject = new Subject(arrival, content, structure);
                for (Inspector inspector : inspectors) {
                    if (abandoned) {
                        return;
                    }
                    long started = System.nanoTime();
                    Outcome outcome = outcome(inspector, subject);
                    synchronized (this) {
                        results.add(result(inspector.name(), outcome, started));
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private String hash() {
            return HexFormat.of().formatHex(content.sha256());
        }

        private Outcome outcome(Inspector inspector, Subject subject) throws InterruptedException {
            try {
                return inspector.inspect(subject);
            } catch (RuntimeException e) {
                if (abandoned) {
                    LOG.debug("{} was cut off at {}", inspector.name(), arrival.id(), e);
                } else {
                    LOG.error("{} crashed on {}", inspector.name(), arrival.id(), e);
                }
                return new NotDone(Cause.CRASHED, e.getClass().getSimpleName());
            }
        }

        /// What is known by now; tests without a result were not done for the given cause.
        synchronized Journey.Examined known(Cause cause, String detail) {
            var all = new ArrayList<>(results);
            if (results.isEmpty()) {
                all.add(new TestResult(STRUCTURE, new NotDone(cause, detail), budget, List.of()));
            }
            for (int i = all.size() - 1; i < inspectors.size(); i++) {
                String name = inspectors.get(i).name();
                all.add(new TestResult(name, new NotDone(cause, detail), Duration.ZERO, List.of()));
            }
            return new Journey.Examined(summary, new Evidence(all));
        }
    }

    private static TestResult result(String test, Outcome outcome, long begunNanos) {
        Duration took = Duration.ofNanos(System.nanoTime() - begunNanos);
        return new TestResult(test, outcome, took, List.of());
    }
}
