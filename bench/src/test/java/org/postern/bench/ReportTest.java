package org.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.bench.Race.Pair;
import org.postern.bench.Race.Run;

class ReportTest {
    private static final long MEBI = 1 << 20;

    private final Report report =
            new Report(
                    new Machine(2, 24L << 30, "Linux 6.1", "25", 0.1, "ext4 on /dev/vda", false));

    @Test
    void theRatioOfMediansDecidesNotTheBestPair() {
        report.add(
                new Race.Result(
                        Report.DISK,
                        4 << 10,
                        "Postfix",
                        "Postern",
                        List.of(pair(400, 1900), pair(410, 1950), pair(300, 2400))));
        assertThat(report.goals())
                .containsExactly(
                        new Goal(
                                "pass-through of 4 KB beside Postfix",
                                "at least 5.00 times",
                                "4.88 times",
                                false));
        assertThat(report.isEverythingReached()).isFalse();
        assertThat(report.print()).contains("MISSED", "400 (300–410)", "4.88 (4.75–8.00)");
    }

    @Test
    void whatWasMeasuredInMemoryIsNoGoalButExplainsTheDisk() {
        report.add(result(Report.DISK, 50 << 10, 250, 1000));
        report.add(result(Report.MEMORY, 50 << 10, 500, 1250));
        assertThat(report.goals()).hasSize(1).allMatch(Goal::reached);
        assertThat(report.print())
                .contains(
                        "the ratio for 50 KB is 2.50 instead of 4.00: Postfix spends 50 % of its time waiting for the"
                                + " disk, Postern 20 %.");
    }

    @Test
    void onlyWhatWasMeasuredIsAGoal() {
        assertThat(report.goals()).isEmpty();
        report.addStarts(List.of(2.0, 3.5, 1.9));
        report.add(
                new Memory.Soak(1000, Duration.ofMinutes(10), 300 * MEBI, 310 * MEBI, 90 * MEBI));
        report.add(new Memory.Idle(5000, 20 * MEBI, 300 * MEBI, 500 * MEBI));
        assertThat(report.goals()).extracting(Goal::reached).containsExactly(true, true, false);
        assertThat(report.goals())
                .extracting(Goal::measured)
                .containsExactly("2.00 s", "300 MB", "300 MB");
    }

    @Test
    void whatLooksAtMailForPostfixHasGoalsOfItsOwn() {
        report.add(result(Report.BEFORE_QUEUE, 4 << 10, 300, 264));
        report.add(result(Report.AFTER_QUEUE, 50 << 10, 100, 1000));
        Spread alone = Spread.of(List.of(5.0, 5.5, 9.0), Double::doubleValue);
        Spread looked = Spread.of(List.of(7.0, 7.4, 8.0), Double::doubleValue);
        report.add(new Latency(4 << 10, "Postfix", "both", alone, looked));
        assertThat(report.goals())
                .containsExactly(
                        new Goal(
                                "before the queue, 4 KB beside Postfix",
                                "at least 0.90 times",
                                "0.88 times",
                                false),
                        new Goal(
                                "edge, 50 KB beside Postfix",
                                "at least 10.00 times",
                                "10.00 times",
                                true),
                        new Goal("wait added to 4 KB by milter", "under 2.00 ms", "1.90 ms", true));
    }

    private static Race.Result result(String medium, int octets, double peer, double ours) {
        return new Race.Result(medium, octets, "Postfix", "Postern", List.of(pair(peer, ours)));
    }

    private static Pair pair(double peer, double ours) {
        return new Pair(new Run(peer, 1.5), new Run(ours, 0.5));
    }
}
