package org.postern.blocklist.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingRoomTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final WaitingRoom.Rules RULES =
            new WaitingRoom.Rules(
                    Duration.ofMinutes(5), Duration.ofHours(24), Duration.ofDays(35), 1000);

    private final WaitingRoom room = new WaitingRoom(RULES);

    @TempDir private Path folder;

    private boolean waits(String name, Duration after) {
        return room.comes(name, "192.0.2.1", NOON.plus(after)).isPresent();
    }

    @Test
    void whoComesForTheFirstTimeWaitsAndIsLetInBehindItsTime() {
        assertThat(waits("a.example", Duration.ZERO)).isTrue();
        assertThat(waits("a.example", Duration.ofMinutes(4))).isTrue();
        assertThat(waits("a.example", Duration.ofMinutes(5))).isFalse();
        assertThat(waits("a.example", Duration.ofMinutes(6))).isFalse();
        assertThat(waits("b.example", Duration.ofMinutes(6))).isTrue();
    }

    @Test
    void whoComesBackTooLateBeginsAnew() {
        assertThat(waits("a.example", Duration.ZERO)).isTrue();
        assertThat(waits("a.example", Duration.ofHours(25))).isTrue();
        assertThat(waits("a.example", Duration.ofHours(26))).isFalse();
    }

    @Test
    void whoKeepsComingStaysKnownAndWhoStaysAwayDoesNot() {
        waits("a.example", Duration.ZERO);
        assertThat(waits("a.example", Duration.ofHours(1))).isFalse();
        assertThat(waits("a.example", Duration.ofDays(30))).isFalse();
        assertThat(waits("a.example", Duration.ofDays(60))).isFalse();
        assertThat(waits("a.example", Duration.ofDays(96))).isTrue();
    }

    @Test
    void whoWaitsCanBeSeenAndLetIn() {
        waits("b.example", Duration.ofMinutes(1));
        waits("a.example", Duration.ZERO);
        waits("b.example", Duration.ofMinutes(2));

        assertThat(room.waiting(NOON.plusSeconds(180)))
                .containsExactly(
                        new WaitingRoom.Guest("a.example", NOON, NOON, 1, "192.0.2.1"),
                        new WaitingRoom.Guest(
                                "b.example",
                                NOON.plusSeconds(60),
                                NOON.plusSeconds(120),
                                2,
                                "192.0.2.1"));
        assertThat(room.letIn("b.example", NOON.plusSeconds(180))).isTrue();
        assertThat(waits("b.example", Duration.ofMinutes(3))).isFalse();
        assertThat(room.waiting(NOON.plusSeconds(181)))
                .extracting(WaitingRoom.Guest::name)
                .containsExactly("a.example");
        assertThat(room.waiting(NOON.plus(Duration.ofHours(25)))).isEmpty();
    }

    @Test
    void whoOnlyAsksIsNotRemembered() {
        assertThat(room.wouldWait("a.example", "192.0.2.1", NOON)).isPresent();
        assertThat(room.waiting(NOON)).isEmpty();
        waits("a.example", Duration.ZERO);
        assertThat(room.wouldWait("a.example", "x", NOON.plusSeconds(400))).isEmpty();
        assertThat(waits("a.example", Duration.ofMinutes(1))).isTrue();
        assertThat(waits("a.example", Duration.ofMinutes(7))).isFalse();
        assertThat(room.wouldWait("a.example", "x", NOON.plusSeconds(500))).isEmpty();
    }

    @Test
    void aFloodOfNewOnesMakesNobodyWaitAgain() {
        waits("friend.example", Duration.ZERO);
        waits("friend.example", Duration.ofMinutes(5));
        for (int i = 0; i < 20_000; i++) {
            waits("n" + i + ".example", Duration.ofMinutes(6));
        }
        assertThat(waits("friend.example", Duration.ofMinutes(7))).isFalse();
        assertThat(room.waiting(NOON.plusSeconds(360)).size()).isLessThan(20_000);
    }

    @Test
    void aRestartMakesNobodyWaitAgain() {
        Path file = folder.resolve("known-senders");
        var reports = new ArrayList<String>();
        InstantSource clock = InstantSource.fixed(NOON);
        try (var first = KeptRoom.open(RULES, file, Duration.ofHours(1), clock, reports::add)) {
            first.room().letIn("a.example", NOON);
            first.room().letIn("192.0.2.0/24", NOON.minus(Duration.ofDays(36)));
            first.room().comes("b.example", "192.0.2.1", NOON);
        }
        try (var second = KeptRoom.open(RULES, file, Duration.ofHours(1), clock, reports::add)) {
            assertThat(second.room().known(NOON))
                    .containsExactly(new WaitingRoom.Known("a.example", NOON));
        }
        assertThat(reports).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsTold() throws Exception {
        Path file = folder.resolve("known-senders");
        Files.write(file, List.of("1764000000 a.example", "nonsense"));
        var reports = new ArrayList<String>();
        try (var kept =
                KeptRoom.open(
                        RULES,
                        file,
                        Duration.ofHours(1),
                        InstantSource.fixed(NOON),
                        reports::add)) {
            assertThat(kept.room().known(NOON)).isEmpty();
        }
        assertThat(reports).singleElement().asString().contains("wait once more");
    }

    @Test
    void rulesUnderWhichNobodyIsLetInAreRefused() {
        Duration hour = Duration.ofHours(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WaitingRoom.Rules(hour, hour, hour, 1));
    }
}
