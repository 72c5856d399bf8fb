package org.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.dns.MxAnswer.Exchanger;
import org.postern.mail.address.Domain;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/// What comes of good, bad and missing answers.
@Tag("slow")
@Timeout(60)
class DnsTest {
    private static final Domain.Name DOMAIN = new Domain.Name("a.example");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
