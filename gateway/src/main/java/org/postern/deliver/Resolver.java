package org.postern.deliver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Finds the addresses of a next hop's name within a limit. The system's resolver knows none and holds its thread, so it
/// runs on few platform threads of its own.
final class Resolver implements AutoCloseable {
    private static final int THREADS = 4;

    /// Asks the system for the addresses of a name, in the order of preference.
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().daemon().name("deliver-resolve-", 1).factory());

    Resolver(Lookup lookup) {
        this.lookup = lookup;
    }

    /// At least one address.
    List<InetAddress> addresses(String host, Duration limit)
            throws NoConnection, InterruptedException {
        try {
            return List.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            // A name then.
        }
        Future<InetAddress[]> answer = threads.submit(() -> lookup.addresses(host));
        try {
            return List.of(answer.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            throw new NoConnection("has no address: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new NoConnection("could not be resolved in time", e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
