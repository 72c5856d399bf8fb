package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who tries names learns nothing of which are there, neither by answers nor by the time they take.
@Tag("slow")
class HarvestingTest {
    /// More between the medians would tell something over a network; scheduling makes less, as trials take turns.
    private static final double FACTOR = 2;

    private static final int TRIALS = 400;

    private final TestEdge edge = new TestEdge();

    @BeforeEach
    void start() {
        edge.start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void a15_vrfyAndExpnTellNothing() {
        var known = new ArrayList<Long>();
        var unknown = new ArrayList<Long>();
        for (int connection = 0; connection < TRIALS / 20; connection++) {
            try (RawClient client = edge.greeted()) {
                for (int i = 0; i < 20; i++) {
                    String one = timed(client, "VRFY postmaster@own.example", known);
                    String other = timed(client, "VRFY qfxkzpbwvj@own.example", unknown);
                    assertThat(one).startsWith("252 ").isEqualTo(other);
                }
                String staff = client.line("EXPN staff").reply();
                assertThat(staff).startsWith("502 ");
                assertThat(client.line("EXPN qfxkz").reply()).isEqualTo(staff);
            }
        }
        assertTogether(known, unknown);
    }

    /// Names of users are not looked up at all; where they will be, this has to stay as it is.
    @Test
    void a15_rcptTellsNoNameFromAnother() {
        var known = new ArrayList<Long>();
        var unknown = new ArrayList<Long>();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            for (int i = 0; i < TRIALS; i++) {
                String one = timed(client, "RCPT TO:<postmaster@own.example>", known);
                String other = timed(client, "RCPT TO:<qfxkzpbwvj@own.example>", unknown);
                assertThat(one).startsWith("250 ").isEqualTo(other);
            }
        }
        assertTogether(known, unknown);
    }

    private static String timed(RawClient client, String line, List<Long> times) {
        long begun = System.nanoTime();
        String reply = client.line(line).reply();
        times.add(System.nanoTime() - begun);
        return reply;
    }

    private static void assertTogether(List<Long> known, List<Long> unknown) {
        double ratio = (double) median(known) / median(unknown);
        assertThat(Math.max(ratio, 1 / ratio)).isLessThan(FACTOR);
    }

    private static long median(List<Long> times) {
        Collections.sort(times);
        return times.get(times.size() / 2);
    }
}
