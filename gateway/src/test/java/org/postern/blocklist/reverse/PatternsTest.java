package org.postern.blocklist.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.blocklist.Zones.client;
import static org.postern.blocklist.Zones.examined;
import static org.postern.blocklist.Zones.found;
import static org.postern.blocklist.Zones.ip;
import static org.postern.blocklist.Zones.zone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.blocklist.Result;
import org.postern.blocklist.reverse.NamePatterns.Match;
import org.postern.blocklist.reverse.PatternReader.Problem;
import org.postern.blocklist.reverse.PatternReader.Reading;
import org.postern.mail.dns.DnsName;

/// What names are like.
class PatternsTest {
    private static final NamePatterns SHIPPED = PatternReader.shipped();

    private static String kind(NamePatterns patterns, String name, String address) {
        return patterns.judge(DnsName.of(name).orElseThrow(), ip(address))
                .map(Match::kind)
                .filter(it -> it != NameKind.SERVER)
                .map(it -> it.name().toLowerCase(Locale.ROOT))
                .orElse("none");
    }

    static Stream<String> cases() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(PatternsTest.class.getResourceAsStream("name-cases.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines().filter(it -> !it.isBlank() && !it.startsWith("#")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void namesAreWhatProvidersMeanByThem(String line) {
        String[] parts = line.split("\\s+", -1);
        Optional<Match> match = SHIPPED.judge(DnsName.of(parts[2]).orElseThrow(), ip(parts[1]));
        assertThat(kind(SHIPPED, parts[2], parts[1])).as("%s", match).isEqualTo(parts[0]);
    }

    private static NamePatterns read(String... lines) {
        Reading reading = PatternReader.read(String.join("\n", lines));
        assertThat(reading.problems()).isEmpty();
        return reading.patterns();
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, a.example, true",
        "A.Example, a.example, true",
        "*.example, a.example, true",
        "*.example, a.b.example, false",
        "**.example, a.b.example, true",
        "**.example, example, false",
        "**.b.example, xb.example, false",
        "a*c.example, ac.example, true",
        "a*c.example, abbc.example, true",
        "a*c.example, a.c.example, false",
        "a**c.example, a.c.example, true",
        "a*b*c*.example, axbxxcx.example, true",
        "a*b*c*.example, axcxxbx.example, false",
        "h{number}.a.example, h123.a.example, true",
        "h{number}3.a.example, h123.a.example, false",
        "h{number}.a.example, h.a.example, false",
        "h{number}.example, h123.example, false",
        "x{hex}.a.example, xbeef12.a.example, true",
        "x{hex}.a.example, xbee.a.example, false",
        "{address}.example, 192-0-2-7.example, true",
        "{address}.example, 192-0-2-8.example, false",
        "a{part}.example, a2-7.example, true",
        "{dynamic}{number}.a.example, dyn7.a.example, true",
        "{dynamic}*.a.example, dynamo.a.example, false",
        "**{dynamic}**, a.dyn.example, false",
        "**{dynamic}**, dyn.a.example, true",
        "**{dynamic}**, dyn.co.uk, false",
        "**{dynamic}**, dyn.example.co.uk, true",
        "**, anything.example, true",
        "/^h[0-9]+[.]/, h1.example, true",
        "/^h[0-9]+[.]/, xh1.example, false",
        "/(a+)+$/, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab, false"
    })
    void aPatternMatchesTheWholeName(String pattern, String name, boolean matches) {
        NamePatterns patterns = read("words dynamic dyn dynamic", "dynamic " + pattern);
        assertThat(kind(patterns, name, "192.0.2.7")).isEqualTo(matches ? "dynamic" : "none");
    }

    @Test
    void theFirstLineThatMatchesDecides() {
        NamePatterns patterns =
                read(
                        "server mail.*.example # ours",
                        "",
                        "# all others",
                        "generic **.a.example",
                        "dynamic **",
                        "server x.a.example");
        assertThat(patterns.size()).isEqualTo(4);
        assertThat(kind(patterns, "mail.a.example", "192.0.2.7")).isEqualTo("none");
        assertThat(kind(patterns, "x.a.example", "192.0.2.7")).isEqualTo("generic");
        assertThat(kind(patterns, "x.b.example", "192.0.2.7")).isEqualTo("dynamic");
    }

