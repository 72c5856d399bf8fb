package org.postern.mail.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.ReversePath;
import org.postern.mail.dns.CapturedAnswers;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.Zone;
import org.postern.mail.dns.ZoneReader;

/// What the suite of RFC 7208 leaves open: limits, reasons, hostile records.
class SpfTest {
    private static final IpAddress CLIENT = ip("192.0.2.1");
    private static final String SENDER = "ann@a.example";

    private record Outcome(SpfVerdict verdict, CapturedAnswers asked) {}

    @Test
    void everyResultHasAReasonAndAnAccount() throws Exception {
        SpfVerdict verdict =
                check(
                                """
                                a.example TXT "v=spf1 ip4:198.51.100.0/24 include:b.example -all"
                                b.example TXT "v=spf1 a:mail.b.example ?all"
                                mail.b.example A 192.0.2.1
                                """)
                        .verdict;
        assertThat(verdict.result()).isEqualTo(SpfResult.PASS);
        assertThat(verdict.why()).isEqualTo("192.0.2.1 may send for a.example (include:b.example)");
        assertThat(verdict.steps())
                .containsExactly(
                        new SpfStep(
                                0,
                                "a.example",
                                "v=spf1 ip4:198.51.100.0/24 include:b.example -all",
                                "its record"),
                        new SpfStep(0, "a.example", "ip4:198.51.100.0/24", "does not match"),
                        new SpfStep(1, "b.example", "v=spf1 a:mail.b.example ?all", "its record"),
                        new SpfStep(1, "b.example", "a:mail.b.example", "matches"),
                        new SpfStep(0, "a.example", "include:b.example", "matches"));
        assertThat(verdict.terms()).isEqualTo(2);
        assertThat(verdict.voids()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "-all,fail,192.0.2.1 may not send for a.example (-all)",
                "~all,softfail,192.0.2.1 probably may not send for a.example (~all)",
                "?all,neutral,192.0.2.1 is not judged by a.example (?all)",
                "ip4:192.0.2.2,neutral,192.0.2.1 is not judged by a.example (nothing matches)",
                "a:nowhere,permerror,"
                        + "the record of a.example is wrong: \"a:nowhere\": not a domain with a top level",
                "include:b.example,permerror,"
                        + "a.example includes what has no record: b.example publishes no record",
                "redirect=b.example,permerror,"
                        + "a.example redirects to where no record is: b.example publishes no record",
                "a:c.example,temperror,the DNS has no answer for c.example A (timeout)"
            })
    void reasonsAreInWordsOfOurs(String terms, String result, String why) throws Exception {
        SpfVerdict verdict =
                check("a.example TXT \"v=spf1 " + terms + "\"\nc.example FAIL timeout\n").verdict;
        assertThat(verdict.result()).hasToString(result);
        assertThat(verdict.why()).isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodot", "[192.0.2.1]", "a..example", "ä.example", "", "."})
    void whoIsNoDomainIsNotAskedFor(String domain) throws Exception {
        Outcome it = check("a.example TXT \"v=spf1 -all\"", "ann@" + domain);
        assertThat(it.verdict.result()).isEqualTo(SpfResult.NONE);
        assertThat(it.asked.size()).isZero();
    }

    @Test
    void theNullReversePathIsThatOfTheHelo() {
        assertThat(SpfQuestion.ofSender(CLIENT, ReversePath.Null.NULL, "h.example"))
                .isEqualTo(new SpfQuestion(CLIENT, "postmaster", "h.example", "h.example"))
                .isEqualTo(SpfQuestion.ofSender(CLIENT, "", "h.example"))
                .isEqualTo(SpfQuestion.ofHelo(CLIENT, "h.example"));
        var mailbox = new ReversePath.Mailbox(new Address("a b", new Domain.Name("a.example")));
        assertThat(SpfQuestion.ofSender(ip("::ffff:192.0.2.1"), mailbox, "h.example"))
                .isEqualTo(new SpfQuestion(CLIENT, "a b", "a.example", "h.example"));
    }

    @Test
    void c2_anIncludeOfItselfEndsAtTheLimit() throws Exception {
        Outcome it = check("a.example TXT \"v=spf1 include:a.example -all\"");
        assertThat(it.verdict.result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(it.verdict.why()).isEqualTo("more than 10 terms ask the DNS");
        assertThat(it.verdict.terms()).isEqualTo(10);
        assertThat(it.asked.size()).isOne();
    }

    @Test
    void c2_hostsOfOneMxAreCountedTheSameInEveryOrder() throws Exception {
        var zone = new StringBuilder("a.example TXT \"v=spf1 mx -all\"\nh0.example A 192.0.2.1\n");
        for (int i = 0; i < 11; i++) {
            zone.append("a.example MX " + i + " h" + i + ".example\n");
        }
        Outcome it = check(zone.toString());
        assertThat(it.verdict.result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(it.verdict.why()).isEqualTo("more than 10 hosts take mail for a.example");
        assertThat(it.asked.size()).isEqualTo(2);
    }

    @Test
    void c2_hostsWithoutAddressesAreQuestionsThatFindNothing() throws Exception {
        Outcome it =
                check(
                        """
                        a.example TXT "v=spf1 mx -all"
                        a.example MX 1 b.example
                        a.example MX 2 c.example
                        a.example MX 3 d.example
                        a.example MX 4 e.example
                        """);
        assertThat(it.verdict.result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(it.verdict.why()).isEqualTo("more than 2 questions find nothing");
        assertThat(it.asked.size()).isEqualTo(1 + 1 + 3);
    }

    @Test
    void c2_ofAThousandNamesOfAClientTenAreLookedAt() throws Exception {
        var zone = new StringBuilder("a.example TXT \"v=spf1 ptr exists:%{p}.b.example -all\"\n");
        for (int i = 0; i < 1000; i++) {
            zone.append("1.2.0.192.in-addr.arpa PTR h" + i + ".example\n");
        }
        zone.append("h999.example A 192.0.2.1\nunknown.b.example A 192.0.2.9\n");
        Outcome it = check(zone.toString());
        assertThat(it.verdict.result()).isEqualTo(SpfResult.PASS);
        assertThat(it.asked.size()).isEqualTo(1 + 1 + 10 + 1);
    }

    @Test
    void h5_aNameThatDoesNotPointBackIsNoName() throws Exception {
        String zone =
                """
                a.example TXT "v=spf1 ptr:bank.example -all"
                1.2.0.192.in-addr.arpa PTR mail.bank.example
                1.2.0.192.in-addr.arpa PTR mail.notbank.example
                mail.notbank.example A 192.0.2.1
                mail.bank.example A 192.0.2.
                """;
        assertThat(check(zone + "2").verdict.result()).isEqualTo(SpfResult.FAIL);
        assertThat(check(zone.replace("192.0.2.\n", "192.0.2.1\n")).verdict.result())
                .isEqualTo(SpfResult.PASS);
    }

    @Test
    void c2_aRecordOfMacrosGrowsToNoMoreThanAName() {
        String sender = "x".repeat(60) + "@a.example";
        String macros = "%{s}".repeat(490) + ".a.example";
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    Outcome it =
                            check("a.example TXT \"v=spf1 exists:" + macros + " -all\"", sender);
                    assertThat(it.verdict.result()).isEqualTo(SpfResult.FAIL);
                    assertThat(it.asked.answers().keySet())
                            .allMatch(asked -> asked.name().text().length() <= 253);
                });
        assertThat(SpfRecord.parse("v=spf1 exists:" + "%{s}".repeat(501) + ".a.example"))
                .hasToString(
                        "Failed[why=\"exists:"
                                + "%{s}".repeat(30).substring(0, 93)
                                + "...\": a text that is too long]");
    }

    @Test
    void c2_aRecordThatNobodyCanHaveMeantIsWrong() throws Exception {
        String record = "v=spf1" + " ip4:192.0.2.9".repeat(1200) + " -all";
        SpfVerdict verdict = check("a.example TXT \"" + record + "\"").verdict;
        assertThat(verdict.result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(verdict.why()).isEqualTo("the record of a.example is too long");
        String shorter = "v=spf1" + " ip4:192.0.2.9".repeat(1000) + " -all";
        verdict = check("a.example TXT \"" + shorter + "\"").verdict;
        assertThat(verdict.result()).isEqualTo(SpfResult.FAIL);
        assertThat(verdict.steps()).hasSize(SpfLimits.DEFAULTS.steps());
    }

    @Test
    void lettersOfAnExplanationNameUsAndTheTime() throws Exception {
        SpfVerdict verdict =
                check(
                                """
                                a.example TXT "v=spf1 -all exp=why.a.example"
                                why.a.example TXT "%{c} at %{t} told %{r} of %{L} %%"
                                """,
                                "a+b@a.example")
                        .verdict;
        assertThat(verdict.explanation()).contains("192.0.2.1 at 1000 told mx.example of a%2Bb %");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "why.a.example TXT \"one\"\nwhy.a.example TXT \"two\"",
                "why.a.example TXT \"bad\\013\\010250 OK\"",
                "why.a.example TXT \"%{l}\"",
                "why.a.example TXT \"   \"",
                "why.a.example FAIL timeout",
                "why.a.example TXT \"%{x}\""
            })
    void a17_anExplanationThatCannotBeShownIsNone(String zone) throws Exception {
        SpfVerdict verdict =
                check("a.example TXT \"v=spf1 -all exp=why.a.example\"\n" + zone, "ä\r\n@a.example")
                        .verdict;
        assertThat(verdict.result()).isEqualTo(SpfResult.FAIL);
        assertThat(verdict.explanation()).isEmpty();
    }

    @Test
    void whatIsLongerThanALineOfAReplyIsNoExplanation() throws Exception {
        String zone = "a.example TXT \"v=spf1 -all exp=a.a.example\"\na.a.example TXT \"%s\"";
        assertThat(check(zone.formatted("x".repeat(400))).verdict.explanation()).isPresent();
        assertThat(check(zone.formatted("x".repeat(401))).verdict.explanation()).isEmpty();
    }

    /// RFC 8616 §4: such a local part is in no name, so that a term with it matches nobody.
    @Test
    void aLocalPartPastAsciiMatchesNobody() throws Exception {
        Outcome it =
                check(
                        """
                        a.example TXT "v=spf1 exists:%{l}.b.example -all"
                        *.b.example A 192.0.2.9
                        """,
                        "ä@a.example");
        assertThat(it.verdict.result()).isEqualTo(SpfResult.FAIL);
        assertThat(it.asked.size()).isOne();
    }

    @Test
    void limitsCanBeOthers() throws Exception {
        Zone zone = ZoneReader.read("a.example TXT \"v=spf1 a:b.example a:c.example +all\"").zone();
        var strict = new SpfLimits(10, 1, 10, 16_384, 200);
        assertThat(spf(zone, strict).check(question(SENDER)).result())
                .isEqualTo(SpfResult.PERMERROR);
        assertThat(spf(zone, SpfLimits.DEFAULTS).check(question(SENDER)).result())
                .isEqualTo(SpfResult.PASS);
    }

    private static Outcome check(String zone) throws InterruptedException {
        return check(zone, SENDER);
    }

    private static Outcome check(String zone, String sender) throws InterruptedException {
        var asked = new CapturedAnswers(ZoneReader.read(zone).zone());
        return new Outcome(spf(asked, SpfLimits.DEFAULTS).check(question(sender)), asked);
    }

    private static SpfQuestion question(String sender) {
        return SpfQuestion.ofSender(CLIENT, sender, "h.example");
    }

    private static Spf spf(DnsLookup dns, SpfLimits limits) {
        return new Spf(dns, limits, "mx.example", InstantSource.fixed(Instant.ofEpochSecond(1000)));
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
