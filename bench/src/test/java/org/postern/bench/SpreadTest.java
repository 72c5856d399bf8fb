package org.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianIsTheOneInTheMiddle() {
        assertThat(Spread.of(List.of(9.0, 1.0, 5.0), Double::doubleValue))
                .isEqualTo(new Spread(1, 5, 9));
    }

    @Test
    void ofAnEvenNumberItLiesBetweenTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 40.0), Double::doubleValue))
                .isEqualTo(new Spread(1, 3, 40));
        assertThat(Spread.of(List.of(7.0), Double::doubleValue)).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void nothingHasNoMedian() {
        assertThatThrownBy(() -> Spread.of(List.<Double>of(), Double::doubleValue))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsTheMedianBeforeTheExtremes() {
        assertThat(new Spread(1, 2.25, 4).print("%.1f")).isEqualTo("2.3 (1.0–4.0)");
    }
}
