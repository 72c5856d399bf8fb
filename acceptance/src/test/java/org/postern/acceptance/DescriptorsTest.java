package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// The system lets a running gateway open no more files or sockets.
@Tag("slow")
class DescriptorsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LEFT = 5;
    private static final int CLIENTS = 20;

    /// The limit is lowered while it runs: one that it knew from the start it would keep clear of by itself.
    @Test
    void j17_withoutDescriptorsItWaitsAndTakesMailAgainWhenThereAreSome() throws Exception {
        var shelf = new Shelf.Memory();
        try (Sink sink = Sink.start(Behaviour.GOOD, shelf);
                var gateway =
                        RunningGateway.open(
                                "edge.command-timeout = 7s",
                                "edge.max-connections-per-client = 1000")) {
            gateway.route(sink.port());
            assertThat(Client.send(gateway.edge(), "ann@example.net", "before", Client.CLEAN))
                    .startsWith("250");
            try (Client working = Client.inData(gateway.edge(), "ann@example.net")) {
                working.write("Subject: meanwhile\r\n\r\n");
                allow(gateway, gateway.descriptors() + LEFT);
                var clients = new ArrayList<Client>();
                try {
                    for (int i = 0; i < CLIENTS; i++) {
                        clients.add(Client.connect(gateway.edge()));
                    }
                    Awaitility.await()
                            .atMost(SOON)
                            .until(() -> gateway.output().contains("cannot accept connections"));
                    assertThat(working.end("Hello\r\n")).startsWith("250");
                    // Who keeps time for clients does so without descriptors, too.
                    assertThat(clients.getFirst().reply()).startsWith("220");
                    assertThat(clients.getFirst().reply()).startsWith("421");
                } finally {
                    for (Client client : clients) {
                        client.close();
                    }
                }
            }
            assertThat(Client.send(gateway.edge(), "ann@example.net", "after", Client.CLEAN))
                    .startsWith("250");
            assertThat(gateway.output())
                    .contains("accepts connections again")
                    .doesNotContain("bug in");
            assertThat(shelf.messages())
                    .extracting(
                            it -> it.text().lines().filter(l -> l.startsWith("Subject")).toList())
                    .containsExactly(
                            List.of("Subject: before"),
                            List.of("Subject: meanwhile"),
                            List.of("Subject: after"));
        }
    }

    /// As the user who runs it: not even root may set limits of others everywhere.
    private static void allow(RunningGateway gateway, int descriptors) throws Exception {
        var command = new ArrayList<String>();
        if (Checkout.isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid=postern", "--regid=postern", "--clear-groups"));
        }
        command.addAll(
                List.of(
                        "prlimit",
                        "--pid",
                        Long.toString(gateway.pid()),
                        "--nofile=" + descriptors + ":"));
        RunningGateway.run(command.toArray(String[]::new));
    }
}
