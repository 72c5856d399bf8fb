package org.postern.mail.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
    private static IpPrefix prefix(String text) {
        return IpPrefix.parse(text).orElseThrow();
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.0/24",
                "192.0.2.1",
                "0.0.0.0/0",
                "2001:db8::/32",
                "2001:db8::1",
                "::/0",
                "2001:db8:0:8000::/49",
                "2001:db8:0:0:8000::/65",
                "198.51.100.128/25"
            })
    void printsAsItIsRead(String text) {
        assertThat(prefix(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1/32, 192.0.2.1",
        "2001:db8::1/128, 2001:db8::1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.0/120, 192.0.2.0/24"
    })
    void hasOneForm(String written, String printed) {
        assertThat(prefix(written)).hasToString(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "192.0.2.0/",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/024",
                "192.0.2.0/2 4",
                "192.0.2/24",
                "192.0.2.1/24",
                "2001:db8::1/64",
                "2001:db8::/129",
                "::ffff:192.0.2.0/95",
                "192.0.2.0/24/8",
                "example.org",
                "192.0.2.0/٢٤"
            })
    void isNoPrefix(String text) {
        assertThat(IpPrefix.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.77/24, 192.0.2.0/24",
        "2001:db8::1/64, 2001:db8::/64",
        "203.0.113.9/0, 0.0.0.0/0",
        "2001:db8::ff/127, 2001:db8::fe/127"
    })
    void cutsWhatIsPastThePrefixForListsOfOthers(String written, String meant) {
        assertThat(IpPrefix.parseLoosely(written).orElseThrow()).hasToString(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 192.0.2.1, false",
        "2001:db8:0:8000::/49, 2001:db8:0:8fff::1, true",
        "2001:db8:0:8000::/49, 2001:db8::1, false",
        "2001:db8:0:0:8000::/65, 2001:db8::8000:0:0:1, true",
        "2001:db8:0:0:8000::/65, 2001:db8::1, false"
    })
    void containsWhatBeginsWithItsBits(String prefix, String address, boolean inside) {
        assertThat(prefix(prefix).contains(address(address))).isEqualTo(inside);
    }

    @Test
    void containsSmallerOnes() {
        assertThat(prefix("192.0.2.0/24").contains(prefix("192.0.2.128/25"))).isTrue();
        assertThat(prefix("192.0.2.0/24").contains(prefix("192.0.2.0/24"))).isTrue();
        assertThat(prefix("192.0.2.0/24").contains(prefix("192.0.2.0/23"))).isFalse();
        assertThat(prefix("::/0").contains(prefix("0.0.0.0/0"))).isFalse();
    }

    @Test
    void isAroundAnyAddress() {
        assertThat(IpPrefix.around(address("2001:db8::77"), 64)).hasToString("2001:db8::/64");
        assertThat(IpPrefix.around(address("192.0.2.77"), 31)).hasToString("192.0.2.76/31");
        assertThat(IpPrefix.of(address("192.0.2.77"))).hasToString("192.0.2.77");
    }

    @Test
    void hasNoBitsPastItsLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IpPrefix(address("192.0.2.1"), 24));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IpPrefix(address("192.0.2.1"), 33));
    }
}
