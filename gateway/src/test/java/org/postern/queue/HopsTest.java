package org.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HopsTest {
    private static final String ONE = "one.example:25";
    private static final String OTHER = "other.example:25";
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /// Not zero, which could hide a time that was never set.
    private static final long START = -5 * SECOND;

    private final Hops hops =
            new Hops(
                    new Hops.Places(10, 4),
                    new Hops.Pauses(Duration.ofSeconds(5), Duration.ofMinutes(10)));

    @Test
    void eachHasItsPlaces() {
        for (int i = 0; i < 4; i++) {
            assertThat(hops.enter(ONE, START)).isTrue();
        }
        assertThat(hops.enter(ONE, START)).isFalse();
        assertThat(hops.enterAtOnce(ONE, START)).isFalse();
        assertThat(hops.room(START)).isEqualTo(new Hops.Room(6, Map.of(ONE, 0), 4));
        leave(ONE, Contact.NONE, START);
        assertThat(hops.enterAtOnce(ONE, START)).isTrue();
    }

    @Test
    void thereAreNoMorePlacesThanForAll() {
        for (int i = 0; i < 10; i++) {
            assertThat(hops.enter("h" + i, START)).isTrue();
        }
        assertThat(hops.enter("h1", START)).isFalse();
        assertThat(hops.enter(ONE, START)).isFalse();
        assertThat(hops.room(START).isTight()).isTrue();
        assertThat(hops.active()).isEqualTo(10);
    }

    @Test
    void whoDoesWellHasPlacesBeyondThoseOfAll() {
        hops.enter(ONE, START);
        leave(ONE, Contact.ANSWERED, START);
        for (int i = 0; i < 10; i++) {
            hops.enter("silent" + i, START);
        }
        Hops.Room room = hops.room(START);
        assertThat(room.most()).isEqualTo(5);
        assertThat(room.ofThese()).containsEntry(ONE, 4).containsEntry("silent1", 0);
        assertThat(room.ofOthers()).isZero();
        assertThat(hops.enterAtOnce(ONE, START)).isTrue();
        assertThat(hops.enterAtOnce(OTHER, START)).isFalse();
        // Nothing came of it for a minute.
        assertThat(hops.enter(ONE, START + 61 * SECOND)).isFalse();
    }

    @Test
    void whoDidWellBeforeItWasIdleBeginsWell() {
        hops.enter(ONE, START);
        leave(ONE, Contact.ANSWERED, START);
        long later = START + 600 * SECOND;
        hops.enter(ONE, later);
        for (int i = 0; i < 9; i++) {
            hops.enter("silent" + i, later);
        }
        assertThat(hops.enter(ONE, later + SECOND)).isTrue();
    }

    @Test
    void whoFailsIsLeftAloneAndThenTriedByOne() {
        hops.enter(ONE, START);
        leave(ONE, Contact.FAILED, START);
        assertThat(hops.room(START + 4 * SECOND).ofThese()).containsEntry(ONE, 0);
        assertThat(hops.enter(ONE, START + 4 * SECOND)).isFalse();
        assertThat(hops.room(START + 5 * SECOND).ofThese()).containsEntry(ONE, 1);
        assertThat(hops.enterAtOnce(ONE, START + 5 * SECOND)).isFalse();
        assertThat(hops.enter(ONE, START + 5 * SECOND)).isTrue();
        assertThat(hops.enter(ONE, START + 5 * SECOND)).isFalse();
        leave(ONE, Contact.ANSWERED, START + 6 * SECOND);
        assertThat(hops.room(START + 6 * SECOND).ofThese()).containsEntry(ONE, 4);
    }

    /// A server that starts again while four talk to it has failed once.
    @Test
    void whatBeganBeforeAFailureIsPartOfIt() {
        for (int i = 0; i < 4; i++) {
            hops.enter(ONE, START);
        }
        for (int i = 0; i < 4; i++) {
            hops.leave(ONE, Contact.FAILED, START, START + (1 + i) * SECOND, "gone");
        }
        assertThat(hops.room(START + 6 * SECOND).ofThese()).containsEntry(ONE, 1);
    }

    @Test
    void thePauseDoublesUpToABound() {
        long now = START;
        for (long pause : new long[] {5, 10, 20, 40, 80, 160, 320, 600, 600}) {
            assertThat(hops.enter(ONE, now)).isTrue();
            hops.leave(ONE, Contact.FAILED, now, now, "gone");
            assertThat(hops.enter(ONE, now + pause * SECOND - 1)).isFalse();
            now += pause * SECOND;
        }
    }

    @Test
    void whatSaysNothingOfTheNextHopChangesNothing() {
        hops.enter(ONE, START);
        hops.enter(ONE, START);
        leave(ONE, Contact.FAILED, START);
        leave(ONE, Contact.NONE, START);
        assertThat(hops.enter(ONE, START + SECOND)).isFalse();
    }

    @Test
    void somebodyMaySayThatAllAreWell() {
        hops.enter(ONE, START);
        leave(ONE, Contact.FAILED, START);
        hops.forgive(START + SECOND);
        assertThat(hops.enter(ONE, START + SECOND)).isTrue();
    }

    @Test
    void whoFailsAgainAndAgainIsNamedWithItsLastAnswer() {
        long now = START;
        for (int i = 0; i < 5; i++) {
            assertThat(hops.failing(5, Duration.ofSeconds(30), now)).isEmpty();
            hops.enter(ONE, now);
            hops.leave(ONE, Contact.FAILED, now, now, "answer " + i);
            now += 600 * SECOND;
        }
        assertThat(hops.failing(5, Duration.ofHours(1), now)).isEmpty();
        assertThat(hops.failing(5, Duration.ofSeconds(30), now))
                .containsExactly(new Hops.Failing(ONE, "answer 4"));
        hops.enter(ONE, now);
        leave(ONE, Contact.ANSWERED, now);
        assertThat(hops.failing(1, Duration.ZERO, now)).isEmpty();
    }

    @Test
    void whatIsNotHeardOfIsForgotten() {
        for (int i = 0; i < 1000; i++) {
            hops.force("mx:dead" + i + ".example", START);
            leave("mx:dead" + i + ".example", Contact.FAILED, START);
        }
        hops.enter(ONE, START);
        assertThat(hops.room(START + 3500 * SECOND).ofThese()).hasSize(1001);
        assertThat(hops.room(START + 3700 * SECOND).ofThese()).containsOnlyKeys(ONE);
    }

    @Test
    void nobodyLeavesWhoDidNotEnter() {
        assertThatIllegalStateException().isThrownBy(() -> leave(ONE, Contact.NONE, START));
    }

    private void leave(String name, Contact contact, long now) {
        hops.leave(name, contact, now, now, "gone");
    }
}
