package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.acceptance.Client.CLEAN;
import static org.postern.acceptance.Client.HELD;
import static org.postern.acceptance.Client.send;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// What is killed or stopped, and what survives it.
@Tag("slow")
class CrashTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String OWN = "ann@example.net";

    /// The gateway is killed in the midst of mail, half of which it holds; then it starts again.
    @Test
    void promise1_j1_killedWhatWasAcknowledgedIsThere() throws Exception {
        var shelf = new Shelf.Memory();
        try (Sink sink = Sink.start(Behaviour.GOOD, shelf);
                var gateway = RunningGateway.open()) {
            gateway.route(sink.port());
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            for (int round = 0; round < 3; round++) {
                var threads = new Thread[8];
                for (int i = 0; i < threads.length; i++) {
                    String prefix = round + "-" + i + "-";
                    InetSocketAddress at = gateway.edge();
                    threads[i] =
                            Thread.ofVirtual()
                                    .start(() -> sendUntilKilled(at, prefix, acknowledged));
                }
                int before = acknowledged.size();
                Awaitility.await().atMost(SOON).until(() -> acknowledged.size() > before + 40);
                gateway.kill();
                for (Thread thread : threads) {
                    thread.join();
                }
                gateway.restart();
            }
            Set<String> there =
                    shelf.messages().stream()
                            .map(it -> subject(it.text()))
                            .collect(Collectors.toSet());
            Answer held = gateway.verb("hold", "list", "--limit", "10000");
            held.out().lines().forEach(line -> there.add(quoted(line)));
            assertThat(there).containsAll(acknowledged);
        }
    }

    @Test
    void j8_databaseDownCleanMailPassesAndHoldsArePutOff() throws Exception {
        var shelf = new Shelf.Memory();
        try (Sink sink = Sink.start(Behaviour.GOOD, shelf);
                var gateway = RunningGateway.open()) {
            gateway.route(sink.port());
            List<Long> hung = gateway.databaseProcesses();
            signal("-STOP", hung);
            try {
                assertThat(send(gateway.edge(), OWN, "clean-1", CLEAN)).startsWith("250");
                assertThat(send(gateway.edge(), OWN, "held-1", HELD)).startsWith("451");
            } finally {
                signal("-CONT", hung);
            }
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> send(gateway.edge(), OWN, "held-2", HELD).startsWith("250"));
            Awaitility.await()
                    .atMost(SOON)
                    .until(() ->
                            gateway.verb("log", "--subject", "clean-1").out().contains("clean-1"));
            assertThat(shelf.messages()).hasSize(1);
        }
    }

    @Test
    void j8_killedDatabaseComesBackByItself() throws Exception {
        try (var gateway = RunningGateway.open()) {
            long before = gateway.database();
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            Awaitility.await()
                    .atMost(SOON)
                    .until(() ->
                            send(gateway.edge(), "ann@postern.example", "held-1", HELD)
                                    .startsWith("250"));
            assertThat(gateway.database()).isNotEqualTo(before);
            assertThat(gateway.verb("hold", "list").out()).contains("held-1");
        }
    }

    private static void signal(String which, List<Long> processes) throws IOException {
        var command = new ArrayList<String>(List.of("kill", which));
        processes.forEach(it -> command.add(it.toString()));
        RunningGateway.run(command.toArray(String[]::new));
    }

    private static void sendUntilKilled(
            InetSocketAddress edge, String prefix, Set<String> acknowledged) {
        for (int n = 0; ; n++) {
            String subject = prefix + n;
            try {
                if (send(edge, OWN, subject, n % 2 == 0 ? CLEAN : HELD).startsWith("250")) {
                    acknowledged.add(subject);
                }
            } catch (IOException _) {
                return;
            }
        }
    }

    private static String subject(String message) {
        int at = message.indexOf("Subject: ") + 9;
        return message.substring(at, message.indexOf("\r\n", at));
    }

    private static String quoted(String line) {
        int at = line.indexOf('“');
        return at < 0 ? "" : line.substring(at + 1, line.indexOf('”', at));
    }
}
