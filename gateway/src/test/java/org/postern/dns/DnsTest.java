package org.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.dns.MxAnswer.Exchanger;
import org.postern.mail.address.Domain;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsFailure;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsRecord;
import org.postern.mail.dns.DnsType;
import org.postern.mail.dns.Dnssec;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// What comes of good, bad and missing answers.
@Tag("slow")
@Timeout(60)
class DnsTest {
    private static final Domain.Name DOMAIN = new Domain.Name("a.example");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final IpAddress CLIENT = IpAddress.parse("192.0.2.1").orElseThrow();

    @Test
    void exchangersComeInTheirOrderAndAreRemembered() throws Exception {
        try (var server =
                new FakeDns(it ->
                        List.of(
                                FakeDns.answer(
                                        it,
                                        Rcode.NOERROR,
                                        mx(it, 20, "b.example."),
                                        mx(it, 10, "a.example."))))) {
            var dns = dns(server);
            var expected =
                    new MxAnswer.Found(
                            List.of(
                                    new Exchanger("a.example", 10),
                                    new Exchanger("b.example", 20)));
            assertThat(dns.exchangers(DOMAIN, PATIENCE)).isEqualTo(expected);
            assertThat(dns.exchangers(DOMAIN, PATIENCE)).isEqualTo(expected);
            assertThat(server.questions()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNotThereIsTold() throws Exception {
        assertThat(told(it -> List.of(FakeDns.answer(it, Rcode.NXDOMAIN))))
                .isEqualTo(MxAnswer.Nothing.NO_DOMAIN);
        assertThat(told(it -> List.of(FakeDns.answer(it, Rcode.NOERROR))))
                .isEqualTo(MxAnswer.Nothing.NO_RECORD);
        assertThat(told(it -> List.of(FakeDns.answer(it, Rcode.NOERROR, mx(it, 0, ".")))))
                .isEqualTo(MxAnswer.Nothing.NULL_MX);
    }

    @Test
    void h4_hostileAnswersAreNotUsed() throws Exception {
        assertThat(told(it -> List.of(FakeDns.answer(it, Rcode.SERVFAIL))))
                .isInstanceOf(MxAnswer.Unknown.class);
        assertThat(told(_ -> List.of(new byte[] {1, 2, 3}))).isInstanceOf(MxAnswer.Unknown.class);
        assertThat(told(_ -> List.of())).isInstanceOf(MxAnswer.Unknown.class);
        assertThat(told(it -> List.of(FakeDns.answer(it, Rcode.NOERROR, loop(it)))))
                .isInstanceOf(MxAnswer.Unknown.class);
        assertThat(
                        told(it ->
                                List.of(
                                        FakeDns.answer(
                                                it,
                                                Rcode.NOERROR,
                                                mx(it, 1, "evil\\013\\010.example."),
                                                mx(it, 2, "<script>.example.")))))
                .isInstanceOf(MxAnswer.Unknown.class);
    }

    @Test
    void h4_ofVeryManyExchangersAFewAreUsed() throws Exception {
        MxAnswer told =
                told(it -> {
                    var all = new ArrayList<Record>();
                    for (int i = 0; i < 25; i++) {
                        all.add(mx(it, i, "h" + i + ".example."));
                    }
                    return List.of(FakeDns.answer(it, Rcode.NOERROR, all.toArray(Record[]::new)));
                });
        assertThat(told)
                .isInstanceOfSatisfying(
                        MxAnswer.Found.class, it -> assertThat(it.exchangers()).hasSize(20));
    }

    @Test
    void h7_aSilentServerIsNotWaitedForPastTheLimit() throws Exception {
        try (var server = new FakeDns(_ -> List.of())) {
            long begun = System.nanoTime();
            assertThat(dns(server).exchangers(DOMAIN, Duration.ofMillis(50)))
                    .isInstanceOf(MxAnswer.Unknown.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
        }
    }

    @Test
    void aliasesAreFollowedFromOneAnswerToTheNext() throws Exception {
        try (var server =
                new FakeDns(it ->
                        List.of(
                                it.getQuestion().getName().toString().startsWith("alias.")
                                        ? FakeDns.answer(
                                                it,
                                                Rcode.NOERROR,
                                                Answers.record("alias.example 60 CNAME a.example."))
                                        : FakeDns.answer(
                                                it,
                                                Rcode.NOERROR,
                                                Answers.record("a.example 300 A 192.0.2.1"))))) {
            DnsAnswer answer = dns(server).lookup(ask("alias.example", DnsType.A), PATIENCE);
            assertThat(answer)
                    .isEqualTo(
                            new DnsAnswer.Found(
                                    List.of(new DnsRecord.Address(CLIENT)),
                                    Dnssec.INSECURE,
                                    Duration.ofSeconds(60)));
        }
    }

    @Test
    void h4_aliasesWithoutEndAreAFailure() throws Exception {
        try (var server =
                new FakeDns(it -> {
                    Name asked = it.getQuestion().getName();
                    Name next = Name.fromString("x" + asked);
                    return List.of(
                            FakeDns.answer(
                                    it,
                                    Rcode.NOERROR,
                                    new CNAMERecord(asked, DClass.IN, 60, next)));
                })) {
            var dns = dns(server);
            assertThat(dns.lookup(ask("a.example", DnsType.A), PATIENCE))
                    .isInstanceOfSatisfying(
                            DnsAnswer.Failed.class,
                            it -> assertThat(it.cause()).isEqualTo(DnsFailure.MALFORMED));
            assertThat(server.questions()).isEqualTo(1 + AnswerReader.MOST_ALIASES);
            assertThat(dns.counts().failures()).containsEntry(DnsFailure.MALFORMED, 1L);
        }
    }

    @Test
    void whatIsNotThereIsRememberedToo() throws Exception {
        try (var server = new FakeDns(it -> List.of(FakeDns.answer(it, Rcode.NXDOMAIN)))) {
            var dns = dns(server);
            for (int i = 0; i < 3; i++) {
                assertThat(dns.lookup(ask("a.example", DnsType.A), PATIENCE))
                        .isInstanceOf(DnsAnswer.Nothing.class);
            }
            assertThat(server.questions()).isOne();
            assertThat(dns.counts().questions()).isEqualTo(3);
            assertThat(dns.counts().asked()).isOne();
        }
    }

    @Test
    void c2_oneMessageAsksNoMoreThanItsShare() throws Exception {
        try (var server = new FakeDns(it -> List.of(FakeDns.answer(it, Rcode.NXDOMAIN)))) {
            var dns = dns(server);
            DnsLookup message = dns.within(PATIENCE, 2);
            for (String name : List.of("a.example", "b.example")) {
                assertThat(message.lookup(ask(name, DnsType.A)))
                        .isInstanceOf(DnsAnswer.Nothing.class);
            }
            assertThat(message.lookup(ask("c.example", DnsType.A)))
                    .isEqualTo(
                            new DnsAnswer.Failed(
                                    DnsFailure.NOT_ASKED, "too many questions for one message"));
            assertThat(server.questions()).isEqualTo(2);
        }
    }

    @Test
    void h7_theTimeOfOneMessageIsForAllItsQuestions() throws Exception {
        try (var server = new FakeDns(_ -> List.of())) {
            var dns = dns(server);
            DnsLookup message = dns.within(Duration.ofMillis(50), 1000);
            assertThat(message.lookup(ask("a.example", DnsType.A)))
                    .isInstanceOfSatisfying(
                            DnsAnswer.Failed.class,
                            it -> assertThat(it.cause()).isEqualTo(DnsFailure.TIMEOUT));
            for (int i = 0; i < 100; i++) {
                assertThat(message.lookup(ask("n" + i + ".example", DnsType.A)))
                        .isInstanceOfSatisfying(
                                DnsAnswer.Failed.class,
                                it -> assertThat(it.cause()).isEqualTo(DnsFailure.NOT_ASKED));
            }
            assertThat(dns.counts().late()).isOne();
            assertThat(dns.counts().asked()).isOne();
        }
    }

    @Test
    void questionsThatArePreparedAreAskedAtOnce() throws Exception {
        var all = new CountDownLatch(30);
        try (var server =
                new FakeDns(it -> {
                    // Nobody is answered before everybody asked.
                    all.countDown();
                    return all.getCount() > 0
                            ? List.of()
                            : List.of(FakeDns.answer(it, Rcode.NXDOMAIN));
                })) {
            var dns = dns(server);
            DnsLookup message = dns.within(PATIENCE, 30);
            var questions = new ArrayList<DnsQuestion>();
            for (int i = 0; i < 31; i++) {
                questions.add(ask("n" + i + ".example", DnsType.A));
            }
            message.prepare(questions);
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
            message.prepare(questions);
            assertThat(dns.counts().asked()).isEqualTo(30);
            assertThat(message.lookup(questions.get(29))).isInstanceOf(DnsAnswer.Nothing.class);
            assertThat(message.lookup(questions.get(30)))
                    .isInstanceOfSatisfying(
                            DnsAnswer.Failed.class,
                            it -> assertThat(it.cause()).isEqualTo(DnsFailure.NOT_ASKED));
        }
    }

    @Test
    void h7_whatWasPreparedAndAnsweredCountsWhenTheTimeIsOver() throws Exception {
        try (var server =
                new FakeDns(it ->
                        it.getQuestion().getName().toString().startsWith("slow.")
                                ? List.of()
                                : List.of(FakeDns.answer(it, Rcode.NXDOMAIN)))) {
            var dns = dns(server);
            // In the memory of the resolver, so that nothing depends on who is quicker.
            DnsQuestion quick = ask("quick.example", DnsType.A);
            assertThat(dns.lookup(quick, PATIENCE)).isInstanceOf(DnsAnswer.Nothing.class);

            DnsLookup message = dns.within(Duration.ofMillis(50), 10);
            message.prepare(List.of(ask("slow.example", DnsType.A), quick));
            assertThat(message.lookup(ask("slow.example", DnsType.A)))
                    .isInstanceOf(DnsAnswer.Failed.class);
            assertThat(message.lookup(quick)).isInstanceOf(DnsAnswer.Nothing.class);
            message.prepare(List.of(ask("late.example", DnsType.A)));
            assertThat(dns.counts().asked()).isEqualTo(2);
        }
    }

    @Test
    void addressesOfExchangersComeFromTheDns() throws Exception {
        try (var server =
                new FakeDns(it -> {
                    boolean four = it.getQuestion().getType() == Type.A;
                    return List.of(
                            FakeDns.answer(
                                    it,
                                    Rcode.NOERROR,
                                    Answers.record(
                                            four
                                                    ? "mx.example 300 A 192.0.2.1"
                                                    : "mx.example 300 AAAA 2001:db8::1")));
                })) {
            assertThat(dns(server).addresses("mx.example"))
                    .containsExactly(
                            InetAddress.ofLiteral("192.0.2.1"),
                            InetAddress.ofLiteral("2001:db8::1"));
        }
    }

    @Test
    void exchangersWithoutAddressesSayWhy() throws Exception {
        try (var server = new FakeDns(it -> List.of(FakeDns.answer(it, Rcode.SERVFAIL)))) {
            assertThatThrownBy(() -> dns(server).addresses("mx.example"))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("mx.example: the resolver cannot find out");
            assertThatThrownBy(() -> dns(server).addresses("bad name"))
                    .isInstanceOf(UnknownHostException.class);
        }
        try (var server = new FakeDns(it -> List.of(FakeDns.answer(it, Rcode.NXDOMAIN)))) {
            assertThatThrownBy(() -> dns(server).addresses("mx.example"))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("mx.example: it has none");
        }
    }

    private static DnsQuestion ask(String name, DnsType type) {
        return new DnsQuestion(new DnsName(name), type);
    }

    private static MxAnswer told(FakeDns.Script script) throws Exception {
        try (var server = new FakeDns(script)) {
            return dns(server).exchangers(DOMAIN, PATIENCE);
        }
    }

    private static Dns dns(FakeDns server) {
        return new Dns(new DnsSettings(List.of(server.address()), Duration.ofMillis(500)));
    }

    private static Record mx(Message question, int preference, String host) throws IOException {
        return new MXRecord(
                question.getQuestion().getName(),
                DClass.IN,
                300,
                preference,
                Name.fromString(host));
    }

    private static Record loop(Message question) {
        Name name = question.getQuestion().getName();
        return new CNAMERecord(name, DClass.IN, 300, name);
    }
}
