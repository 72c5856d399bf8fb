package org.postern.blocklist.remote;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.blocklist.Blocker;
import org.postern.blocklist.remote.RemoteList.Content;
import org.postern.blocklist.remote.RemoteList.Health;
import org.postern.mail.dns.DnsName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All lists of others. Each is tried with its test entries at the start and once an hour, and is asked only while it answers
/// them as it should; a sick one is tried more often, and is back when it is well. Thread-safe.
public final class RemoteLists implements AutoCloseable {
    static final Duration EVERY = Duration.ofHours(1);
    static final Duration EVERY_WHILE_SICK = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(RemoteLists.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int QUESTIONS = 8;

    /// How one list is, for people.
    ///
    /// @param asked whether clients are looked up there
    /// @param remark why not, or nothing
    public record Status(String list, boolean asked, String remark) {}

    private record Key(DnsName domain, Content content) {}

    private final Blocker.Asked dns;
    private final InstantSource clock;
    private final ListAlarms alarms;
    private final Object lock = new Object();
    private final Map<Key, RemoteList> lists = new LinkedHashMap<>();
    private final Map<RemoteList, Instant> due = new HashMap<>();
    private @Nullable Thread prober;
    private boolean closed;

    public RemoteLists(Blocker.Asked dns, InstantSource clock, ListAlarms alarms) {
        this.dns = dns;
        this.clock = clock;
        this.alarms = alarms;
    }

    /// The list that a setting names; those of one domain are one list.
    RemoteList list(DnsName domain, Content content) {
        synchronized (lock) {
            RemoteList list =
                    lists.computeIfAbsent(
                            new Key(domain, content), _ -> new RemoteList(domain, content));
            if (due.putIfAbsent(list, Instant.MIN) == null) {
                lock.notifyAll();
            }
            return list;
        }
    }

    /// Begins to try the lists, in a thread of its own.
    public void start() {
        synchronized (lock) {
            if (prober == null && !closed) {
                prober = Thread.ofPlatform().name("blocklist-probe").daemon().start(this::run);
            }
        }
    }

    private void run() {
        try {
            while (!isClosed()) {
                probeDue();
                pause();
            }
        } catch (InterruptedException _) {
            LOG.debug("no longer trying remote lists");
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /// Waits until a list is due; one that became sick may be so earlier.
    private void pause() throws InterruptedException {
        synchronized (lock) {
            Duration left = Duration.between(clock.instant(), next());
            while (!closed && left.isPositive()) {
                Duration bounded = left.compareTo(EVERY) > 0 ? EVERY : left;
                lock.wait(Math.max(bounded.toMillis(), 1));
                left = Duration.between(clock.instant(), next());
            }
        }
    }

    /// When the next list is due; whoever asks has the lock.
    private Instant next() {
        return due.values().stream()
                .min(Instant::compareTo)
                .orElseGet(() -> clock.instant().plus(EVERY));
    }

    /// Tries the lists that are due.
    ///
    /// @return when the next one is
    Instant probeDue() throws InterruptedException {
        for (RemoteList list : dueNow()) {
            Instant now = clock.instant();
            Health health = probed(list, now);
            become(list, health);
            synchronized (lock) {
                due.put(list, now.plus(health instanceof Health.Well ? EVERY : EVERY_WHILE_SICK));
            }
        }
        synchronized (lock) {
            return next();
        }
    }

    private List<RemoteList> dueNow() {
        Instant now = clock.instant();
        synchronized (lock) {
            return lists.values().stream()
                    .filter(it -> !due.getOrDefault(it, Instant.MIN).isAfter(now))
                    .toList();
        }
    }

    private Health probed(RemoteList list, Instant now) throws InterruptedException {
        try {
            return list.probe(dns.within(PATIENCE, QUESTIONS), now);
        } catch (RuntimeException e) {
            LOG.error("bug in the probe of {}", list.domain(), e);
            return new Health.Sick("it could not be tried", now);
        }
    }

    /// Sets a list aside that answered a client with nonsense.
    void suspect(RemoteList list, String why) {
        Instant now = clock.instant();
        synchronized (lock) {
            if (!list.isWell()) {
                return;
            }
            due.put(list, now.plus(EVERY_WHILE_SICK));
            lock.notifyAll();
        }
        become(list, new Health.Sick(why, now));
    }

    private void become(RemoteList list, Health now) {
        Health before;
        Health after = now;
        synchronized (lock) {
            before = list.health();
            if (before instanceof Health.Sick was && now instanceof Health.Sick(var why, _)) {
                after = new Health.Sick(why, was.since());
            }
            list.become(after);
        }
        String name = list.domain().text();
        if (after instanceof Health.Sick(var why, _) && !(before instanceof Health.Sick)) {
            alarms.setAside(name, why);
        }
        if (after instanceof Health.Well && before instanceof Health.Sick) {
            alarms.isBack(name);
        }
    }

    /// How the lists are, in the order of the settings.
    public List<Status> status() {
        var all = new ArrayList<Status>();
        synchronized (lock) {
            for (RemoteList list : lists.values()) {
                String name = list.domain().text();
                all.add(
                        switch (list.health()) {
                            case Health.Untried _ -> new Status(name, false, "not tried yet");
                            case Health.Sick(var why, var since) ->
                                    new Status(name, false, why + " (since " + since + ")");
                            case Health.Well well -> new Status(name, true, remark(list, well));
                        });
            }
        }
        return all;
    }

    private static String remark(RemoteList list, Health.Well well) {
        if (list.content() == Content.DOMAINS) {
            return "";
        }
        return well.four() ? well.six() ? "IPv4 and IPv6" : "IPv4" : "IPv6";
    }

    /// Tries no more. The lists stay as they are.
    @Override
    public void close() {
        Optional<Thread> running;
        synchronized (lock) {
            closed = true;
            running = Optional.ofNullable(prober);
            lock.notifyAll();
        }
        running.ifPresent(Thread::interrupt);
    }
}
