package org.postern.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.BEN;
import static org.postern.deliver.Letters.HELLO;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.deliver.PassThrough.Outside;
import org.postern.dns.MxAnswer;
import org.postern.dns.MxAnswer.Exchanger;
import org.postern.journey.HandOver;
import org.postern.journey.NextHop;
import org.postern.journey.NextHop.Hop;
import org.postern.journey.Transport;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;
import org.postern.settings.Secret;

/// Next hops of several servers, of mail exchangers, of LMTP and with logins.
@Timeout(30)
class RouteTest {
    private static final Domain.Name DOMAIN = new Domain.Name("far.example");
    private static final ScriptedServer.Script GOOD =
            it -> {
                it.greet("PIPELINING");
                it.takeAll();
            };
    private static final ScriptedServer.Script BUSY =
            it -> {
                it.say("421 Too busy");
                it.hang();
            };
    private static final ScriptedServer.Script REFUSES =
            it -> {
                it.greet();
                it.hear("MAIL");
                it.say("250 Sender");
                it.hear("RCPT");
                it.say("450 4.2.0 Not now");
                it.hear("RSET");
                it.say("250 Reset");
                it.hang();
            };

    private final Map<String, InetAddress> hosts = new HashMap<>();

    @Test
    void theNextServerIsTriedWhereOneGreetsWithAFailure() throws Exception {
        try (var first = ScriptedServer.of(BUSY);
                var second = ScriptedServer.of(GOOD);
                var delivery = delivery(Outside.NONE)) {
            var hop = hops(at(first, 10, 1), at(second, 20, 1));
            HandOver.Accepted taken = (HandOver.Accepted) send(delivery, hop, ANN);
            assertThat(taken.by()).isEqualTo("127.0.0.1:" + second.port());
            assertThat(first.connections()).isEqualTo(1);
            // For a while the server in trouble comes last.
            send(delivery, hop, ANN);
            assertThat(first.connections()).isEqualTo(1);
            assertThat(second.connections()).isEqualTo(1);
            assertThat(second.taken()).hasSize(2);
        }
    }

