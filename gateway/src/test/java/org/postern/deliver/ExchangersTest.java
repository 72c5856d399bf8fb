package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.BEN;
import static org.postern.deliver.Letters.HELLO;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.dns.MxAnswer;
import org.postern.dns.MxAnswer.Exchanger;
import org.postern.journey.HandOver;
import org.postern.journey.NextHop;
import org.postern.journey.Transport;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;

/// Mail exchangers of strangers, whose DNS is silent or changes what it says.
@Timeout(30)
class ExchangersTest {
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void end() {
        over.countDown();
    }

    @Test
    void j11_theSearchForServersEndsAtTheDeadline() throws Exception {
        List<Exchanger> many =
                IntStream.range(0, 20)
                        .mapToObj(it -> new Exchanger("mx" + it + ".dead.example", 10))
                        .toList();
        try (var delivery = delivery(many, this::silent, Itself.NOWHERE)) {
            long begun = System.nanoTime();
            assertThat(send(delivery, exchangers(25), ANN)).isInstanceOf(HandOver.Failed.class);
            assertThat(since(begun)).isLessThan(Duration.ofSeconds(15));
            long asked = System.nanoTime();
            assertThat(
                            delivery.ask(
                                    exchangers(25),
                                    ReversePath.Null.NULL,
                                    ANN,
                                    Duration.ofMillis(300)))
                    .isInstanceOf(HandOver.Failed.class);
            assertThat(since(asked)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void silentExchangersKeepNoServerOfOurOwnFromBeingFound() throws Exception {
        List<Exchanger> many =
                IntStream.range(0, 200)
                        .mapToObj(it -> new Exchanger("mx" + it + ".dead.example", 10))
                        .toList();
        Resolver.Lookup lookup =
                name ->
                        name.equals("good.example")
                                ? new InetAddress[] {InetAddress.getLoopbackAddress()}
                                : silent(name);
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.takeAll();
                        });
                var delivery = delivery(many, lookup, Itself.NOWHERE)) {
            send(delivery, exchangers(25), ANN);
            assertThat(send(delivery, new NextHop("good.example", server.port()), BEN))
                    .isInstanceOf(HandOver.Accepted.class);
        }
    }

    /// It has another address until that was looked at, and the one that would be connected to is this gateway's.
    @Test
    void g1_anExchangerThatMovesHereIsNotSentTo() throws Exception {
        var lookedAt = new AtomicBoolean();
        Resolver.Lookup moving =
                _ ->
                        new InetAddress[] {
                            lookedAt.get()
                                    ? InetAddress.getLoopbackAddress()
                                    : InetAddress.ofLiteral("192.0.2.1")
                        };
        var itself =
                new Itself() {
                    @Override
                    public boolean isCalled(String host) {
                        return false;
                    }

                    @Override
                    public boolean isAt(InetAddress address, int port) {
                        lookedAt.set(true);
                        return address.isLoopbackAddress();
                    }
                };
        try (var server = ScriptedServer.of(ScriptedServer.Peer::hang);
                var delivery =
                        delivery(List.of(new Exchanger("evil.example", 10)), moving, itself)) {
            assertThat(send(delivery, exchangers(server.port()), ANN))
                    .isInstanceOfSatisfying(
                            HandOver.Failed.class,
                            it -> assertThat(it.detail()).contains("leads back to this server"));
            assertThat(server.connections()).isZero();
        }
    }

    /// The system's resolver hears no interrupt.
    private InetAddress[] silent(String name) throws UnknownHostException {
        boolean interrupted = false;
        while (true) {
            try {
                over.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(name);
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static PassThrough delivery(
            List<Exchanger> exchangers, Resolver.Lookup lookup, Itself itself) {
        var settings =
                Letters.settings(Map.of("deliver.connect-timeout", "1s", "deliver.deadline", "2s"));
        var outside =
                new PassThrough.Outside(
                        (_, _) -> new MxAnswer.Found(exchangers), Logins.NONE, itself);
        return new PassThrough(
                "node.example", settings, outside, lookup, InetAddress::isLoopbackAddress);
    }

    private static NextHop exchangers(int port) {
        var place = new NextHop.Exchangers(new Domain.Name("far.example"), port);
        return new NextHop(
                List.of(new NextHop.Hop(place, 10, 1)), Transport.SMTP, Optional.empty(), "");
    }

    private static HandOver send(PassThrough delivery, NextHop nextHop, Address recipient)
            throws InterruptedException {
        return delivery.handOver(
                nextHop, Letters.shipped(Letters.to(recipient)), Letters.content(HELLO));
    }
}
