package org.postern.deliver;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.postern.dns.MxAnswer;
import org.postern.dns.MxAnswer.Exchanger;
import org.postern.dns.MxLookup;
import org.postern.journey.NextHop;
import org.postern.journey.NextHop.Hop;
import org.postern.journey.TlsUse;
import org.postern.mail.smtp.Reply;

/// Finds the servers of a next hop and the order in which to try them: by priority, by chance according to weight where
/// that is equal, and last of all those that could not be reached lately. Thread-safe.
final class Ways {
    /// Servers that one message is tried at.
    private static final int MOST = 10;

    private static final Reply NO_DOMAIN =
            Reply.of(550, "5.1.2", "There is no such domain as that of the recipient");
    private static final Reply NO_MAIL =
            Reply.of(556, "5.1.10", "The domain of the recipient takes no mail");
    private static final Reply LOOP =
            Reply.of(
                    554,
                    "5.4.6",
                    "Mail for the recipient's domain is routed back to this server, which has no"
                            + " other place for it");

    private final TlsUse standard;
    private final MxLookup mx;
    private final Itself itself;
    private final Resolver resolver;
    private final Predicate<Endpoint> inTrouble;
    private final Supplier<? extends RandomGenerator> random;

    Ways(
            TlsUse standard,
            MxLookup mx,
            Itself itself,
            Resolver resolver,
            Predicate<Endpoint> inTrouble,
            Supplier<? extends RandomGenerator> random) {
        this.standard = standard;
        this.mx = mx;
        this.itself = itself;
        this.resolver = resolver;
        this.inTrouble = inTrouble;
        this.random = random;
    }

    /// @param limit longest wait for what the DNS says of one name
    /// @param deadline by which all of it ends, in [System#nanoTime]
    Way of(NextHop nextHop, Duration limit, long deadline) throws InterruptedException {
        if (nextHop.hops().size() == 1
                && nextHop.hops().getFirst().place() instanceof NextHop.Server server) {
            return new Way.To(List.of(named(server, nextHop)));
        }
        var found = new LinkedHashSet<Endpoint>();
        var closed = new ArrayList<Way.Closed>();
        for (Hop hop : inOrder(nextHop.hops())) {
            switch (hop.place()) {
                case NextHop.Server server -> found.add(named(server, nextHop));
                case NextHop.Exchangers exchangers -> {
                    switch (exchangers(exchangers, nextHop, new Until(limit, deadline))) {
                        case Way.To(List<Endpoint> endpoints) -> found.addAll(endpoints);
                        case Way.Closed nobody -> closed.add(nobody);
                    }
                }
            }
        }
        if (found.isEmpty()) {
            return mildest(closed);
        }
        var order = new ArrayList<>(found);
        order.sort(Comparator.comparing(inTrouble::test));
        return new Way.To(order.subList(0, Math.min(order.size(), MOST)));
    }

    private Endpoint named(NextHop.Server server, NextHop nextHop) {
        return Endpoint.of(server, nextHop, standard, Endpoint.Named.BY_THE_SITE);
    }

    /// The time for the exchangers of one domain.
    ///
    /// @param end in [System#nanoTime]
    private record Until(long end) {
        private Until(Duration limit, long deadline) {
            long now = System.nanoTime();
            this(now + Math.min(limit.toNanos(), deadline - now));
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        }
    }

    /// As long as one of several places may come back, so may the message.
    private static Way mildest(List<Way.Closed> closed) {
        return closed.stream()
                .filter(Way.Unclear.class::isInstance)
                .findFirst()
                .orElseGet(closed::getFirst);
    }

    private List<Hop> inOrder(List<Hop> hops) {
        if (hops.size() == 1) {
            return hops;
        }
        record Drawn(Hop hop, double key) {}
        // Exponential times with the weight as their rate: the order in which they run out is a
        // draw
        // without putting back.
        return hops.stream()
                .map(it -> new Drawn(it, random.get().nextExponential() / it.weight()))
                .sorted(
                        Comparator.comparingInt((Drawn it) -> it.hop().priority())
                                .thenComparingDouble(Drawn::key))
                .map(Drawn::hop)
                .toList();
    }

    private Way exchangers(NextHop.Exchangers place, NextHop nextHop, Until until)
            throws InterruptedException {
        String domain = place.domain().text();
        return switch (mx.exchangers(place.domain(), until.left())) {
            case MxAnswer.Found(List<Exchanger> found) -> without(found, place, nextHop, until);
            case MxAnswer.Nothing.NO_RECORD ->
                    without(List.of(new Exchanger(domain, 0)), place, nextHop, until);
            case MxAnswer.Nothing.NULL_MX -> new Way.Nowhere(NO_MAIL);
            case MxAnswer.Nothing.NO_DOMAIN -> new Way.Nowhere(NO_DOMAIN);
            case MxAnswer.Unknown(String why) -> new Way.Unclear(place + " has " + why);
        };
    }

    /// Leaves out ourselves and everybody who is not nearer to the goal than we are (RFC 5321 §5.1).
    private Way without(
            List<Exchanger> found, NextHop.Exchangers place, NextHop nextHop, Until until)
            throws InterruptedException {
        found.forEach(it -> resolver.lookFor(it.host()));
        int ours = Integer.MAX_VALUE;
        for (Exchanger one : found) {
            if (one.preference() < ours && isUs(one.host(), place.port(), until)) {
                ours = one.preference();
            }
        }
        var nearer = new ArrayList<Hop>();
        for (Exchanger one : found) {
            if (one.preference() < ours) {
                var server = new NextHop.Server(one.host(), place.port());
                nearer.add(new Hop(server, one.preference(), 1));
            }
        }
        if (nearer.isEmpty()) {
            return new Way.Nowhere(LOOP);
        }
        return new Way.To(
                inOrder(nearer).stream()
                        .map(it -> (NextHop.Server) it.place())
                        .map(it -> Endpoint.of(it, nextHop, standard, Endpoint.Named.BY_THE_DNS))
                        .toList());
    }

    private boolean isUs(String host, int port, Until until) throws InterruptedException {
        if (itself.isCalled(host)) {
            return true;
        }
        try {
            for (InetAddress address : resolver.addresses(host, until.left())) {
                if (itself.isAt(address, port)) {
                    return true;
                }
            }
        } catch (NoConnection _) {
            // Whether it can be reached shows when it is tried, and then whether it is us.
        }
        return false;
    }
}
