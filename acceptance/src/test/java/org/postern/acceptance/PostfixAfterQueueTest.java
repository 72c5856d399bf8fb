package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Postfix has the gateway look at every message that is in its queue, as the page says.
@Tag("slow")
@Tag("root")
class PostfixAfterQueueTest extends FilteredMail {
    private static BesidePostfix chain;

    @BeforeAll
    static void start() throws IOException {
        chain = BesidePostfix.open("### Postfix, after its queue", "inspect.max-hops = 30");
    }

    @AfterAll
    static void stop() throws IOException {
        chain.close();
    }

    @Override
    BesidePostfix chain() {
        return chain;
    }

    /// The client is gone, so the refusal would be a bounce to whoever the sender is said to be.
    @Test
    void promise5_whatIsRefusedIsHeldAndNobodyIsBounced() throws Exception {
        String hops = "Received: from a by b; Sun, 22 Nov 2026 12:00:00 +0000\r\n".repeat(35);
        assertThat(
                        BesidePostfix.send(
                                chain.smtp(),
                                STRANGER,
                                List.of(OWN),
                                hops + message("circling", Client.CLEAN)))
                .startsWith("250");
        held("circling");
        Awaitility.await().atMost(BesidePostfix.SOON).until(() -> chain.postfix().queued() == 0);
        assertThat(chain.withSubject("circling")).isEmpty();
        assertThat(chain.arrived())
                .noneMatch(it -> it.recipients().toString().contains("a@client.example.org"));
    }

    @Test
    void whatIsShownTwiceIsHeld() throws Exception {
        assertThat(shownAgain("twice")).startsWith("250");
        held("twice again");
        assertThat(chain.withSubject("twice again")).isEmpty();
    }

    @Test
    void theQueueIdOfPostfixFindsTheMessage() throws Exception {
        assertThat(send("by-queue-id", Client.CLEAN)).startsWith("250");
        chain.arrived("by-queue-id");
        var line = Pattern.compile("cleanup\\[\\d+]: (\\w+): message-id=<by-queue-id@");
        Matcher id =
                Awaitility.await()
                        .atMost(BesidePostfix.SOON)
                        .until(() -> line.matcher(chain.postfix().log()), Matcher::find);
        Awaitility.await()
                .atMost(BesidePostfix.SOON)
                .untilAsserted(() ->
                        assertThat(chain.gateway().verb("log", id.group(1)).out())
                                .contains("by-queue-id"));
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
