package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Postfix shows every message to the gateway before it takes it, as the page says.
@Tag("slow")
@Tag("root")
class PostfixBeforeQueueTest extends FilteredMail {
    private static final String LISTED = "203.0.113.99";

    private final PolicyService policy;

    PostfixBeforeQueueTest() throws IOException {
        policy = new PolicyService(LISTED, "550 5.7.1 Listed, ask postmaster@list.example");
    }

    @Override
    String heading() {
        return "### Postfix, before its queue";
    }

    @Override
    String mainCf() {
        return "\nsmtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:"
                + policy.port()
                + "\n";
    }

    @AfterAll
    void stopPolicy() throws IOException {
        policy.close();
    }

    /// Who sends waits for the answer.
    @Override
    int inFlight() {
        return SENDERS;
    }

    /// There is no id before the queue.
    @Override
    String ident() {
        return "IDENT=\\[UNAVAILABLE]";
    }

    /// A blocklist before the filter: who is on it is told so, and costs us nothing.
    @Test
    void aListedClientNeverComesToUs() throws Exception {
        String listed = "NAME=spam.example ADDR=" + LISTED;
        assertThat(
                        BesidePostfix.sendAs(
                                chain().smtp(),
                                listed,
                                STRANGER,
                                List.of(OWN),
                                message("listed", Client.CLEAN)))
                .startsWith("550 5.7.1 <ann@example.net>: Recipient address rejected: Listed, ask");
        String other = "NAME=good.example ADDR=203.0.113.100";
        assertThat(
                        BesidePostfix.sendAs(
                                chain().smtp(),
                                other,
                                STRANGER,
                                List.of(OWN),
                                message("unlisted", Client.CLEAN)))
                .startsWith("250");
        chain().arrived("unlisted");
        assertThat(policy.asked()).contains(LISTED, "203.0.113.100");
        assertThat(chain().withSubject("listed")).isEmpty();
        Awaitility.await()
                .atMost(BesidePostfix.SOON)
                .untilAsserted(() ->
                        assertThat(chain().gateway().verb("log", "--peer", "203.0.113.100").out())
                                .contains("unlisted"));
        assertThat(chain().gateway().verb("log", "--peer", LISTED).out()).doesNotContain(LISTED);
    }

    @Test
    void promise5_aRefusalIsHeardByTheClient() throws Exception {
        String hops = "Received: from a by b; Sun, 22 Nov 2026 12:00:00 +0000\r\n".repeat(35);
        assertThat(
                        BesidePostfix.send(
                                chain().smtp(),
                                STRANGER,
                                List.of(OWN),
                                hops + message("circling", Client.CLEAN)))
                .startsWith("554 5.4.6 Routing loop: the message passed here before [");
        assertThat(chain().withSubject("circling")).isEmpty();
        assertThat(chain().gateway().verb("hold", "list").out()).doesNotContain("circling");
        Awaitility.await().atMost(BesidePostfix.SOON).until(() -> chain().postfix().queued() == 0);
    }

    @Test
    void whatIsShownTwiceIsRefusedWithWhatIsWrong() throws Exception {
        assertThat(shownAgain("twice"))
                .startsWith(
                        "554 5.4.6 Passed this filter before: the listener that takes mail back")
                .contains("must not have content_filter or smtpd_proxy_filter");
        assertThat(chain().withSubject("twice again")).isEmpty();
    }
}
