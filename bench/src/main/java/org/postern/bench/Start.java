package org.postern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// How long a start takes that is not the first: from `./postern run` after a clean stop, launcher and database included,
/// to the 250 for a message that has reached its next hop.
final class Start {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Start() {}

    /// Seconds of each start.
    static List<Double> measure(PosternGateway gateway, int runs, Consumer<String> progress)
            throws IOException, InterruptedException {
        var seconds = new ArrayList<Double>();
        for (int run = 1; run <= runs; run++) {
            gateway.stop();
            long start = System.nanoTime();
            gateway.launch();
            Talk.awaitMessage(gateway.port(), LIMIT);
            double took = (System.nanoTime() - start) / 1e9;
            seconds.add(took);
            progress.accept(
                    String.format(
                            Locale.ROOT,
                            "start %d: first message accepted after %.2f s",
                            run,
                            took));
        }
        return seconds;
    }
}