    @Test
    void whatOneServerRefusedNoOtherIsOffered() throws Exception {
        try (var first = ScriptedServer.of(REFUSES);
                var second = ScriptedServer.of(GOOD);
                var delivery = delivery(Outside.NONE)) {
            var hop = hops(at(first, 10, 1), at(second, 20, 1));
            assertThat(send(delivery, hop, ANN)).isInstanceOf(HandOver.Declined.class);
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void withoutAnAnswerAfterTheDotNoOtherServerIsTried() throws Exception {
        try (var first =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hearAll("MAIL", "RCPT", "DATA");
                            it.say("250 Sender", "250 Recipient", "354 Go ahead");
                            it.content();
                        });
                var second = ScriptedServer.of(GOOD);
                var delivery = delivery(Outside.NONE)) {
            var hop = hops(at(first, 10, 1), at(second, 20, 1));
            assertThat(send(delivery, hop, ANN)).isInstanceOf(HandOver.InDoubt.class);
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void whereNoServerCanBeReachedEachIsSaidWhy() throws Exception {
        try (var first = ScriptedServer.of(BUSY);
                var second = ScriptedServer.of(BUSY);
                var delivery = delivery(Outside.NONE)) {
            var hop = hops(at(first, 10, 1), at(second, 20, 1));
            HandOver.Failed failed = (HandOver.Failed) send(delivery, hop, ANN);
            assertThat(failed.detail())
                    .contains("127.0.0.1:" + first.port(), "127.0.0.1:" + second.port());
        }
    }

    @Test
    void equalPrioritiesShareByWeight() throws Exception {
        try (var heavy = ScriptedServer.of(GOOD);
                var light = ScriptedServer.of(GOOD);
                var later = ScriptedServer.of(GOOD);
                var delivery = delivery(Outside.NONE)) {
            var hop = hops(at(light, 10, 1), at(later, 20, 1000), at(heavy, 10, 9));
            for (int i = 0; i < 200; i++) {
                assertThat(send(delivery, hop, ANN)).isInstanceOf(HandOver.Accepted.class);
            }
            // The chance of fewer than 150 of 200 at a share of nine in ten is below 10^-9.
            assertThat(heavy.taken()).hasSizeBetween(150, 199);
            assertThat(light.taken()).hasSize(200 - heavy.taken().size());
            assertThat(later.connections()).isZero();
        }
    }

    @Test
    void exchangersAreTriedInTheOrderOfTheirPreference() throws Exception {
        try (var server = ScriptedServer.of(GOOD);
                var delivery =
                        delivery(
                                mx(
                                        new Exchanger("b.example", 20),
                                        new Exchanger("a.example", 5)))) {
            hosts.put("b.example", InetAddress.getLoopbackAddress());
            HandOver.Accepted taken =
                    (HandOver.Accepted) send(delivery, exchangers(server.port()), ANN);
            assertThat(taken.by()).isEqualTo("b.example:" + server.port());
        }
    }

    @Test
    void withoutMxTheDomainsOwnAddressTakesTheMail() throws Exception {
        try (var server = ScriptedServer.of(GOOD);
                var delivery = delivery(answer(MxAnswer.Nothing.NO_RECORD))) {
            hosts.put("far.example", InetAddress.getLoopbackAddress());
            assertThat(send(delivery, exchangers(server.port()), ANN))
                    .isInstanceOf(HandOver.Accepted.class);
        }
    }

    @Test
    void whatTheDnsRulesOutIsRefused() throws Exception {
        assertRefused(answer(MxAnswer.Nothing.NULL_MX), 556, "5.1.10");
        assertRefused(answer(MxAnswer.Nothing.NO_DOMAIN), 550, "5.1.2");
    }

    @Test
    void whatTheDnsDoesNotSayIsNoRefusal() throws Exception {
        try (var delivery = delivery(answer(new MxAnswer.Unknown("no answer")))) {
            assertThat(send(delivery, exchangers(25), ANN)).isInstanceOf(HandOver.Failed.class);
        }
    }

    @Test
    void g1_mxThatLeadsBackHereIsALoop() throws Exception {
        Exchanger us = new Exchanger("Node.example", 10);
        Exchanger behind = new Exchanger("a.example", 10);
        assertRefused(mx(us), 554, "5.4.6");
        assertRefused(mx(us, behind), 554, "5.4.6");
        hosts.put("alias.example", InetAddress.ofLiteral("192.0.2.7"));
        assertRefused(mx(new Exchanger("alias.example", 1), behind), 554, "5.4.6");
    }

    @Test
    void g1_asABackupWeSendToThoseNearerToTheGoal() throws Exception {
        try (var server = ScriptedServer.of(GOOD);
                var delivery =
                        delivery(
                                mx(
                                        new Exchanger("a.example", 5),
                                        new Exchanger("node.example", 10)))) {
            hosts.put("a.example", InetAddress.getLoopbackAddress());
            assertThat(send(delivery, exchangers(server.port()), ANN))
                    .isInstanceOf(HandOver.Accepted.class);
        }
    }

    @Test
    void overLmtpEachRecipientHasAnAnswer() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.say("220 sink.example LMTP");
                            it.hear("LHLO node.example");
                            it.say("250-sink.example", "250 PIPELINING");
                            for (String last : new String[] {"250 2.0.0 Taken", "452 4.2.2 Full"}) {
                                it.hearAll("MAIL", "RCPT", "RCPT");
                                it.say("250 Sender", "250 Recipient", "250 Recipient");
                                it.hear("DATA");
                                it.say("354 Go ahead");
                                it.content();
                                it.say("250 2.0.0 Taken", last);
                            }
                            it.hang();
                        });
                var delivery = delivery(Outside.NONE)) {
            var hop = new NextHop(List.of(at(server, 10, 1)), Transport.LMTP, Optional.empty(), "");
            assertThat(send(delivery, hop, ANN, BEN)).isInstanceOf(HandOver.Accepted.class);
            assertThat(send(delivery, hop, ANN, BEN))
                    .isInstanceOfSatisfying(
                            HandOver.Parted.class,
                            it ->
                                    assertThat(it.replies())
                                            .containsEntry(ANN, Reply.of(250, "2.0.0", "Taken"))
                                            .containsEntry(BEN, Reply.of(452, "4.2.2", "Full")));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void overLmtpAnAnswerStandsWhateverBecomesOfTheConnection() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.say("220 sink.example LMTP");
                            it.hear("LHLO node.example");
                            it.say("250-sink.example", "250 PIPELINING");
                            it.hearAll("MAIL", "RCPT", "RCPT");
                            it.say("250 Sender", "250 Recipient", "250 Recipient");
                            it.hear("DATA");
                            it.say("354 Go ahead");
                            it.content();
                            it.say("250 2.0.0 Taken");
                        });
                var delivery = delivery(Outside.NONE)) {
            var hop = new NextHop(List.of(at(server, 10, 1)), Transport.LMTP, Optional.empty(), "");
            assertThat(send(delivery, hop, ANN, BEN))
                    .isInstanceOfSatisfying(
                            HandOver.Parted.class,
                            it ->
                                    assertThat(it.replies())
                                            .containsOnly(
                                                    Map.entry(
                                                            ANN, Reply.of(250, "2.0.0", "Taken"))));
        }
    }

    @Test
    void eachRefusedRecipientHasItsOwnReply() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hearAll("MAIL", "RCPT", "RCPT");
                            it.say("250 Sender", "550 5.1.1 No Ann", "550 5.2.1 Ben has left");
                            it.hear("RSET");
                            it.say("250 Reset");
                            it.hang();
                        });
                var delivery = delivery(Outside.NONE)) {
            assertThat(send(delivery, server.nextHop(), ANN, BEN))
                    .isInstanceOfSatisfying(
                            HandOver.Declined.class,
                            it -> {
                                assertThat(it.of(ANN)).isEqualTo(Reply.of(550, "5.1.1", "No Ann"));
                                assertThat(it.of(BEN))
                                        .isEqualTo(Reply.of(550, "5.2.1", "Ben has left"));
                            });
        }
    }

    @Test
    void whereTheConnectionIsSafeTheLoginIsShown() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "AUTH LOGIN PLAIN");
                            String said = it.hear("AUTH PLAIN ").substring(11);
                            assertThat(new String(Base64.getDecoder().decode(said), UTF_8))
                                    .isEqualTo("\0me\0pässword");
                            it.say("235 Welcome");
                            it.takeAll();
                        });
                var delivery = delivery(login(), InetAddress::isLoopbackAddress)) {
            assertThat(send(delivery, withLogin(server), ANN))
                    .isInstanceOf(HandOver.Accepted.class);
        }
    }

    @Test
    void aRefusedLoginIsNoRefusalOfTheMessage() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("AUTH PLAIN");
                            it.hear("AUTH PLAIN ");
                            it.say("535 5.7.8 Who are you?");
                            it.hang();
                        });
                var delivery = delivery(login(), InetAddress::isLoopbackAddress)) {
            assertThat(send(delivery, withLogin(server), ANN))
                    .isInstanceOfSatisfying(
                            HandOver.Failed.class,
                            it -> assertThat(it.detail()).contains("535").doesNotContain("pass"));
            assertThat(server.heard(0)).doesNotContain("MAIL");
        }
    }

    @Test
    void aSecretNeverLeavesInClear() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("AUTH PLAIN");
                            it.hang();
                        });
                var delivery = delivery(login(), _ -> false)) {
            assertThat(send(delivery, withLogin(server), ANN)).isInstanceOf(HandOver.Failed.class);
            assertThat(server.heard(0)).doesNotContain("AUTH");
        }
    }

    @Test
    void aNextHopIsAskedForARecipientWithoutAMessage() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            String[] replies = {"250 Known", "550 5.1.1 Who?", "451 Later"};
                            for (String reply : replies) {
                                it.hear("MAIL FROM:<>");
                                it.say("250 Sender");
                                it.hear("RCPT TO:<ann@");
                                it.say(reply);
                                it.hear("RSET");
                                it.say("250 Reset");
                            }
                            it.hear("MAIL FROM:<>");
                            it.say("550 5.7.1 No bounces");
                            it.hear("RSET");
                            it.say("250 Reset");
                            it.hang();
                        });
                var delivery = delivery(Outside.NONE)) {
            assertThat(ask(delivery, server)).isInstanceOf(HandOver.Accepted.class);
            assertThat(ask(delivery, server))
                    .isEqualTo(new HandOver.Declined(Reply.of(550, "5.1.1", "Who?")));
            assertThat(ask(delivery, server)).isInstanceOf(HandOver.Declined.class);
            assertThat(ask(delivery, server)).isInstanceOf(HandOver.Failed.class);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.heard(0)).doesNotContain("DATA");
        }
    }

    @Test
    void aNextHopThatDoesNotAnswerIsNotWaitedFor() throws Exception {
        try (var server = ScriptedServer.of(ScriptedServer.Peer::hang);
                var delivery = delivery(Outside.NONE)) {
            HandOver answer =
                    delivery.ask(
                            server.nextHop(), ReversePath.Null.NULL, ANN, Duration.ofMillis(200));
            assertThat(answer).isInstanceOf(HandOver.Failed.class);
        }
    }

    private static HandOver ask(PassThrough delivery, ScriptedServer server)
            throws InterruptedException {
        return delivery.ask(server.nextHop(), ReversePath.Null.NULL, ANN, Duration.ofSeconds(10));
    }

    private void assertRefused(Outside outside, int code, String enhanced) throws Exception {
        try (var delivery = delivery(outside)) {
            assertThat(send(delivery, exchangers(25), ANN))
                    .isInstanceOfSatisfying(
                            HandOver.Unfit.class,
                            it -> {
                                assertThat(it.recipients()).containsExactly(ANN);
                                assertThat(it.reply().code()).isEqualTo(code);
                                assertThat(it.reply().enhanced()).isEqualTo(enhanced);
                            });
        }
    }

    private static Outside login() {
        var login = new Logins.Login("me", Secret.parse("pässword"));
        Logins logins = name -> name.equals("mine") ? Optional.of(login) : Optional.empty();
        return new Outside(Outside.NONE.mx(), logins, Itself.NOWHERE);
    }

    private static NextHop withLogin(ScriptedServer server) {
        return new NextHop(List.of(at(server, 10, 1)), Transport.SMTP, Optional.empty(), "mine");
    }

    private static Outside mx(Exchanger... exchangers) {
        return answer(new MxAnswer.Found(List.of(exchangers)));
    }

    private static Outside answer(MxAnswer answer) {
        return new Outside((_, _) -> answer, Logins.NONE, new Node());
    }

    private record Node() implements Itself {
        @Override
        public boolean isCalled(String host) {
            return host.equalsIgnoreCase("node.example");
        }

        @Override
        public boolean isAt(InetAddress address, int port) {
            return address.getHostAddress().equals("192.0.2.7");
        }
    }

    private static Hop at(ScriptedServer server, int priority, int weight) {
        return new Hop(new NextHop.Server("127.0.0.1", server.port()), priority, weight);
    }

    private static NextHop hops(Hop... hops) {
        return new NextHop(List.of(hops), Transport.SMTP, Optional.empty(), "");
    }

    private static NextHop exchangers(int port) {
        return hops(new Hop(new NextHop.Exchangers(DOMAIN, port), 10, 1));
    }

    private PassThrough delivery(Outside outside) {
        return delivery(outside, InetAddress::isLoopbackAddress);
    }

    private PassThrough delivery(Outside outside, Predicate<InetAddress> safe) {
        return new PassThrough(
                "node.example", Letters.settings(Map.of()), outside, this::look, safe);
    }

    private InetAddress[] look(String name) throws UnknownHostException {
        InetAddress found = hosts.get(name);
        if (found == null) {
            throw new UnknownHostException(name);
        }
        return new InetAddress[] {found};
    }

    private static HandOver send(PassThrough delivery, NextHop nextHop, Address... recipients)
            throws InterruptedException {
        return delivery.handOver(
                nextHop, Letters.shipped(Letters.to(recipients)), Letters.content(HELLO));
    }
}
