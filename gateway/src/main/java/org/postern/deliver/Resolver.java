package org.postern.deliver;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Finds the addresses of a next hop's name within a limit. The system's resolver knows none and hears no interrupt, so
/// it runs on platform threads of its own. One question about a name is out at a time, so that a name for which nobody
/// answers costs one thread and keeps no other name from being found; and where there is no answer, the last one holds
/// on for an hour. Thread-safe.
final class Resolver implements AutoCloseable {
    /// Names that are asked for at once.
    private static final int MOST_AT_ONCE = 100;

    private static final int MOST_KEPT = 10_000;
    private static final Duration KEPT = Duration.ofHours(1);

    /// Longest wait for a better answer than the last one.
    private static final Duration FOR_A_BETTER_ONE = Duration.ofSeconds(1);

    /// Asks the system for the addresses of a name, in the order of preference.
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final ConcurrentHashMap<String, CompletableFuture<List<InetAddress>>> asking =
            new ConcurrentHashMap<>();
    private final Cache<String, List<InetAddress>> kept =
            Caffeine.newBuilder()
                    .maximumSize(MOST_KEPT)
                    .expireAfterWrite(KEPT)
                    .executor(Runnable::run)
                    .build();
    private final ExecutorService threads;

    /// @param name what its threads are called
    Resolver(String name, Lookup lookup) {
        this.lookup = lookup;
        this.threads =
                new ThreadPoolExecutor(
                        0,
                        MOST_AT_ONCE,
                        10,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform().daemon().name(name + "-", 1).factory());
    }

    /// Begins to look for a name, so that many can be waited for at once.
    void lookFor(String host) {
        if (literal(host) == null) {
            var _ = ask(host);
        }
    }

    /// At least one address.
    List<InetAddress> addresses(String host, Duration limit)
            throws NoConnection, InterruptedException {
        InetAddress literal = literal(host);
        if (literal != null) {
            return List.of(literal);
        }
        List<InetAddress> last = kept.getIfPresent(host);
        Duration wait =
                last != null && limit.compareTo(FOR_A_BETTER_ONE) > 0 ? FOR_A_BETTER_ONE : limit;
        try {
            return ask(host).get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return lastOr(last, new NoConnection(why(e.getCause()), e));
        } catch (TimeoutException e) {
            return lastOr(last, new NoConnection("could not be resolved in time", e));
        }
    }

    private static List<InetAddress> lastOr(@Nullable List<InetAddress> last, NoConnection problem)
            throws NoConnection {
        if (last == null) {
            throw problem;
        }
        return last;
    }

    private static String why(@Nullable Throwable problem) {
        return problem instanceof RejectedExecutionException
                ? "could not be resolved, as too many other names wait for an answer"
                : "has no address: " + problem;
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private CompletableFuture<List<InetAddress>> ask(String host) {
        var mine = new CompletableFuture<List<InetAddress>>();
        CompletableFuture<List<InetAddress>> others = asking.putIfAbsent(host, mine);
        if (others != null) {
            return others;
        }
        try {
            threads.execute(() -> answer(host, mine));
        } catch (RejectedExecutionException e) {
            asking.remove(host, mine);
            mine.completeExceptionally(e);
        }
        return mine;
    }

    private void answer(String host, CompletableFuture<List<InetAddress>> mine) {
        try {
            List<InetAddress> found = List.of(lookup.addresses(host));
            if (found.isEmpty()) {
                throw new UnknownHostException(host);
            }
            kept.put(host, found);
            // Who asks after it has heard this answer asks anew.
            asking.remove(host, mine);
            mine.complete(found);
        } catch (UnknownHostException | RuntimeException e) {
            mine.completeExceptionally(e);
        } finally {
            asking.remove(host, mine);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
