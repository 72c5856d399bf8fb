package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.sink.Taken;

/// Postfix has the gateway look at every message that is in its queue, as the page says.
@Tag("slow")
@Tag("root")
class PostfixAfterQueueTest extends FilteredMail {
    @Override
    String heading() {
        return "### Postfix, after its queue";
    }

    /// As many as Postfix has processes that hand over mail.
    @Override
    int inFlight() {
        return 20;
    }

    /// The id in its queue.
    @Override
    String ident() {
        return "IDENT=[0-9A-Za-z]+";
    }

    /// What makes nothing of a message that is refused, but for what is held in any case.
    @Override
    String settings() {
        return "filter.refused = discard";
    }

    /// The client is gone, so the refusal would be a bounce to whoever the sender is said to be. A loop may be all mail of the
    /// site, and is never dropped.
    @Test
    void promise5_aLoopIsHeldAndNobodyIsBounced() throws Exception {
        String hops = "Received: from a by b; Sun, 22 Nov 2026 12:00:00 +0000\r\n".repeat(35);
        assertThat(
                        BesidePostfix.send(
                                chain().smtp(),
                                STRANGER,
                                List.of(OWN),
                                hops + message("circling", Client.CLEAN)))
                .startsWith("250");
        held("circling");
        nothingIsBounced();
        assertThat(chain().withSubject("circling")).isEmpty();
    }

    private void nothingIsBounced() {
        Awaitility.await().atMost(BesidePostfix.SOON).until(() -> chain().postfix().queued() == 0);
        assertThat(chain().arrived())
                .noneMatch(it -> it.recipients().toString().contains("a@client.example.org"));
    }

    @Test
    void promise5_whatPolicyRefusesIsDroppedOnRecordWhereThatIsSet() throws Exception {
        assertThat(
                        BesidePostfix.sendAs(
                                chain().smtp(),
                                "NAME=many.example ADDR=203.0.113.67",
                                STRANGER,
                                List.of(OWN),
                                "X-Many: 1\r\n".repeat(1100) + message("fields", Client.CLEAN)))
                .startsWith("250");
        String line =
                Awaitility.await()
                        .atMost(BesidePostfix.SOON)
                        .until(
                                () -> chain().gateway().verb("log", "--peer", "203.0.113.67").out(),
                                it -> it.contains(" discarded "));
        assertThat(chain().gateway().verb("log", line.split(" ", 2)[0]).out())
                .contains("limit")
                .contains("behind a queue: dropped instead of refused with 554 5.6.0");
        nothingIsBounced();
        assertThat(chain().withSubject("fields")).isEmpty();
        assertThat(chain().gateway().verb("hold", "list").out()).doesNotContain("“fields”");
    }

    /// Postfix takes them, and would return to the sender in the end what is put off.
    @Test
    void promise5_addressesThatNobodyElseTakesEndAsHeldOrDelivered() throws Exception {
        assertThat(
                        BesidePostfix.send(
                                chain().smtp(),
                                "<a_b@c_d.example>",
                                List.of("to@sub_domain.example.net"),
                                message("underscores", Client.CLEAN)))
                .startsWith("250");
        Taken arrived = chain().arrived("underscores");
        assertThat(arrived.sender()).hasToString("a_b@c_d.example");
        assertThat(arrived.recipients()).hasToString("[to@sub_domain.example.net]");
        assertThat(
                        BesidePostfix.send(
                                chain().smtp(),
                                STRANGER,
                                List.of(
                                        OWN,
                                        "x".repeat(100) + "@example.net",
                                        octets("\u00e4@example.net")),
                                message("odd recipients", Client.CLEAN)))
                .startsWith("250");
        String id = held("odd recipients");
        assertThat(chain().arrived("odd recipients").recipients()).hasToString("[" + OWN + "]");
        assertThat(chain().gateway().verb("hold", "release", id).out()).contains("cannot be read");
        assertThat(
                        BesidePostfix.send(
                                chain().smtp(),
                                "<" + "x".repeat(100) + "@client.example.org>",
                                List.of(OWN),
                                message("odd sender", Client.CLEAN)))
                .startsWith("250");
        assertThat(chain().gateway().verb("hold", "release", held("odd sender")).exit()).isZero();
        assertThat(chain().arrived("odd sender").sender().toString()).isEmpty();
        nothingIsBounced();
    }

    /// Postfix passes on what its client said for notices, however long; putting that off would end as a bounce.
    @Test
    void promise5_whatIsSaidForNoticesNeverMakesABounce() throws Exception {
        String mail = STRANGER + " ENVID=" + "x".repeat(200);
        assertThat(
                        BesidePostfix.send(
                                chain().smtp(), mail, List.of(OWN), message("named", Client.CLEAN)))
                .startsWith("250");
        chain().arrived("named");
    }

    /// Postfix would hand it over twice, by fifty recipients, if the sample did not say otherwise.
    @Test
    void whatIsHeldForManyIsHeldOnce() throws Exception {
        List<String> sixty =
                IntStream.rangeClosed(1, 60).mapToObj(it -> "many" + it + "@example.net").toList();
        assertThat(
                        BesidePostfix.send(
                                chain().smtp(), STRANGER, sixty, message("for many", Client.HELD)))
                .startsWith("250");
        held("for many");
        Awaitility.await().atMost(BesidePostfix.SOON).until(() -> chain().postfix().queued() == 0);
        held("for many");
    }

    @Test
    void whatIsShownTwiceIsHeld() throws Exception {
        assertThat(shownAgain("twice")).startsWith("250");
        held("twice again");
        assertThat(chain().withSubject("twice again")).isEmpty();
    }

    @Test
    void theQueueIdOfPostfixFindsTheMessage() throws Exception {
        assertThat(send("by-queue-id", Client.CLEAN)).startsWith("250");
        chain().arrived("by-queue-id");
        var line = Pattern.compile("cleanup\\[\\d+]: (\\w+): message-id=<by-queue-id@");
        Matcher id =
                Awaitility.await()
                        .atMost(BesidePostfix.SOON)
                        .until(() -> line.matcher(chain().postfix().log()), Matcher::find);
        Awaitility.await()
                .atMost(BesidePostfix.SOON)
                .untilAsserted(() ->
                        assertThat(chain().gateway().verb("log", id.group(1)).out())
                                .contains("by-queue-id"));
    }
}
