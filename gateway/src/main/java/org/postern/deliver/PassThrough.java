package org.postern.deliver;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.postern.dns.MxAnswer;
import org.postern.dns.MxLookup;
import org.postern.journey.Content;
import org.postern.journey.HandOver;
import org.postern.journey.Journey;
import org.postern.journey.NextHop;
import org.postern.journey.Shipment;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Hello;
import org.postern.mail.smtp.Reply;

/// Hands a message to its next hop while its sender waits, over connections that are used again. Thread-safe; meant for
/// virtual threads.
///
/// - Of several servers the next one is tried only where none has said anything of the message (connection, greeting,
///   login, 421); what one refuses, no other is offered.
/// - A connection that was kept and turns out dead before the next hop answered anything is replaced once.
/// - Once the final dot may have left, no answer means [HandOver.InDoubt].
/// - What the next hop says of itself (its greeting, 421) or of us (530, 538; to MAIL also 500, 502, 503) is never taken for a refusal of the message.
/// - 8-bit content for a next hop without 8BITMIME is declined, not changed; so is what needs SMTPUTF8 for one without;
///   so are line ends other than CRLF.
/// - An interrupted call closes its connection; the next hop may have the message then.
public final class PassThrough implements Journey.Delivery, AutoCloseable {
    /// How exactly limits of time are kept.
    private static final Duration TICK = Duration.ofMillis(50);

    /// After so long without a message nothing is known of a server any more; outbound mail meets very many.
    private static final Duration FORGOTTEN = Duration.ofMinutes(5);

    private final DeliverSettings settings;
    private final Resolver ofSite;
    private final Resolver ofDns;
    private final Dialer.Surroundings around;
    private final Ways ways;
    private final Map<Endpoint, Connections> endpoints = new ConcurrentHashMap<>();
    private final Thread watch;
    private volatile boolean closed;

    /// What lies around delivery.
    ///
    /// @param mx finds mail exchangers
    /// @param itself knows this gateway
    public record Outside(MxLookup mx, Logins logins, Itself itself) {
        /// Neither DNS nor logins: next hops are servers by name or address.
        public static final Outside NONE =
                new Outside((_, _) -> new MxAnswer.Unknown("no DNS"), Logins.NONE, Itself.NOWHERE);
    }

    /// @param node the name that this node gives itself in EHLO
    public PassThrough(String node, DeliverSettings settings) {
        this(node, settings, Outside.NONE);
    }

    /// @param node the name that this node gives itself in EHLO
    public PassThrough(String node, DeliverSettings settings, Outside outside) {
        this(
                node,
                settings,
                outside,
                InetAddress::getAllByName,
                outside.mx()::addresses,
                InetAddress::isLoopbackAddress);
    }

    /// @param lookup for names of the site and of the DNS
    PassThrough(
            String node,
            DeliverSettings settings,
            Outside outside,
            Resolver.Lookup lookup,
            Predicate<InetAddress> safe) {
        this(node, settings, outside, lookup, lookup, safe);
    }

    /// @param lookupOfMx for names that are in MX records
    /// @param safe which addresses are reached without a wire that somebody could listen to
    private PassThrough(
            String node,
            DeliverSettings settings,
            Outside outside,
            Resolver.Lookup lookup,
            Resolver.Lookup lookupOfMx,
            Predicate<InetAddress> safe) {
        this.settings = settings;
        // Strangers say what exchangers their domains have: their names must not use up what ours
        // need.
        this.ofSite = new Resolver("deliver-resolve", lookup);
        this.ofDns = new Resolver("deliver-resolve-mx", lookupOfMx);
        this.around =
                new Dialer.Surroundings(
                        new Hello(node, true),
                        this::resolver,
                        new Encryption(settings.trust()),
                        outside.logins(),
                        outside.itself(),
                        safe);
        this.ways =
                new Ways(
                        settings.tls(),
                        outside.mx(),
                        outside.itself(),
                        ofDns,
                        this::isInTrouble,
                        ThreadLocalRandom::current);
        this.watch = Thread.ofPlatform().daemon().name("deliver-watch").start(this::watch);
    }

    private Resolver resolver(Endpoint endpoint) {
        return switch (endpoint.named()) {
            case BY_THE_SITE -> ofSite;
            case BY_THE_DNS -> ofDns;
        };
    }

