package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private static final Instant BEFORE = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void j15_aClockThatJumpedDropsNothing() {
        assertThat(Housekeeping.jumped(BEFORE, BEFORE.plus(Duration.ofMinutes(60)), HOUR))
                .isFalse();
        assertThat(Housekeeping.jumped(BEFORE, BEFORE.plus(Duration.ofMinutes(75)), HOUR))
                .isFalse();
        assertThat(Housekeeping.jumped(BEFORE, BEFORE.plus(Duration.ofDays(1)), HOUR)).isTrue();
        assertThat(Housekeeping.jumped(BEFORE, BEFORE.minus(Duration.ofDays(1)), HOUR)).isTrue();
    }

    /// The first time is soon, and what fails is tried again.
    @Test
    void nothingButTheEndStopsIt() throws Exception {
        var times = new CountDownLatch(3);
        Housekeeping.Work work =
                _ -> {
                    times.countDown();
                    if (times.getCount() == 2) {
                        throw new IllegalStateException("a bug");
                    }
                    throw new SQLException("the database is down");
                };
        var clock = InstantSource.fixed(BEFORE);
        var soon = Duration.ofMillis(1);
        try (var _ = Housekeeping.start(work, clock, soon, soon)) {
            assertThat(times.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
