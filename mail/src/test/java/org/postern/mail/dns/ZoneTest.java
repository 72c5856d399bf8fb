package org.postern.mail.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsAnswer.Failed;
import org.postern.mail.dns.DnsAnswer.Found;
import org.postern.mail.dns.DnsAnswer.Nothing;
import org.postern.mail.dns.ZoneReader.Problem;

/// Zone files as others write them, and what is asked of them.
class ZoneTest {
    @Test
    void aZoneAsServersWriteIt() {
        ZoneReader.Reading read =
                ZoneReader.read(
                        """
                        ; a comment
                        $ORIGIN a.example.
                        $TTL 1h30m
                        @   IN SOA ns.a.example. root.a.example. ( 1 ; serial
                                3600 600
                                86400 300 )
                            NS  ns
                            300 IN MX 10 mail
                            IN 600 MX 20 mail.b.example.
                            TXT "v=spf1 mx" " -all" ; two strings
                        mail A 192.0.2.1
                             AAAA 2001:DB8::1
                        www  CNAME mail
                        """);
        assertThat(read.problems()).isEmpty();
        assertThat(read.others()).isEqualTo(2);
        Zone zone = read.zone();
        assertThat(zone.lookup(ask("a.example", DnsType.MX)))
                .isEqualTo(
                        found(
                                300,
                                new DnsRecord.Exchanger(10, new DnsName("mail.a.example")),
                                new DnsRecord.Exchanger(20, new DnsName("mail.b.example"))));
        assertThat(zone.lookup(ask("A.Example.", DnsType.TXT)))
                .isEqualTo(found(5400, new DnsRecord.Text("v=spf1 mx -all")));
        assertThat(zone.lookup(ask("www.a.example", DnsType.AAAA)))
                .isEqualTo(found(5400, address("2001:db8::1")));
    }

    @Test
    void whatIsNotThereIsToldApart() {
        Zone zone = ZoneReader.read("mail.a.example A 192.0.2.1").zone();
        assertThat(zone.lookup(ask("mail.a.example", DnsType.MX)))
                .isInstanceOfSatisfying(Nothing.class, it -> assertThat(it.domain()).isTrue());
        assertThat(zone.lookup(ask("a.example", DnsType.A)))
                .isInstanceOfSatisfying(Nothing.class, it -> assertThat(it.domain()).isTrue());
        assertThat(zone.lookup(ask("b.example", DnsType.A)))
                .isInstanceOfSatisfying(Nothing.class, it -> assertThat(it.domain()).isFalse());
    }

    /// RFC 4592 §2.2.1: a name that exists hides the wildcard above it, also for the names below.
    @Test
    void wildcardsStandInForNamesThatAreNotThere() {
        Zone zone =
                ZoneReader.read("*.list.example A 127.0.0.2\nx.y.list.example TXT \"here\"").zone();
        assertThat(zone.lookup(ask("1.2.list.example", DnsType.A)))
                .isEqualTo(found(300, address("127.0.0.2")));
        for (String hidden : List.of("y.list.example", "z.y.list.example", "x.y.list.example")) {
            assertThat(zone.lookup(ask(hidden, DnsType.A))).isInstanceOf(Nothing.class);
        }
        assertThat(zone.lookup(ask("list.example", DnsType.A))).isInstanceOf(Nothing.class);
    }

    @Test
    void h4_loopsAndLongChainsOfAliasesEnd() {
        var chain = new StringBuilder("loop.example CNAME loop.example\n");
        for (int i = 0; i < 9; i++) {
            chain.append("c%d.example CNAME c%d.example\n".formatted(i, i + 1));
        }
        Zone zone = ZoneReader.read(chain + "c9.example A 192.0.2.1").zone();
        assertThat(zone.lookup(ask("loop.example", DnsType.A)))
                .isInstanceOfSatisfying(
                        Failed.class, it -> assertThat(it.cause()).isEqualTo(DnsFailure.MALFORMED));
        assertThat(zone.lookup(ask("c0.example", DnsType.A))).isInstanceOf(Failed.class);
        assertThat(zone.lookup(ask("c1.example", DnsType.A))).isInstanceOf(Found.class);
    }

