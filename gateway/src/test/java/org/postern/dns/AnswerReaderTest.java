package org.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.dns.AnswerReader.Reading;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsAnswer.Failed;
import org.postern.mail.dns.DnsAnswer.Found;
import org.postern.mail.dns.DnsAnswer.Nothing;
import org.postern.mail.dns.DnsFailure;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsRecord;
import org.postern.mail.dns.DnsType;
import org.postern.mail.dns.Dnssec;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What is made of messages, good and hostile ones.
class AnswerReaderTest {
    private static final String SOA = "a.example 3600 SOA ns.a.example. root.a.example. 1 2 3 4 60";

    @Test
    void recordsOfTheNameAndItsAliasesCount() {
        assertThat(
                        read(
                                DnsType.A,
                                Rcode.NOERROR,
                                "a.example 600 CNAME b.example.",
                                "B.Example 60 CNAME c.example.",
                                "c.example 300 A 192.0.2.1",
                                "c.example 300 A 192.0.2.2"))
                .isEqualTo(
                        new Found(
                                List.of(address("192.0.2.1"), address("192.0.2.2")),
                                Dnssec.INSECURE,
                                Duration.ofSeconds(60)));
        assertThat(read(DnsType.TXT, Rcode.NOERROR, "a.example 1 TXT \"v=spf1\" \" -all\\200\""))
                .isEqualTo(
                        new Found(
                                List.of(new DnsRecord.Text("v=spf1 -all\u00c8")),
                                Dnssec.INSECURE,
                                AnswerReader.SHORTEST));
        assertThat(read(DnsType.MX, Rcode.NOERROR, "a.example 999999 MX 0 ."))
                .isEqualTo(
                        new Found(
                                List.of(new DnsRecord.Exchanger(0, DnsName.ROOT)),
                                Dnssec.INSECURE,
                                AnswerReader.LONGEST));
    }

    @Test
    void thatThereIsNothingHoldsAsLongAsTheZoneSays() {
        assertThat(read(DnsType.A, Rcode.NXDOMAIN, SOA))
                .isEqualTo(new Nothing(false, Dnssec.INSECURE, Duration.ofSeconds(60)));
        assertThat(read(DnsType.A, Rcode.NOERROR, SOA))
                .isEqualTo(new Nothing(true, Dnssec.INSECURE, Duration.ofSeconds(60)));
        assertThat(read(DnsType.A, Rcode.NOERROR))
                .isEqualTo(new Nothing(true, Dnssec.INSECURE, AnswerReader.NOTHING_KEPT));
        assertThat(read(DnsType.A, Rcode.NXDOMAIN, "a.example 60 CNAME b.example."))
                .isEqualTo(new Nothing(false, Dnssec.INSECURE, Duration.ofSeconds(60)));
    }

    @Test
    void anAliasWithoutItsRecordsIsAskedForAgain() {
        Message message =
                Answers.to("a.example", Type.A, Rcode.NOERROR, "a.example 60 CNAME b.example.");
        assertThat(AnswerReader.read(message, Answers.name("a.example"), DnsType.A, 300))
                .isEqualTo(new Reading.Elsewhere(Answers.name("b.example"), 60));
    }

