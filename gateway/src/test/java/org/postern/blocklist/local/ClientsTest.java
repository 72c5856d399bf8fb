package org.postern.blocklist.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientsTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "192.0.2.0/24, 192.0.2.0/24",
        "2001:DB8::/32, 2001:db8::/32",
        "::ffff:192.0.2.1, 192.0.2.1",
        "Mail.Example.ORG, mail.example.org",
        "mail.example.org., mail.example.org",
        ".example.org, .example.org"
    })
    void everySpellingIsOneEntry(String written, String printed) {
        assertThat(Clients.parse(written)).hasToString(printed);
        assertThat(Clients.parse(printed)).isEqualTo(Clients.parse(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "org",
                ".org",
                "192.0.2",
                "192.0.2.256",
                "192.0.2.0/33",
                "-a.example.org",
                "a b.example.org",
                "*.example.org",
                "mail.example.org/24",
                "exämple.org"
            })
    void whatIsNoClientIsToldSo(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Clients.parse(text))
                .withMessageContaining("write an address");
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7/24, 192.0.2.0/24", "2001:db8::1/64, 2001:db8::/64"})
    void bitsPastThePrefixAreNotOverlooked(String text, String meant) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Clients.parse(text))
                .withMessageContaining("write " + meant);
    }
}
