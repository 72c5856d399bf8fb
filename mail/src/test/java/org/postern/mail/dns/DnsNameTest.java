package org.postern.mail.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names: one form each, and nothing in them that acts on a terminal or a log.
class DnsNameTest {
    @Test
    void everySpellingIsOneName() {
        assertThat(DnsName.of("MAIL.Example.")).contains(new DnsName("mail.example"));
        assertThat(DnsName.of(".")).contains(DnsName.ROOT);
        assertThat(DnsName.ROOT).hasToString(".");
        assertThatThrownBy(() -> new DnsName("MAIL.example"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "a..b",
                ".a",
                "a\r\nb.example",
                "\u212a.example",
                "a\0b",
                "é.example"
            })
    void h4_whatIsNoNameIsNone(String text) {
        assertThat(DnsName.of(text)).isEmpty();
    }

    @Test
    void lengthsAreThoseOfTheWire() {
        String label = "a".repeat(63);
        String longest = (label + ".").repeat(3) + "a".repeat(61);
        assertThat(DnsName.of(longest + ".")).isPresent();
        assertThat(DnsName.of(longest + "a")).isEmpty();
        assertThat(DnsName.of(label + "a.example")).isEmpty();
        assertThat(new DnsName("b").below(new DnsName(longest))).isEmpty();
    }

    @Test
    void namesKnowWhatIsAboveThem() {
        DnsName name = new DnsName("mail.a.example");
        assertThat(name.parent()).contains(new DnsName("a.example"));
        assertThat(new DnsName("example").parent()).contains(DnsName.ROOT);
        assertThat(DnsName.ROOT.parent()).isEmpty();
        assertThat(name.labels()).isEqualTo(3);
        assertThat(name.isWithin(new DnsName("a.example"))).isTrue();
        assertThat(name.isWithin(name)).isTrue();
        assertThat(name.isWithin(DnsName.ROOT)).isTrue();
        assertThat(name.isWithin(new DnsName("ail.a.example"))).isFalse();
        assertThat(new DnsName("example").isWithin(name)).isFalse();
    }

    @Test
    void hostsHaveLettersDigitsAndInnerHyphens() {
        assertThat(new DnsName("mail-1.a_b.example").isHost()).isTrue();
        for (String no :
                new String[] {
                    "-a.example", "a-.example", "a.-b", "a b.example", "<b>.example", ""
                }) {
            assertThat(new DnsName(no).isHost()).as(no).isFalse();
        }
    }
}
