package org.postern.mail.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses as values: one for every spelling, and prefixes that end within an octet.
class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,192.0.2.1",
        "0.0.0.0,0.0.0.0",
        "255.255.255.255,255.255.255.255",
        "2001:DB8:0:0:0::1,2001:db8::1",
        "::,::",
        "::ffff:192.0.2.1,::ffff:192.0.2.1",
        "CAFE:BABE:8000::,cafe:babe:8000::"
    })
    void everySpellingIsOneAddress(String text, String canonical) {
        IpAddress address = ip(text);
        assertThat(address).hasToString(canonical).isEqualTo(ip(canonical));
        assertThat(IpAddress.ofOctets(address.octets())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2",
                "192.0.2.01",
                "1.2.3.4.5",
                "256.0.0.0",
                "::1%eth0",
                "[::1]",
                "1::2::3",
                "a"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void h10_anIpv4AddressInIpv6ClothesIsThatAddress() {
        assertThat(ip("::ffff:192.0.2.1").unmapped()).isEqualTo(ip("192.0.2.1"));
        assertThat(ip("::192.0.2.1").unmapped().version6()).isTrue();
        assertThat(ip("::fffe:192.0.2.1").unmapped().version6()).isTrue();
        assertThat(ip("1::ffff:192.0.2.1").unmapped().version6()).isTrue();
    }

    @Test
    void h10_anIpv4AddressBehindATranslatorIsThatAddress() {
        assertThat(ip("64:ff9b::192.0.2.1").untranslated()).isEqualTo(ip("192.0.2.1"));
        assertThat(ip("64:ff9b::1:c000:201").untranslated().version6()).isTrue();
        assertThat(ip("64:ff9b:1::c000:201").untranslated().version6()).isTrue();
        assertThat(ip("192.0.2.1").untranslated()).isEqualTo(ip("192.0.2.1"));
    }

    /// Against the bits one by one.
    @Test
    void prefixesAreComparedBitByBit() {
        var random = new Random(7208);
        for (int round = 0; round < 2000; round++) {
            byte[] one = new byte[round % 2 == 0 ? 4 : 16];
            random.nextBytes(one);
            byte[] other = one.clone();
            int first = random.nextInt(one.length * 8);
            other[first / 8] ^= (byte) (0x80 >> first % 8);
            IpAddress address = IpAddress.ofOctets(one);
            assertThat(address.octets()).isEqualTo(one);
            for (int bits = 0; bits <= address.width(); bits++) {
                assertThat(address.isNear(IpAddress.ofOctets(other), bits))
                        .isEqualTo(bits <= first);
            }
        }
        assertThat(ip("0.0.0.0").isNear(ip("::"), 0)).isFalse();
        assertThatThrownBy(() -> ip("0.0.0.0").isNear(ip("0.0.0.0"), 33))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesOfAddressesAreAskedForBackwards() {
        assertThat(ip("192.0.2.1").reverseName()).isEqualTo("1.2.0.192.in-addr.arpa");
        assertThat(ip("2001:db8::1").reverseName())
                .isEqualTo("1" + ".0".repeat(23) + ".8.b.d.0.1.0.0.2.ip6.arpa");
    }

    @Test
    void wrongOnesCannotExist() {
        assertThatThrownBy(() -> new IpAddress(false, 0, 1L << 32))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IpAddress.ofOctets(new byte[5]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
