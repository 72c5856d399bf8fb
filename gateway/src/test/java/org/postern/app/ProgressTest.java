package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgressTest {
    private static final String WIPE = "\r\u001b[K";

    private final ByteArrayOutputStream painted = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(painted, true, StandardCharsets.UTF_8);

    @Test
    void whatIsQuickSaysNothing() {
        try (var progress =
                Progress.on(terminal, () -> true, Duration.ofHours(1), () -> "working")) {
            progress.end();
        }
        assertThat(painted()).isEmpty();
    }

    @Test
    void whatIsSlowIsSaidAndWipedAway() throws InterruptedException {
        var asked = new CountDownLatch(2);
        try (var _ =
                Progress.on(
                        terminal,
                        () -> true,
                        Duration.ZERO,
                        () -> {
                            asked.countDown();
                            return "working";
                        })) {
            asked.await();
        }
        assertThat(painted()).startsWith(WIPE + "working\r" + WIPE).endsWith(WIPE);
    }

    @Test
    void withoutATerminalNothingIsSaid() throws InterruptedException {
        var over = new CountDownLatch(1);
        try (var _ =
                Progress.on(
                        terminal,
                        () -> {
                            over.countDown();
                            return false;
                        },
                        Duration.ZERO,
                        () -> "working")) {
            over.await();
        }
        assertThat(painted()).isEmpty();
    }

    private String painted() {
        return painted.toString(StandardCharsets.UTF_8);
    }
}
