package org.postern.deliver;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocketFactory;
import org.postern.journey.Content;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;
import org.postern.journey.Journey;
import org.postern.journey.NextHop;
import org.postern.mail.smtp.Hello;
import org.postern.mail.smtp.Reply;

/// Hands a message to its next hop while its sender waits, over connections that are used again. Thread-safe; meant for
/// virtual threads.
///
/// - A connection that was kept and turns out dead before the next hop answered anything is replaced once.
/// - Once the final dot may have left, no answer means [HandOver.InDoubt].
/// - What the next hop says of itself (its greeting, 421) or of us (530, 538; to MAIL also 500, 502, 503) is never taken for a refusal of the message.
/// - 8-bit content for a next hop without 8BITMIME is declined, not changed; so are line ends other than CRLF.
/// - An interrupted call closes its connection; the next hop may have the message then.
public final class PassThrough implements Journey.Delivery, AutoCloseable {
    /// How exactly limits of time are kept.
    private static final Duration TICK = Duration.ofMillis(50);

    private static final Reply NO_UTF8 =
            Reply.of(553, "5.6.7", "Internationalised addresses are not supported here");

    private final Hello node;
    private final DeliverSettings settings;
    private final Resolver resolver;
    private final Predicate<InetAddress> safe;
    private final SSLSocketFactory encryption = Encryption.unverified();
    private final Map<NextHop, Connections> nextHops = new ConcurrentHashMap<>();
    private final Thread watch;
    private volatile boolean closed;

    /// @param node the name that this node gives itself in EHLO
    public PassThrough(String node, DeliverSettings settings) {
        this(node, settings, InetAddress::getAllByName, InetAddress::isLoopbackAddress);
    }

    /// @param safe which addresses are reached without a wire that somebody could listen to
    PassThrough(
            String node,
            DeliverSettings settings,
            Resolver.Lookup lookup,
            Predicate<InetAddress> safe) {
        this.node = new Hello(node, true);
        this.settings = settings;
        this.resolver = new Resolver(lookup);
        this.safe = safe;
        this.watch = Thread.ofPlatform().daemon().name("deliver-watch").start(this::watch);
    }

    @Override
    public HandOver handOver(NextHop nextHop, Envelope envelope, byte[] trace, Content content)
            throws InterruptedException {
        long deadline = System.nanoTime() + settings.times().whole().toNanos();
        if (!Parcel.isAscii(envelope)) {
            return new HandOver.Declined(NO_UTF8);
        }
        Parcel parcel = Parcel.of(envelope, trace, content);
        return nextHops.computeIfAbsent(nextHop, this::connections).handOver(parcel, deadline);
    }

    private Connections connections(NextHop nextHop) {
        var dialer = new Dialer(node, nextHop, settings, resolver, encryption, safe);
        return new Connections(nextHop, dialer, settings);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(TICK.toNanos());
            long now = System.nanoTime();
            nextHops.values().forEach(it -> it.tick(now));
        }
    }

    /// Takes leave of next hops. Call it when no hand-over runs any more.
    @Override
    public void close() {
        nextHops.values().forEach(Connections::close);
        closed = true;
        LockSupport.unpark(watch);
        resolver.close();
    }
}
