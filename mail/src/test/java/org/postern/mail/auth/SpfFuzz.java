package org.postern.mail.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.time.InstantSource;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.Parsed;
import org.postern.mail.dns.CapturedAnswers;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsRecord;
import org.postern.mail.dns.Zone;
import org.postern.mail.dns.ZoneReader;

/// Records, macros and zones of strangers.
class SpfFuzz {
    private static final DnsName DOMAIN = new DnsName("a.example");
    private static final SpfLimits LIMITS = SpfLimits.DEFAULTS;

    /// Any text as the record of a domain, in a world in which everything has an answer. The check ends with a result, asks
    /// no more than the limits allow, and says nothing that is not printable.
    @FuzzTest(maxDuration = "10m")
    void c2_everyRecordEndsWithinTheLimits(byte[] octets) throws InterruptedException {
        String record = "v=spf1 " + new String(octets, ISO_8859_1);
        Zone world =
                new Zone.Builder()
                        .record(DOMAIN, new DnsRecord.Text(record))
                        .record(new DnsName("*.example"), new DnsRecord.Text(record))
                        .record(new DnsName("*.example"), address("192.0.2.9"))
                        .record(
                                new DnsName("*.example"),
                                new DnsRecord.Exchanger(1, new DnsName("mx.a.example")))
                        .record(
                                new DnsName("1.2.0.192.in-addr.arpa"),
                                new DnsRecord.Pointer(new DnsName("client.a.example")))
                        .record(new DnsName("client.a.example"), address("192.0.2.1"))
                        .build();
        check(world, "local+part@a.example", "helo.example");
        if (SpfRecord.parse(record) instanceof Parsed.Value<SpfRecord>(var read)) {
            // Written from its terms it is the same record.
            var written = new StringBuilder("v=spf1");
            read.directives().forEach(it -> written.append(' ').append(it.text()));
            String modifiers =
                    (read.redirect() == null ? "" : " redirect=" + read.redirect())
                            + (read.explanation() == null ? "" : " exp=" + read.explanation());
            if (!(SpfRecord.parse(written + modifiers)
                            instanceof Parsed.Value<SpfRecord>(var again))
                    || again.directives().size() != read.directives().size()) {
                throw new AssertionError(written + modifiers);
            }
        }
    }

    /// Any zone, sender and HELO. The answers of a check give its verdict again.
    @FuzzTest(maxDuration = "10m")
    void promise10_everyVerdictFollowsFromItsAnswers(FuzzedDataProvider data)
            throws InterruptedException {
        String sender = data.consumeString(100);
        String helo = data.consumeString(100);
        Zone zone = ZoneReader.read(data.consumeRemainingAsAsciiString()).zone();
        SpfVerdict verdict = check(zone, sender, helo);
        var asked = new CapturedAnswers(zone);
        spf(asked).check(SpfQuestion.ofSender(client(), sender, helo));
        Zone replay = ZoneReader.read(asked.replay().toString()).zone();
        SpfVerdict again = spf(replay).check(SpfQuestion.ofSender(client(), sender, helo));
        if (!again.equals(verdict)) {
            throw new AssertionError(verdict + "\n" + again + "\n" + replay);
        }
    }

    /// Any text as a macro string. What is one expands, each part to no more than its values, and reads as itself.
    @FuzzTest(maxDuration = "10m")
    void c2_everyMacroStringExpandsToWhatItsValuesAllow(byte[] octets) throws InterruptedException {
        String text = new String(octets, ISO_8859_1);
        for (MacroString.Place place : MacroString.Place.values()) {
            if (MacroString.parse(text, place) instanceof Parsed.Value<MacroString>(var macros)) {
                String expanded = macros.expand(it -> it + ".v.a-l.u_e\u00e4");
                if (!macros.toString().equals(text) || expanded.length() > text.length() * 8) {
                    throw new AssertionError(text + " as " + expanded);
                }
                if (text.indexOf('%') < 0 && !expanded.equals(text)) {
                    throw new AssertionError(text + " as " + expanded);
                }
            }
        }
    }

    private static SpfVerdict check(Zone zone, String sender, String helo)
            throws InterruptedException {
        var asked = new CapturedAnswers(zone);
        SpfVerdict verdict = spf(asked).check(SpfQuestion.ofSender(client(), sender, helo));
        boolean within =
                verdict.terms() <= LIMITS.terms()
                        && verdict.voids() <= LIMITS.voids()
                        && verdict.steps().size() <= LIMITS.steps()
                        && asked.size()
                                <= 2 + LIMITS.terms() * (1 + LIMITS.names()) + 1 + LIMITS.names();
        if (!within
                || !isPrintable(verdict.why())
                || !isPrintable(verdict.explanation().orElse(""))) {
            throw new AssertionError(verdict);
        }
        for (SpfStep step : verdict.steps()) {
            if (!isPrintable(step.domain() + step.term() + step.outcome())) {
                throw new AssertionError(step);
            }
        }
        return verdict;
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(it -> it >= ' ' && it <= '~');
    }

    private static Spf spf(CapturedAnswers dns) {
        return new Spf(dns, LIMITS, "mx.example", InstantSource.fixed(Instant.EPOCH));
    }

    private static Spf spf(Zone dns) {
        return new Spf(dns, LIMITS, "mx.example", InstantSource.fixed(Instant.EPOCH));
    }

    private static IpAddress client() {
        return IpAddress.parse("192.0.2.1").orElseThrow();
    }

    private static DnsRecord address(String text) {
        return new DnsRecord.Address(IpAddress.parse(text).orElseThrow());
    }
}
