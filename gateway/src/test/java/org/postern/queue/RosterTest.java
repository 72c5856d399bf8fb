package org.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final UUID OTHER = UUID.randomUUID();
    private static final Instant SIGN = Instant.parse("2026-01-01T00:00:00Z");

    private final Roster roster = new Roster(Duration.ofSeconds(120), Duration.ofSeconds(40));
    private long now = 7 * SECOND;

    @Test
    void whoIsSilentForLongEnoughIsLost() {
        for (int i = 0; i < 6; i++) {
            assertThat(look(SIGN)).isEmpty();
        }
        assertThat(look(SIGN)).containsExactly(Map.entry(OTHER, SIGN));
    }

    @Test
    void whoGivesASignIsNot() {
        for (int i = 0; i < 20; i++) {
            assertThat(look(SIGN.plusSeconds(i / 5))).isEmpty();
        }
    }

    /// The database's clock may be set back.
    @Test
    void anyOtherSignIsASign() {
        for (int i = 0; i < 20; i++) {
            assertThat(look(SIGN.minusSeconds(86_400L * (i / 5)))).isEmpty();
        }
    }

    /// The database was away: nobody could give a sign.
    @Test
    void j8_afterAnOutageTheCountBeginsAnew() {
        for (int i = 0; i < 5; i++) {
            look(SIGN);
        }
        now += 300 * SECOND;
        for (int i = 0; i < 6; i++) {
            assertThat(look(SIGN)).isEmpty();
        }
        assertThat(look(SIGN)).containsOnlyKeys(OTHER);
    }

    private Map<UUID, Instant> look(Instant sign) {
        now += 20 * SECOND;
        return roster.lost(Map.of(OTHER, sign), now);
    }
}