    @Test
    void whatTheResolverProvedIsTold() {
        Message message =
                Answers.to("a.example", Type.A, Rcode.NOERROR, "a.example 60 A 192.0.2.1");
        message.getHeader().setFlag(Flags.AD);
        assertThat(answer(message, DnsType.A))
                .isInstanceOfSatisfying(
                        Found.class, it -> assertThat(it.dnssec()).isEqualTo(Dnssec.SECURE));
        message = Answers.to("a.example", Type.A, Rcode.SERVFAIL);
        assertThat(cause(answer(message, DnsType.A))).isEqualTo(DnsFailure.SERVFAIL);
        message.addRecord(
                new OPTRecord(
                        1232,
                        0,
                        0,
                        0,
                        new ExtendedErrorCodeOption(ExtendedErrorCodeOption.SIGNATURE_EXPIRED)),
                Section.ADDITIONAL);
        assertThat(cause(answer(message, DnsType.A))).isEqualTo(DnsFailure.BOGUS);
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR, Rcode.YXDOMAIN})
    void h7_othersCodesAreFailures(int code) {
        assertThat(cause(read(DnsType.A, code, "a.example 60 A 192.0.2.1")))
                .isEqualTo(DnsFailure.REFUSED);
    }

    @Test
    void h4_answersToOtherQuestionsAreNone() {
        Message other = Answers.to("b.example", Type.A, Rcode.NOERROR, "a.example 60 A 192.0.2.1");
        assertThat(cause(answer(other, DnsType.A))).isEqualTo(DnsFailure.MALFORMED);
        other = Answers.to("a.example", Type.MX, Rcode.NOERROR, "a.example 60 A 192.0.2.1");
        assertThat(cause(answer(other, DnsType.A))).isEqualTo(DnsFailure.MALFORMED);
        other = new Message();
        assertThat(cause(answer(other, DnsType.A))).isEqualTo(DnsFailure.MALFORMED);
        assertThat(
                        read(
                                DnsType.A,
                                Rcode.NOERROR,
                                "b.example 60 A 192.0.2.1",
                                "a.example 60 MX 1 b."))
                .isInstanceOf(Nothing.class);
    }

    @Test
    void h4_anAnswerThatWasCutIsNone() {
        Message cut = Answers.to("a.example", Type.A, Rcode.NOERROR, "a.example 60 A 192.0.2.1");
        cut.getHeader().setFlag(Flags.TC);
        assertThat(cause(answer(cut, DnsType.A))).isEqualTo(DnsFailure.MALFORMED);
    }

    @Test
    void h4_loopsAndLongChainsOfAliasesEnd() {
        assertThat(
                        cause(
                                read(
                                        DnsType.A,
                                        Rcode.NOERROR,
                                        "a.example 60 CNAME b.example.",
                                        "b.example 60 CNAME a.example.")))
                .isEqualTo(DnsFailure.MALFORMED);
        var chain = new ArrayList<>(List.of("a.example 60 CNAME c0.example."));
        IntStream.range(0, 8)
                .forEach(i -> chain.add("c" + i + ".example 60 CNAME c" + (i + 1) + ".example."));
        chain.add("c8.example 60 A 192.0.2.1");
        assertThat(cause(read(DnsType.A, Rcode.NOERROR, chain.toArray(String[]::new))))
                .isEqualTo(DnsFailure.MALFORMED);
        chain.set(0, "a.example 60 CNAME c1.example.");
        assertThat(read(DnsType.A, Rcode.NOERROR, chain.toArray(String[]::new)))
                .isInstanceOf(Found.class);
    }

    @Test
    void h4_namesThatAreNoneAreLeftOut() {
        assertThat(
                        read(
                                DnsType.PTR,
                                Rcode.NOERROR,
                                "a.example 60 PTR evil\\013\\010250.example.",
                                "a.example 60 PTR nul\\000.example.",
                                "a.example 60 PTR a\\.b.example.",
                                "a.example 60 PTR a\\032b.example.",
                                "a.example 60 PTR \\195\\164.example.",
                                "a.example 60 PTR Good.Example."))
                .isEqualTo(
                        new Found(
                                List.of(new DnsRecord.Pointer(new DnsName("good.example"))),
                                Dnssec.INSECURE,
                                Duration.ofSeconds(60)));
        assertThat(cause(read(DnsType.PTR, Rcode.NOERROR, "a.example 60 PTR nul\\000.example.")))
                .isEqualTo(DnsFailure.MALFORMED);
    }

    @Test
    void h4_ofAThousandRecordsSomeAreLookedAt() {
        String[] many =
                IntStream.range(0, 1000)
                        .mapToObj(i -> "a.example 60 PTR h" + i + ".example.")
                        .toArray(String[]::new);
        assertThat(read(DnsType.PTR, Rcode.NOERROR, many))
                .isInstanceOfSatisfying(
                        Found.class,
                        it -> assertThat(it.records()).hasSize(AnswerReader.MOST_RECORDS));
    }

    @Test
    void namesAreTheSameOnTheWire() {
        for (String name :
                List.of(
                        "a.example",
                        "1.2.0.192.in-addr.arpa",
                        "foo:bar/baz.example",
                        "@.b",
                        "*.c")) {
            DnsName ours = DnsName.of(name).orElseThrow();
            assertThat(Names.of(Names.of(ours))).contains(ours);
        }
        assertThat(Names.of(Names.of(DnsName.ROOT))).contains(DnsName.ROOT);
        String longest = ("a".repeat(63) + ".").repeat(3) + "a".repeat(61);
        assertThat(Names.of(Names.of(new DnsName(longest)))).contains(new DnsName(longest));
    }

    private static DnsAnswer read(DnsType type, int code, String... records) {
        return answer(Answers.to("a.example", AnswerReader.code(type), code, records), type);
    }

    private static DnsAnswer answer(Message message, DnsType type) {
        Reading reading = AnswerReader.read(message, Answers.name("a.example"), type, 3600);
        assertThat(reading)
                .as(message.getSection(Section.ANSWER).toString())
                .isInstanceOf(Reading.Whole.class);
        return ((Reading.Whole) reading).answer();
    }

    private static DnsFailure cause(DnsAnswer answer) {
        assertThat(answer).isInstanceOf(Failed.class);
        return ((Failed) answer).cause();
    }

    private static DnsRecord address(String text) {
        return new DnsRecord.Address(IpAddress.parse(text).orElseThrow());
    }
}
