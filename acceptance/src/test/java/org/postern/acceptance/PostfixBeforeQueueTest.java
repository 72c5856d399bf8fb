package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Postfix shows every message to the gateway before it takes it, as the page says.
@Tag("slow")
@Tag("root")
class PostfixBeforeQueueTest extends FilteredMail {
    private static BesidePostfix chain;

    @BeforeAll
    static void start() throws IOException {
        chain = BesidePostfix.open("### Postfix, before its queue", "inspect.max-hops = 30");
    }

    @AfterAll
    static void stop() throws IOException {
        chain.close();
    }

    @Override
    BesidePostfix chain() {
        return chain;
    }

    @Test
    void promise5_aRefusalIsHeardByTheClient() throws Exception {
        String hops = "Received: from a by b; Sun, 22 Nov 2026 12:00:00 +0000\r\n".repeat(35);
        assertThat(
                        BesidePostfix.send(
                                chain.smtp(),
                                STRANGER,
                                List.of(OWN),
                                hops + message("circling", Client.CLEAN)))
                .startsWith("554 5.4.6 Routing loop: the message passed here before [");
        assertThat(chain.withSubject("circling")).isEmpty();
        assertThat(chain.gateway().verb("hold", "list").out()).doesNotContain("circling");
        Awaitility.await().atMost(BesidePostfix.SOON).until(() -> chain.postfix().queued() == 0);
    }

    @Test
    void whatIsShownTwiceIsRefusedWithWhatIsWrong() throws Exception {
        assertThat(shownAgain("twice"))
                .startsWith(
                        "554 5.4.6 Passed this filter before: the listener that takes mail back")
                .contains("must not have content_filter or smtpd_proxy_filter");
        assertThat(chain.withSubject("twice again")).isEmpty();
    }

    @Test
    void theRecordNamesTheClientAndPostfixHearsOfIt() throws Exception {
        assertThat(send("whose", Client.CLEAN)).startsWith("250");
        chain.arrived("whose");
        Awaitility.await()
                .atMost(BesidePostfix.SOON)
                .untilAsserted(() ->
                        assertThat(chain.gateway().verb("log", "--subject", "whose").out())
                                .contains("whose"));
        Awaitility.await()
                .atMost(BesidePostfix.SOON)
                .untilAsserted(() ->
                        assertThat(chain.postfix().log())
                                .contains("orig_client=unknown[127.0.0.1]"));
    }

    @Test
    void mailOfOurPeopleGoesItsOwnWay() throws Exception {
        assertThat(
                        BesidePostfix.send(
                                chain.submission(),
                                "<ann@example.net>",
                                List.of("b@far.example"),
                                message("submitted", Client.CLEAN)))
                .startsWith("250");
        chain.arrived("submitted");
    }
}