    @Test
    void patternsOfTheSiteComeFirst() {
        Reading reading =
                PatternReader.read(
                        "server *.dip0.t-ipconnect.de\nwords server zentrale\nbad", SHIPPED);
        assertThat(reading.leftOut()).isOne();
        assertThat(reading.patterns().size()).isEqualTo(SHIPPED.size() + 1);
        assertThat(kind(reading.patterns(), "p5b0a1b2c.dip0.t-ipconnect.de", "91.10.27.44"))
                .isEqualTo("none");
        assertThat(kind(reading.patterns(), "zentrale-192-0-2-7.example.org", "192.0.2.7"))
                .isEqualTo("none");
        assertThat(kind(SHIPPED, "zentrale-192-0-2-7.example.org", "192.0.2.7"))
                .isEqualTo("generic");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dynamic",
                "dinamic a.example",
                "dynamic {adress}",
                "dynamic {address",
                "dynamic a}b",
                "dynamic a b",
                "dynamic b\u00fccher.example",
                "dynamic /",
                "dynamic /(/",
                "dynamic /a(?=b)/",
                "words",
                "words dynamic",
                "words colour red",
                "words dynamic dyn1",
                "words dynamic Dyn"
            })
    void aBadLineIsToldAndTheOthersHold(String line) {
        Reading reading = PatternReader.read("dynamic a.example\n" + line + "\ngeneric b.example");
        assertThat(reading.problems()).extracting(Problem::line).containsExactly(2);
        assertThat(reading.leftOut()).isOne();
        assertThat(reading.patterns().size()).isEqualTo(2);
    }

    @Test
    void ofVeryManyBadLinesTheFirstAreTold() {
        Reading reading = PatternReader.read("bad line\n".repeat(1000));
        assertThat(reading.problems()).hasSize(100);
        assertThat(reading.leftOut()).isEqualTo(1000);
    }

    @Test
    void aPatternHasAnEnd() {
        assertThat(PatternReader.read("dynamic " + "a*".repeat(31)).leftOut()).isOne();
        assertThat(PatternReader.read("dynamic *." + "a".repeat(200)).leftOut()).isZero();
    }

    @Test
    void aConfirmedNameOfItsOwnSpeaksForTheClient() throws InterruptedException {
        String dynamic = "7.2.0.192.in-addr.arpa. PTR 192-0-2-7.dyn.isp.example.";
        String confirmed = "192-0-2-7.dyn.isp.example. A 192.0.2.7";
        String own = "7.2.0.192.in-addr.arpa. PTR mail.example.org.";
        var test = ReversePattern.dynamic(() -> SHIPPED);
        var generic = ReversePattern.generic(() -> SHIPPED);
        var client = client("192.0.2.7");

        Optional<String> seen =
                Optional.of("192-0-2-7.dyn.isp.example is like **{address}**{dynamic}**");
        assertThat(found(test, client, zone(dynamic, confirmed))).isEqualTo(seen);
        assertThat(found(test, client, zone(dynamic))).isEqualTo(seen);
        assertThat(found(test, client, zone(dynamic, confirmed, own))).isEqualTo(seen);
        assertThat(
                        examined(
                                test,
                                client,
                                zone(dynamic, confirmed, own, "mail.example.org. A 192.0.2.7")))
                .isEqualTo(Result.Clear.CLEAR);
        assertThat(found(generic, client, zone(dynamic, confirmed))).isEmpty();
        assertThat(
                        found(
                                generic,
                                client,
                                zone("7.2.0.192.in-addr.arpa. PTR 192-0-2-7.isp.example.")))
                .contains("192-0-2-7.isp.example is like **{address}**");
        assertThat(found(test, client, zone())).isEmpty();
        assertThat(examined(test, client, zone("$ELSEWHERE timeout late")))
                .isEqualTo(new Result.NotDone("late"));
    }
}
