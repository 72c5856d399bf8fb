package org.postern.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.settings.Network;

final class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "10.0.0.0/9, 10.127.0.1, true",
        "10.0.0.0/9, 10.128.0.1, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.0/24, ::ffff:192.0.2.9, true",
        "::ffff:192.0.2.0/120, 192.0.2.9, true",
        "::ffff:192.0.2.0/120, 192.0.3.9, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, ::1, true",
        "::/0, 192.0.2.1, false",
    })
    void containsWhatItsPrefixCovers(String network, String address, boolean within) {
        assertThat(Network.parse(network).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10/8",
                "10.0.0/24",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/",
                "10.0.0.1/24",
                "::/129",
                "2001:db8::1/64",
                "[::1]",
                "fe80::1%eth0",
                "mail.example",
                "::ffff:10.0.0.0/95",
                "10.0.0.0/8/8"
            })
    void nothingElseIsANetwork(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.parse(text));
    }

    @Test
    void readingWhatWasPrintedGivesTheSame() {
        for (String text : new String[] {"192.0.2.0/24", "2001:db8::/32", "::ffff:10.0.0.0/104"}) {
            Network network = Network.parse(text);
            assertThat(Network.parse(network.toString())).isEqualTo(network);
        }
        assertThat(Network.parse("::ffff:10.0.0.0/104")).isEqualTo(Network.parse("10.0.0.0/8"));
    }

    @Test
    void aDestinationIsReadAsItIsPrinted() {
        for (String text :
                new String[] {
                    "mail.example:25", "192.0.2.1:2525", "[2001:db8::1]:25", "built-in-sink"
                }) {
            assertThat(Destination.parse(text)).hasToString(text);
        }
        for (String text :
                new String[] {
                    "",
                    "mail.example",
                    ":25",
                    "mail.example:0",
                    "mail.example:65536",
                    "::1:25",
                    "a b:25",
                    "a:b:25"
                }) {
            assertThatIllegalArgumentException().isThrownBy(() -> Destination.parse(text));
        }
    }
}
