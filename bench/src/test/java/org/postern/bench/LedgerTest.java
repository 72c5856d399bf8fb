package org.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.bench.Letter.Way;
import org.postern.bench.trap.Point;

class LedgerTest {
    private final Ledger ledger = new Ledger();

    private Letter acknowledged(Way way, int number) {
        Letter letter = Letter.of(way, number, 1);
        ledger.acknowledged(letter);
        return letter;
    }

    private void arrives(Letter letter, int hop) {
        ledger.arrived(letter, hop, "Received: by us\r\n" + letter.content());
    }

    @Test
    void whatWasAcknowledgedMustBeWhereItBelongs() {
        arrives(acknowledged(Way.PASSED, 1), 1);
        arrives(acknowledged(Way.QUEUED, 2), 1);
        Letter held = acknowledged(Way.HELD, 3);
        acknowledged(Way.PASSED, 4);
        acknowledged(Way.HELD, 5);
        var account = ledger.settle(List.of(held.id()));
        assertThat(account.lost())
                .containsExactly(
                        "H-5-1 (HELD, at 0 next hops)",
                        "P-4-1 (PASSED, at 0 next hops)",
                        "Q-2-1 (QUEUED, at 1 next hops)");
        assertThat(account.acknowledged())
                .isEqualTo(Map.of(Way.PASSED, 2L, Way.QUEUED, 1L, Way.HELD, 2L));
    }

    @Test
    void aSecondCopyNeedsADeathBetweenBoth() {
        Letter letter = acknowledged(Way.PASSED, 1);
        arrives(letter, 1);
        arrives(letter, 1);
        var account = ledger.settle(List.of());
        assertThat(account.duplicates().unexplained()).isEqualTo(1);
        assertThat(account.duplicates().cut()).isZero();
    }

    @Test
    void whatIsCutOffOrBothHeldAndDeliveredIsFound() {
        Letter cut = acknowledged(Way.PASSED, 1);
        ledger.arrived(cut, 1, cut.content().substring(0, 100));
        Letter both = acknowledged(Way.HELD, 2);
        arrives(both, 1);
        var account = ledger.settle(List.of(both.id()));
        assertThat(account.damaged()).containsExactly(cut.id());
        assertThat(account.both()).containsExactly(both.id());
    }

    @Test
    void whatNobodyWasToldOfIsNoLossAndNoDuplicate() {
        arrives(Letter.of(Way.QUEUED, 1, 1), 1);
        var account = ledger.settle(List.of("H-2-1"));
        assertThat(account.unasked()).isEqualTo(Map.of(Way.QUEUED, 1L, Way.HELD, 1L));
        assertThat(account.lost()).isEmpty();
    }

    @Test
    void twentyRoundsGiveEveryPointATurn() {
        for (int seed = 0; seed < 50; seed++) {
            assertThat(Rounds.plan(20, new Random(seed)))
                    .hasSize(20)
                    .filteredOn(Rounds.Round.At.class::isInstance)
                    .extracting(it -> ((Rounds.Round.At) it).point())
                    .containsExactlyInAnyOrder(Point.values());
        }
    }
}
