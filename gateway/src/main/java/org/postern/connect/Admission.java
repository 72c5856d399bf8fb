package org.postern.connect;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Gives out places for connections. Relay networks have no rates and no limit of their own; the places of all together
/// bind them too. Thread-safe; a decision takes about a microsecond, so that a flood is turned away cheaply.
public final class Admission {
    /// Clients whose rates are remembered; the least recent are forgotten beyond it.
    private static final int MOST_CLIENTS = 100_000;

    /// Known recipients of one client that are told apart; who knows so many may try as many others.
    private static final int MOST_KNOWN = 1000;

    private final ClientLimits limits;
    private final LongSupplier nanoTime;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<ClientNet, Integer> openPerClient = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ClientNet, Long> octetsPerClient = new ConcurrentHashMap<>();
    private final Cache<ClientNet, Rates> rates;

    private record Rates(
            Bucket connections, Bucket messages, Set<String> known, AtomicInteger unknown) {}

    public Admission(ClientLimits limits) {
        this(limits, System::nanoTime);
    }

    Admission(ClientLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.rates =
                Caffeine.newBuilder()
                        .maximumSize(MOST_CLIENTS)
                        .expireAfterAccess(Duration.ofMinutes(2))
                        .ticker(nanoTime::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    /// What a new connection gets.
    public sealed interface Entry {}

    /// Why a connection is turned away.
    public enum Turned implements Entry {
        /// All places are taken.
        FULL,
        /// The client has all the connections it may have.
        TOO_MANY_OF_CLIENT,
        /// The client connects too often.
        TOO_OFTEN
    }

    /// A place for one connection, given back by closing it.
    public final class Place implements Entry, AutoCloseable {
        private final ClientNet client;
        private final boolean relay;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Place(ClientNet client, boolean relay) {
            this.client = client;
            this.relay = relay;
        }

        /// Whether the client may begin another message now.
        public boolean mayBeginMessage() {
            return relay || ratesOf(client).messages.take(nanoTime.getAsLong());
        }

        /// Notes that the client named a recipient who is there.
        ///
        /// @param who the same for every way to write the same recipient, who counts once
        public void sawKnown(String who) {
            if (!relay) {
                Set<String> known = ratesOf(client).known;
                if (known.size() < MOST_KNOWN) {
                    known.add(who);
                }
            }
        }

        /// Notes that the client named a recipient who is not there.
        public void sawUnknown() {
            if (!relay) {
                ratesOf(client).unknown.incrementAndGet();
            }
        }

        /// Whether the client seems to try names: it named too many unknown recipients, and no more known ones than
        /// those, each counted once. It is forgotten when the client has kept away for two minutes.
        public boolean isHarvesting() {
            if (relay) {
                return false;
            }
            Rates rates = ratesOf(client);
            int unknown = rates.unknown.get();
            return unknown > limits.unknownRecipients() && unknown >= rates.known.size();
        }

        /// Counts octets that the client has on their way, over all its connections; false, and nothing is counted, if
        /// they would be more than `most`.
        public boolean takeOctets(long octets, long most) {
            var taken = new AtomicBoolean();
            octetsPerClient.compute(
                    client,
                    (_, before) -> {
                        long sum = octets + (before == null ? 0 : before);
                        taken.set(sum <= most);
                        return sum <= most ? Long.valueOf(sum) : before;
                    });
            return taken.get();
        }

        /// Takes back what [#takeOctets] counted.
        public void giveBackOctets(long octets) {
            octetsPerClient.computeIfPresent(
                    client, (_, before) -> before <= octets ? null : before - octets);
        }

        @Override
        public void close() {
            if (held.compareAndSet(true, false)) {
                leave(client);
            }
        }
    }

    /// Asks for a place.
    ///
    /// @param relay whether the client stands in a relay network
    public Entry enter(InetAddress address, boolean relay) {
        ClientNet client = ClientNet.of(address);
        if (!relay && !ratesOf(client).connections.take(nanoTime.getAsLong())) {
            return Turned.TOO_OFTEN;
        }
        if (open.incrementAndGet() > limits.connections()) {
            open.decrementAndGet();
            return Turned.FULL;
        }
        int ofClient = openPerClient.merge(client, 1, Integer::sum);
        if (!relay && ofClient > limits.connectionsPerClient()) {
            leave(client);
            return Turned.TOO_MANY_OF_CLIENT;
        }
        return new Place(client, relay);
    }

    /// Connections at this moment.
    public int open() {
        return open.get();
    }

    private void leave(ClientNet client) {
        openPerClient.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
        open.decrementAndGet();
    }

    private Rates ratesOf(ClientNet client) {
        return rates.get(
                client,
                _ -> {
                    long now = nanoTime.getAsLong();
                    return new Rates(
                            new Bucket(limits.connectionsPerMinute(), now),
                            new Bucket(limits.messagesPerMinute(), now),
                            ConcurrentHashMap.newKeySet(),
                            new AtomicInteger());
                });
    }
}
