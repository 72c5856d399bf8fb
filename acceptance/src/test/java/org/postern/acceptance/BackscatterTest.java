package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Act;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Stage;

/// A thousand messages with a forged sender to recipients that do not exist.
@Tag("slow")
class BackscatterTest {
    @Test
    void g2_promise5_aJoeJobIsRefusedInTheDialogueAndNobodyIsTold()
            throws IOException, InterruptedException {
        Behaviour noUser = Behaviour.GOOD.at(Stage.RCPT, Act.answer(550, "5.1.1", "No such user"));
        try (Sink behind = Sink.start(noUser, new Shelf.Nothing());
                Sink victim = Sink.start(Behaviour.GOOD, new Shelf.Nothing());
                var gateway =
                        RunningGateway.open(
                                "edge.connection-rate-per-client = 100000",
                                "edge.message-rate-per-client = 100000")) {
            route(gateway, "example.net", behind);
            route(gateway, "victim.example", victim);
            Answer load =
                    gateway.verb(
                            "load",
                            "--messages",
                            "1000",
                            "--from",
                            "forged@victim.example",
                            "--to",
                            "nobody@example.net",
                            "--json");
            assertThat(load.out()).contains("\"messages\":0");
            assertThat(behind.counts().messages()).isZero();
            assertThat(load.out()).contains("refused 550 5.1.1");
            assertThat(behind.counts().connections()).isPositive();
            assertThat(victim.counts().connections()).isZero();
            assertThat(gateway.verb("hold", "list").exit()).isEqualTo(1);
        }
    }

    private static void route(RunningGateway gateway, String domain, Sink sink)
            throws IOException, InterruptedException {
        Answer added =
                gateway.verb(
                        "site", "domain", "add", domain, "--next-hop", "127.0.0.1:" + sink.port());
        assertThat(added.exit()).as(added.err()).isZero();
    }
}