    @Test
    void h7_failuresCanBeWrittenDown() {
        Zone zone =
                ZoneReader.read(
                                """
                                $ELSEWHERE refused "not ours"
                                a.example A 192.0.2.1
                                a.example FAIL servfail "broken signatures"
                                b.example FAIL TXT timeout
                                c.example 60 NXDOMAIN
                                d.example NONE A
                                $DNSSEC secure
                                e.example TXT "signed"
                                """)
                        .zone();
        assertThat(zone.lookup(ask("a.example", DnsType.A))).isInstanceOf(Found.class);
        assertThat(zone.lookup(ask("a.example", DnsType.MX)))
                .isEqualTo(new Failed(DnsFailure.SERVFAIL, "broken signatures"));
        assertThat(zone.lookup(ask("b.example", DnsType.TXT)))
                .isEqualTo(new Failed(DnsFailure.TIMEOUT, ""));
        assertThat(zone.lookup(ask("b.example", DnsType.A))).isInstanceOf(Nothing.class);
        assertThat(zone.lookup(ask("c.example", DnsType.A)))
                .isEqualTo(new Nothing(false, Dnssec.INSECURE, Duration.ofSeconds(60)));
        assertThat(zone.lookup(ask("d.example", DnsType.A)))
                .isEqualTo(new Nothing(true, Dnssec.INSECURE, Zone.KEPT));
        assertThat(zone.lookup(ask("e.example", DnsType.TXT)))
                .isEqualTo(
                        new Found(List.of(new DnsRecord.Text("signed")), Dnssec.SECURE, Zone.KEPT));
        assertThat(zone.lookup(ask("f.example", DnsType.A)))
                .isEqualTo(new Failed(DnsFailure.REFUSED, "not ours"));
        assertThat(ZoneReader.read(zone.toString()).zone()).hasToString(zone.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.example A 192.0.2|not an address of IPv4",
                "a.example A 2001:db8::1|not an address of IPv4",
                "a.example AAAA 192.0.2.1|not an address of IPv6",
                "a.example A|an address is missing",
                "a.example MX mail.example|a preference is a number up to 65535",
                "a.example MX 1e1 mail.example|a preference is a number up to 65535",
                "a.example MX 65536 mail.example|a preference is a number up to 65535",
                "a.example A 192.0.2.1 192.0.2.2|more than one such line has",
                "a..example A 192.0.2.1|not a name of the DNS",
                "a.example CH A 192.0.2.1|a class other than IN",
                "a.example 99999999999 A 192.0.2.1|a time that is too long",
                "a.example 5x A 192.0.2.1|not a time",
                "a.example TXT \"open|a quote is not closed",
                "a.example TXT ( \"a\"|a bracket is not closed",
                "a.example TXT \"a\" )|a bracket that was not opened",
                "a.example TXT ć|a character that is no octet; write it as \\DDD, or a name as xn--",
                "$INCLUDE /etc/passwd|an instruction that is not followed here",
                "$DNSSEC maybe|write secure or insecure",
                "a.example FAIL|why it fails is missing",
                "a.example ?? x|not the type of a record"
            })
    void aBadEntryIsToldAndTheOthersHold(String line, String why) {
        ZoneReader.Reading read = ZoneReader.read("ok.example A 192.0.2.9\n" + line + "\n");
        assertThat(read.problems()).containsExactly(new Problem(2, why));
        assertThat(read.leftOut()).isOne();
        assertThat(read.zone().size()).isOne();
    }

    /// A line without a name belongs to the name before it, so that it cannot be used where that was none.
    @Test
    void whatBelongsToABadNameIsLeftOutToo() {
        ZoneReader.Reading read =
                ZoneReader.read("ok.example A 192.0.2.9\na..example A 192.0.2.1\n A 192.0.2.2\n");
        assertThat(read.problems())
                .containsExactly(
                        new Problem(2, "not a name of the DNS"),
                        new Problem(3, "the name that this belongs to is missing"));
        assertThat(read.zone().lookup(ask("ok.example", DnsType.A)))
                .isEqualTo(found(300, address("192.0.2.9")));
    }

    @Test
    void ofManyBadEntriesTheFirstAreTold() {
        ZoneReader.Reading read = ZoneReader.read("a A x\n".repeat(1000));
        assertThat(read.problems()).hasSize(100);
        assertThat(read.leftOut()).isEqualTo(1000);
    }

    @Test
    void namesAndTextWithOddCharactersAreWrittenSoThatTheyRead() {
        DnsName odd = new DnsName("a b;(\"\\@$.example");
        Zone zone =
                new Zone.Builder()
                        .record(odd, new DnsRecord.Text("\0\"\\\u00ff" + "x".repeat(600)))
                        .alias(new DnsName("@.example"), odd)
                        .alias(new DnsName("$origin"), odd)
                        .record(DnsName.ROOT, new DnsRecord.Exchanger(0, DnsName.ROOT))
                        .build();
        ZoneReader.Reading read = ZoneReader.read(zone.toString());
        assertThat(read.problems()).isEmpty();
        assertThat(zone.toString()).matches("[ -~\n]*");
        for (DnsQuestion question :
                List.of(
                        new DnsQuestion(odd, DnsType.TXT),
                        ask("@.example", DnsType.TXT),
                        ask("$origin", DnsType.TXT),
                        ask(".", DnsType.MX))) {
            assertThat(read.zone().lookup(question))
                    .isInstanceOf(Found.class)
                    .isEqualTo(zone.lookup(question));
        }
    }

    @Test
    void promise10_whatWasAnsweredIsAnsweredAgainAndNothingElse() throws Exception {
        Zone zone =
                ZoneReader.read(
                                """
                                a.example CNAME b.example
                                b.example A 192.0.2.1
                                c.example FAIL timeout "late"
                                """)
                        .zone();
        var captured = new CapturedAnswers(zone);
        var questions =
                List.of(
                        ask("a.example", DnsType.A),
                        ask("a.example", DnsType.MX),
                        ask("c.example", DnsType.TXT),
                        ask("d.example", DnsType.TXT));
        for (DnsQuestion question : questions) {
            captured.lookup(question);
        }
        Zone again = ZoneReader.read(captured.replay().toString()).zone();
        for (DnsQuestion question : questions) {
            assertThat(again.lookup(question)).isEqualTo(zone.lookup(question));
        }
        for (DnsQuestion other :
                List.of(ask("a.example", DnsType.TXT), ask("e.example", DnsType.A))) {
            assertThat(again.lookup(other))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            it -> assertThat(it.cause()).isEqualTo(DnsFailure.NOT_ASKED));
        }
    }

    private static DnsQuestion ask(String name, DnsType type) {
        return new DnsQuestion(DnsName.of(name).orElseThrow(), type);
    }

    private static DnsRecord address(String text) {
        return new DnsRecord.Address(IpAddress.parse(text).orElseThrow());
    }

    private static Found found(int seconds, DnsRecord... records) {
        return new Found(List.of(records), Dnssec.INSECURE, Duration.ofSeconds(seconds));
    }
}
