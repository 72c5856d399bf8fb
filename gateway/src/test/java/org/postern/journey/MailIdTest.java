package org.postern.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MailIdTest {
    private final Random random = new Random(7);

    @Test
    void textFormRoundTrips() {
        for (int i = 0; i < 1000; i++) {
            MailId id = MailId.next(InstantSource.system(), random);
            assertThat(MailId.parse(id.toString())).contains(id);
            assertThat(MailId.parse(id.toString().toUpperCase(java.util.Locale.ROOT))).contains(id);
            assertThat(MailId.of(id.toUuid())).isEqualTo(id);
            assertThat(id.toUuid().version()).isEqualTo(7);
            assertThat(id.toUuid().variant()).isEqualTo(2);
        }
    }

    @Test
    void idsSortByTimeInBothForms() {
        MailId earlier = MailId.next(InstantSource.fixed(Instant.ofEpochMilli(1_000)), random);
        MailId later = MailId.next(InstantSource.fixed(Instant.ofEpochMilli(1_001)), random);
        assertThat(earlier).isLessThan(later);
        assertThat(earlier.toString()).isLessThan(later.toString());
        assertThat(later.instant()).isEqualTo(Instant.ofEpochMilli(1_001));
    }

    @Test
    void whatIsNoIdIsRefused() {
        assertThat(MailId.parse("")).isEmpty();
        assertThat(MailId.parse("z".repeat(26))).isEmpty();
        assertThat(MailId.parse("0".repeat(25) + "u")).isEmpty();
        assertThat(MailId.parse("0".repeat(27))).isEmpty();
    }
}
