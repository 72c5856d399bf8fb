package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private static final Instant BEFORE = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void j15_aClockThatJumpedDropsNothing() {
        assertThat(Housekeeping.jumped(BEFORE, BEFORE.plus(Duration.ofMinutes(60)))).isFalse();
        assertThat(Housekeeping.jumped(BEFORE, BEFORE.plus(Duration.ofMinutes(75)))).isFalse();
        assertThat(Housekeeping.jumped(BEFORE, BEFORE.plus(Duration.ofDays(1)))).isTrue();
        assertThat(Housekeeping.jumped(BEFORE, BEFORE.minus(Duration.ofDays(1)))).isTrue();
    }
}
