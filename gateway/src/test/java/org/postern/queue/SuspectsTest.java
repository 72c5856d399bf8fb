package org.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuspectsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Suspects suspects = new Suspects();

    @Test
    void j13_theyBeginOneAtATimeAndNoneWaitsForASilentServer() {
        UUID first = UUID.randomUUID();
        assertThat(suspects.mayBegin(0)).isTrue();
        suspects.begin(first, 0);
        assertThat(suspects.mayBegin(9 * SECOND)).isFalse();
        assertThat(suspects.mayBegin(10 * SECOND)).isTrue();
        suspects.begin(UUID.randomUUID(), 10 * SECOND);
        assertThat(suspects.mayBegin(11 * SECOND)).isFalse();
    }

    @Test
    void theNextBeginsWhenOneIsDone() {
        UUID first = UUID.randomUUID();
        suspects.begin(first, 0);
        suspects.end(UUID.randomUUID());
        assertThat(suspects.mayBegin(1)).isFalse();
        suspects.end(first);
        assertThat(suspects.mayBegin(1)).isTrue();
    }
}