    private boolean isInTrouble(Endpoint endpoint) {
        Connections known = endpoints.get(endpoint);
        return known != null && known.isInTrouble();
    }

    @Override
    public HandOver handOver(NextHop nextHop, Shipment shipment, Content content)
            throws InterruptedException {
        long deadline = System.nanoTime() + settings.times().whole().toNanos();
        return toward(nextHop, Parcel.of(shipment, content), deadline);
    }

    /// Asks a next hop whether it takes mail for a recipient, without sending any.
    ///
    /// @param limit longest wait for all of it
    /// @return accepted or declined if the next hop said so of the recipient, unfit if it cannot be told of such a
    ///     recipient or is not there, else busy or failed
    public HandOver ask(NextHop nextHop, ReversePath sender, Address recipient, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        return toward(nextHop, Parcel.question(sender, recipient), deadline);
    }

    private HandOver toward(NextHop nextHop, Parcel parcel, long deadline)
            throws InterruptedException {
        return switch (ways.of(nextHop, settings.times().connect(), deadline)) {
            case Way.Nowhere(Reply reply) ->
                    new HandOver.Unfit(reply, parcel.envelope().recipients());
            case Way.Unclear(String why) -> new HandOver.Failed(why);
            case Way.To(List<Endpoint> to) -> firstOf(nextHop, to, parcel, deadline);
        };
    }

    /// Tries one server after the other until one has said something of the message.
    private HandOver firstOf(NextHop nextHop, List<Endpoint> to, Parcel parcel, long deadline)
            throws InterruptedException {
        var problems = new ArrayList<String>(1);
        boolean busy = true;
        String last = "";
        for (Endpoint endpoint : to) {
            last = endpoint.toString().equals(nextHop.toString()) ? "" : endpoint.toString();
            switch (handOver(endpoint, parcel, deadline)) {
                case HandOver.Failed(String detail, _) -> {
                    busy = false;
                    problems.add(detail);
                }
                case HandOver.Busy(String detail) -> problems.add(detail);
                case HandOver result -> {
                    return named(result, last);
                }
            }
            if (deadline - System.nanoTime() <= 0) {
                break;
            }
        }
        String all = String.join("; ", problems);
        return busy ? new HandOver.Busy(all) : new HandOver.Failed(all, last);
    }

    private static HandOver named(HandOver result, String by) {
        return switch (result) {
            case HandOver.Accepted(var reply, _, var reports) ->
                    new HandOver.Accepted(reply, by, reports);
            case HandOver.Declined(var reply, var each, _) ->
                    new HandOver.Declined(reply, each, by);
            case HandOver.Mixed(var replies, _) -> new HandOver.Mixed(replies, by);
            case HandOver.Parted(var replies, _, var reports) ->
                    new HandOver.Parted(replies, by, reports);
            case HandOver.Failed(String detail, _) -> new HandOver.Failed(detail, by);
            case HandOver.Unfit _, HandOver.InDoubt _, HandOver.Busy _ -> result;
        };
    }

    private HandOver handOver(Endpoint endpoint, Parcel parcel, long deadline)
            throws InterruptedException {
        Connections connections = enter(endpoint);
        try {
            return connections.handOver(parcel, deadline);
        } finally {
            connections.leave();
        }
    }

    private Connections enter(Endpoint endpoint) {
        while (true) {
            Connections connections = endpoints.computeIfAbsent(endpoint, this::connections);
            if (connections.enter()) {
                return connections;
            }
            endpoints.remove(endpoint, connections);
        }
    }

    private Connections connections(Endpoint endpoint) {
        return new Connections(endpoint, new Dialer(endpoint, around, settings.times()), settings);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(TICK.toNanos());
            long now = System.nanoTime();
            endpoints.values().forEach(it -> it.tick(now));
            endpoints.values().removeIf(it -> it.forgetIfUnusedSince(now - FORGOTTEN.toNanos()));
        }
    }

    /// Takes leave of next hops. Call it when no hand-over runs any more.
    @Override
    public void close() {
        endpoints.values().forEach(Connections::close);
        closed = true;
        LockSupport.unpark(watch);
        ofSite.close();
        ofDns.close();
    }
}
