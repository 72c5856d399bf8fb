package org.postern.blocklist.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.postern.blocklist.Rule;
import org.postern.blocklist.table.PrefixTable;
import org.postern.mail.address.IpPrefix;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lists of others: looks after them on one thread, and gives a test of clients for each. Readers never wait: a list
/// that came is read beside the one in force, which it then replaces at once.
public final class Feeds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feeds.class);

    /// Longer than any decision takes, so that nobody is at a table when it is given back.
    private static final long GRACE_SECONDS = 60;

    private static final String TEXT = "Mail from {address} is not taken: it is {reason}";

    private final List<Feed> feeds;
    private final FeedSettings settings;
    private final Supplier<List<IpPrefix>> own;
    private final FeedWatcher watcher;
    private final InstantSource clock;
    private final Places places;
    private final ScheduledExecutorService worker;

    /// Nothing is read before the start.
    ///
    /// @param own networks that no list may touch: ours, and those that entries of ours let in; asked at each look
    /// @throws IOException the directory for copies, or the file of authorities
    public Feeds(
            FeedSettings settings,
            Supplier<List<IpPrefix>> own,
            FeedWatcher watcher,
            InstantSource clock)
            throws IOException {
        this.settings = settings;
        this.own = own;
        this.watcher = watcher;
        this.clock = clock;
        this.feeds = settings.feeds().stream().map(it -> new Feed(it, settings)).toList();
        if (!feeds.isEmpty()) {
            Files.createDirectories(
                    settings.directory(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        try {
            this.places = new Places(settings.authorities(), settings.patience());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read the authorities: " + e.getMessage(), e);
        }
        this.worker =
                Executors.newSingleThreadScheduledExecutor(task -> {
                    var thread = new Thread(task, "feeds");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /// Puts the last good copies in force, then looks at all places, and again and again.
    public void start() {
        if (feeds.isEmpty()) {
            return;
        }
        worker.execute(this::recall);
        var _ =
                worker.scheduleWithFixedDelay(
                        () -> lookQuietly(false),
                        0,
                        settings.refresh().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /// One test for each list, with what its line of the settings says shall follow.
    public List<Rule> rules() {
        return feeds.stream().map(this::rule).toList();
    }

    private Rule rule(Feed feed) {
        var choice = feed.source().choice();
        return new Rule(
                new ListedByFeed(feed, address -> new FeedGuard(own.get()).isOwn(address)),
                choice.action(),
                choice.score(),
                Optional.of(TEXT));
    }

    /// How all lists stand.
    public List<FeedState> states() {
        return feeds.stream().map(Feed::state).toList();
    }

    /// Looks at all places at once, due or not.
    ///
    /// @return what became of those where something did; the watcher hears it too
    public List<FeedEvent> reloadNow() throws InterruptedException {
        return ask(() -> look(true));
    }

    /// Looks at one place and takes what is there, although it may differ much from the last copy; everything else about it is checked as ever.
    ///
    /// @return what became of it; empty where there is no such list
    public List<FeedEvent> accept(String name) throws InterruptedException {
        return ask(() -> {
            for (Feed feed : feeds) {
                if (feed.source().name().equals(name)) {
                    return check(feed, new FeedGuard(own.get()), true);
                }
            }
            return List.of();
        });
    }

    private <T> T ask(Callable<T> task) throws InterruptedException {
        try {
            return worker.submit(task).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void recall() {
        var guard = new FeedGuard(own.get());
        for (Feed feed : feeds) {
            feed.recall(guard).ifPresent(this::tell);
        }
    }

    private void lookQuietly(boolean all) {
        try {
            look(all);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("bug in feeds", e);
        }
    }

    private List<FeedEvent> look(boolean all) throws InterruptedException {
        var guard = new FeedGuard(own.get());
        var events = new ArrayList<FeedEvent>();
        for (Feed feed : feeds) {
            Instant now = clock.instant();
            if (all || feed.isDue(now)) {
                events.addAll(check(feed, guard, false));
            }
        }
        return List.copyOf(events);
    }

    private List<FeedEvent> check(Feed feed, FeedGuard guard, boolean anyChange)
            throws InterruptedException {
        List<FeedEvent> events =
                feed.check(places, guard, clock.instant(), anyChange, this::retire);
        events.forEach(this::tell);
        return events;
    }

    private void retire(PrefixTable table) {
        var _ = worker.schedule(table::close, GRACE_SECONDS, TimeUnit.SECONDS);
    }

    private void tell(FeedEvent event) {
        try {
            watcher.saw(event);
        } catch (RuntimeException e) {
            LOG.error("bug in a watcher of feeds", e);
        }
    }

    /// Ends the work. Lists in force stay, for decisions that are still on their way.
    @Override
    public void close() {
        worker.shutdownNow();
        places.close();
    }
}
