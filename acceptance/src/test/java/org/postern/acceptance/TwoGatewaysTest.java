package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// Two gateways, each the next hop of the other, and one that is told to stop in the midst of mail.
@Tag("slow")
class TwoGatewaysTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int CLIENTS = 8;
    private static final int SOME = 40;

    private static RunningGateway one;
    private static RunningGateway two;

    @BeforeAll
    static void start() throws IOException {
        one = RunningGateway.open("node.name = one.example.com");
        two = RunningGateway.open("node.name = two.example.com");
    }

    @AfterAll
    static void stop() throws IOException {
        try (var all = new Opened()) {
            all.add(one);
            all.add(two);
        }
    }

    /// Each waits for the other while its own client waits, as far down as the message goes.
    @Test
    void g1_betweenTwoGatewaysALoopEnds() throws Exception {
        one.route(two.edge().getPort());
        two.route(one.edge().getPort());
        for (RunningGateway gateway : List.of(one, two, one)) {
            assertThat(Client.send(gateway.edge(), "ann@example.net", "round", Client.CLEAN))
                    .startsWith("554 5.4.6");
        }
        // What was refused has left no one waiting.
        assertThat(Client.send(two.edge(), "ann@elsewhere.example", "not ours", Client.CLEAN))
                .startsWith("550 5.7.1");
    }

    @Test
    void j14_toldToStopUnderLoadItCutsNoMessageAndLosesNone() throws Exception {
        var shelf = new Shelf.Memory();
        try (Sink sink = Sink.start(Behaviour.GOOD, shelf)) {
            one.verb(
                    "site",
                    "domain",
                    "add",
                    "example.org",
                    "--next-hop",
                    "127.0.0.1:" + sink.port());
            var load = new Load(one.edge());
            try {
                load.awaitMore();
                assertThat(one.stop()).isZero();
                load.moved(Optional.empty());
                one.restart();
                load.moved(Optional.of(one.edge()));
                load.awaitMore();
                RunningGateway.run("kill", "-HUP", Long.toString(one.pid()));
                assertThat(one.ended()).isZero();
                load.moved(Optional.empty());
                one.restart();
                load.moved(Optional.of(one.edge()));
                load.awaitMore();
            } finally {
                load.end();
            }
            assertThat(load.cut).isEmpty();
            assertThat(shelf.messages().stream().map(it -> subject(it.text())))
                    .doesNotHaveDuplicates()
                    .containsAll(load.accepted);
        }
    }

    /// Clients that send one message after the other, each until it is taken.
    private static final class Load {
        private final CountDownLatch over = new CountDownLatch(1);
        private final List<Thread> clients;

        /// The subjects of what was answered 250.
        private final Collection<String> accepted = new ConcurrentLinkedQueue<>();

        /// What became of clients that heard nothing after their message.
        private final Collection<String> cut = new ConcurrentLinkedQueue<>();

        private volatile Optional<InetSocketAddress> edge;

        Load(InetSocketAddress edge) {
            this.edge = Optional.of(edge);
            clients =
                    IntStream.range(0, CLIENTS)
                            .mapToObj(i -> Thread.ofVirtual().start(() -> sendAll(i)))
                            .toList();
        }

        /// Where to send from now on; nowhere for now if empty, as another may have the port.
        void moved(Optional<InetSocketAddress> to) {
            edge = to;
        }

        void awaitMore() {
            int before = accepted.size();
            Awaitility.await().atMost(SOON).until(() -> accepted.size() > before + SOME);
        }

        private void sendAll(int client) {
            try {
                for (int n = 0; over.getCount() > 0; n++) {
                    String subject = client + "-" + n;
                    while (!isAccepted(subject)) {
                        if (over.await(20, TimeUnit.MILLISECONDS)) {
                            return;
                        }
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean isAccepted(String subject) {
            Optional<InetSocketAddress> at = edge;
            if (at.isEmpty()) {
                return false;
            }
            try (Client client = Client.inData(at.get(), "ann@example.org")) {
                String answer = answer(client, subject);
                if (answer.startsWith("250")) {
                    accepted.add(subject);
                    return true;
                }
            } catch (IOException _) {
                // Nobody listens, or it said that it stops, before there was a message.
            }
            return false;
        }

        private String answer(Client client, String subject) {
            try {
                return client.end("Subject: " + subject + "\r\n" + Client.CLEAN);
            } catch (IOException e) {
                cut.add(subject + ": " + e);
                return "";
            }
        }

        void end() throws InterruptedException {
            over.countDown();
            for (Thread client : clients) {
                client.join();
            }
        }
    }

    private static String subject(String message) {
        int at = message.indexOf("Subject: ") + 9;
        return message.substring(at, message.indexOf("\r\n", at));
    }
}
