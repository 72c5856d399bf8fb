package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.connect.ClientLimits;
import org.postern.receive.TestEdge.Message;

/// Five times as many clients as there are places, who come again and again.
class OverloadTest {
    private static final int PLACES = 10;
    private static final int CLIENTS = 5 * PLACES;
    private static final int TIMES = 10;

    private final TestEdge edge = new TestEdge();
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<String> turnedAway = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void f3_overloadIsTurnedAwayAtOnceAndWhatIsAcceptedIsThere() throws Exception {
        edge.clients = new ClientLimits(PLACES, 1000, 1_000_000, 1_000_000, 1000);
        edge.start();
        List<RawClient> first = Stream.generate(edge::connect).limit(CLIENTS).toList();
        List<String> greetings = first.stream().map(RawClient::reply).toList();
        var clients = new ArrayList<Future<?>>();
        try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                clients.add(
                        all.submit(() -> {
                            send(first.get(number), greetings.get(number), number + "-0");
                            for (int time = 1; time < TIMES; time++) {
                                RawClient client = edge.connect();
                                send(client, client.reply(), number + "-" + time);
                            }
                            return true;
                        }));
            }
        }
        for (Future<?> client : clients) {
            client.get();
        }
        assertThat(greetings.stream().filter(it -> it.startsWith("220"))).hasSize(PLACES);
        assertThat(turnedAway)
                .hasSizeGreaterThanOrEqualTo(CLIENTS - PLACES)
                .allMatch(it -> it.startsWith("421 4.7.0"));
        assertThat(accepted.size() + turnedAway.size()).isEqualTo(CLIENTS * TIMES);
        assertThat(edge.messages)
                .extracting(Message::text)
                .containsExactlyInAnyOrderElementsOf(accepted);
        edge.settled();
        // Nobody waits for a place any more.
        for (int i = 0; i < PLACES; i++) {
            edge.sendGood();
        }
    }

    /// Hands over one message if there is a place for the client, who hears at once if there is none.
    private void send(RawClient client, String greeting, String name) {
        try (client) {
            if (!greeting.startsWith("220")) {
                turnedAway.add(greeting);
                client.expectClosed();
                return;
            }
            String text = "Subject: " + name + "\r\n\r\nHello\r\n";
            client.hello().data("a@sender.example", "b@own.example");
            client.send(text + ".\r\n").expect("250");
            accepted.add(text);
            client.line("QUIT").expect("221");
        }
    }
}
