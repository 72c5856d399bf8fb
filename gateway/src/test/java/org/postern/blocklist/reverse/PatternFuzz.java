package org.postern.blocklist.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsName;

/// Files of patterns, and names of hostile people.
class PatternFuzz {
    private static final NamePatterns SHIPPED = PatternReader.shipped();

    /// Every line is a pattern, words, nothing or a problem, and whatever was read judges names.
    @FuzzTest(maxDuration = "10m")
    void promise10_whatIsReadJudgesNames(FuzzedDataProvider data) {
        String name = data.consumeAsciiString(100);
        byte[] octets = data.consumeBytes(4);
        var reading = PatternReader.read(data.consumeRemainingAsString());
        assertThat(reading.problems().size()).isLessThanOrEqualTo(reading.leftOut());
        if (octets.length == 4) {
            DnsName.of(name)
                    .ifPresent(it -> reading.patterns().judge(it, IpAddress.ofOctets(octets)));
        }
    }

    /// A name is judged the same however it was written, and any name is judged.
    @FuzzTest(maxDuration = "10m")
    void promise10_everyNameIsJudged(byte[] text) {
        if (text.length < 16) {
            return;
        }
        byte[] octets = Arrays.copyOf(text, text[0] % 2 == 0 ? 4 : 16);
        var name =
                new String(
                        text,
                        octets.length,
                        text.length - octets.length,
                        StandardCharsets.ISO_8859_1);
        DnsName.of(name)
                .ifPresent(it -> {
                    IpAddress address = IpAddress.ofOctets(octets);
                    var view = new NameView(it.text(), address, SHIPPED.words());
                    for (NameView.Thing thing : NameView.Thing.values()) {
                        for (int from = 0; from < it.text().length(); from++) {
                            assertThat(view.end(thing, from))
                                    .isLessThanOrEqualTo(it.text().length());
                        }
                    }
                    SHIPPED.judge(it, address);
                });
    }
}
