package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.sink.Taken;

/// Debian's Postfix asks by a socket of the machine alone, as the page says, and what goes back to it comes to the port where
/// strangers hand in mail, which asks again. It starts for root only.
@Tag("slow")
@Tag("root")
class MilterHandBackTest {
    private static final List<String> TO = List.of("one@example.net");

    @Test
    void whatIsReleasedToAPortThatAsksAgainArrivesOnceAsItCame() throws Exception {
        try (MilterChain chain = MilterSetUp.besidePostfixBySocket()) {
            // A process of the server may have begun before it was told of the socket.
            await().atMost(MilterChain.SOON)
                    .until(() ->
                            chain.send(TO, "Subject: first\r\n" + Client.CLEAN).startsWith("250"));
            assertThat(chain.arrived("first").text()).contains("(Postern milter)");
            assertThat(chain.gateway().verb("doctor").out()).contains("/milter.sock listens");
            String content = "From: info\r\nSubject: again\r\n" + Client.HELD;
            assertThat(chain.sendFromElsewhere(TO, content)).startsWith("250");
            String id = chain.held("again");
            Taken taken = chain.released("again");
            assertThat(BesidePostfix.withoutTrace(taken)).isEqualTo(content);
            assertThat(chain.gateway().verb("log", id).out())
                    .contains("passed without being judged again");
            // Time for a second one to come.
            assertThat(chain.send(TO, "Subject: last\r\n" + Client.CLEAN)).startsWith("250");
            chain.arrived("last");
            assertThat(chain.arrivals("again")).hasSize(1);
        }
    }
}
