package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Taken;

/// Mail servers of others on both sides of the gateway, which insist on TLS.
@Tag("slow")
@Tag("root")
class ExchangeTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    /// Starts a mail server.
    interface Program {
        Relay relay(int to, Relay.Tls tls) throws IOException;
    }

    static Stream<Named<Program>> programs() {
        return Stream.of(Named.of("Postfix", Postfix::relay), Named.of("Exim", Exim::relay));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void mailComesAndGoesOverTls(Program program) throws Exception {
        var shelf = new Shelf.Memory();
        try (Sink sink = Sink.start(Behaviour.GOOD, shelf);
                Relay behind = program.relay(sink.port(), Relay.Tls.IN);
                var gateway = RunningGateway.open();
                Relay before = program.relay(gateway.edge().getPort(), Relay.Tls.OUT)) {
            Answer added =
                    gateway.verb(
                            "site",
                            "domain",
                            "add",
                            "example.net",
                            "--next-hop",
                            "127.0.0.1:" + behind.port(),
                            "--tls",
                            "require");
            assertThat(added.exit()).as(added.err()).isZero();
            var door = new InetSocketAddress(InetAddress.getLoopbackAddress(), before.port());
            assertThat(Client.send(door, "ann@example.net", "there and back", Client.CLEAN))
                    .startsWith("250");
            shelf.await(1, SOON);
            assertThat(shelf.messages())
                    .singleElement()
                    .extracting(Taken::text)
                    .satisfies(it -> {
                        assertThat(it).contains("Subject: there and back");
                        // Taken by the gateway, and taken by the server behind it.
                        String upper = it.toUpperCase(Locale.ROOT);
                        assertThat(upper.split("WITH ESMTPS", -1)).hasSize(3);
                    });
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(gateway.verb("log", "--subject", "there and back").out())
                                    .contains("delivered"));
        }
    }
}
