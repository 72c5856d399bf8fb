package org.postern.blocklist.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTextTest {
    @Test
    void aLineHasAClientAnEndAndAReason() {
        var line =
                EntryText.parse("192.0.2.0/24\texpires=2027-01-31  # what # they sent")
                        .orElseThrow();

        assertThat(line.clients()).hasToString("192.0.2.0/24");
        assertThat(line.expires()).contains(Instant.parse("2027-01-31T00:00:00Z"));
        assertThat(line.comment()).isEqualTo("what # they sent");
        assertThat(EntryText.print(line))
                .isEqualTo("192.0.2.0/24 expires=2027-01-31T00:00:00Z # what # they sent");
    }

    @Test
    void anAddressAloneIsALine() {
        assertThat(EntryText.parse("  192.0.2.1 "))
                .contains(new EntryText.Line(Clients.parse("192.0.2.1"), Optional.empty(), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "# only a remark", "\t# another"})
    void someLinesHoldNothing(String line) {
        assertThat(EntryText.parse(line)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1 192.0.2.2, then expires=DATE",
        "192.0.2.1 expires=2027-01-31 expires=2027-01-31, then expires=DATE",
        "192.0.2.1 expires=soon, write a day",
        "192.0.2.1 expires=+999999-01-01T00:00:00Z, write a day",
        "mail, write an address",
        "192.0.2.9/24, bits past its prefix"
    })
    void aMistakeIsTold(String line, String said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntryText.parse(line))
                .withMessageContaining(said);
    }

    @Test
    void aLineHasABound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntryText.parse("192.0.2.1 # " + "x".repeat(2000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntryText.parse("192.0.2.1 # " + "x".repeat(501)));
    }

    @Test
    void noControlCharacterGetsIn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntryText.parse("192.0.2.1 # a\u001b[2Jb"));
    }
}
