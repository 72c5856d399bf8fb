package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Taken;

/// Debian's Postfix and Sendmail ask a gateway by the milter protocol, set up as the page for administrators says.
/// These servers start for root only.
@Tag("slow")
@Tag("root")
class MilterChainTest {
    /// As Postfix and Sendmail tell their clients.
    private static final Pattern QUEUE_ID =
            Pattern.compile("(?:queued as|2\\.0\\.0(?= \\w+ Message)) (\\w+)");

    private static final Pattern QUOTED = Pattern.compile("“([^”]*)”");
    private static final int SENDERS = 4;

    /// Fields that servers add where they are missing.
    private static String fields(String subject) {
        return "From: <sender@example.org>\r\nDate: Mon, 16 Nov 2026 10:00:00 +0000\r\n"
                + "Message-ID: <1@example.org>\r\nTo: <one@example.net>\r\n"
                + "Subject: "
                + subject
                + "\r\n";
    }

    private static final Map<Server, MilterChain> CHAINS = new EnumMap<>(Server.class);
    private static final Opened OPENED = new Opened();

    /// The mail servers.
    enum Server {
        POSTFIX,
        SENDMAIL;

        MilterChain chain() throws IOException {
            return switch (this) {
                case POSTFIX ->
                        MilterSetUp.besidePostfix(
                                "virtual_alias_maps = inline:{"
                                        + alias()
                                        + "=aliased@example.net}\n");
                case SENDMAIL -> MilterSetUp.besideSendmail();
            };
        }

        /// An address that stands for `aliased@example.net`.
        String alias() {
            return this == POSTFIX ? "sales@example.net" : Sendmail.ALIAS;
        }
    }

    static Stream<Server> postfix() {
        return servers().filter(it -> it == Server.POSTFIX);
    }

    static Stream<Server> servers() {
        return Stream.of(Server.values());
    }

    @BeforeAll
    static void start() throws IOException {
        for (Server server : servers().toList()) {
            CHAINS.put(server, OPENED.add(server.chain()));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        OPENED.close();
    }

    private static MilterChain chain(Server server) {
        return Objects.requireNonNull(CHAINS.get(server));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aCleanMessageArrivesOctetForOctetBehindItsTrace(Server server) throws Exception {
        MilterChain chain = chain(server);
        String content =
                fields("clean")
                        + "X-Odd:no blank\r\nX-Folded: one\r\n\ttwo\r\n\r\n"
                        + "..dots\r\n\u00e9\u00ff eight bits\r\n"
                        + "x".repeat(990)
                        + "\r\n\r\nend\r\n";
        String answer = chain.send(List.of("one@example.net"), content);
        assertThat(answer).startsWith("250");
        Taken taken = chain.arrived("clean");
        assertThat(BesidePostfix.withoutTrace(taken)).isEqualTo(content.replace("\r\n..", "\r\n."));
        assertThat(taken.text()).contains("(Postern milter) with ESMTP id ");
        assertThat(taken.recipients()).hasToString("[one@example.net]");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aRefusalReachesTheClientInOurWords(Server server) throws Exception {
        MilterChain chain = chain(server);
        String hop = "Received: from a by b; Mon, 16 Nov 2026 10:00:00 +0000\r\n";
        String answer =
                chain.send(
                        List.of("one@example.net"),
                        hop.repeat(35) + fields("refused") + "\r\nx\r\n");
        assertThat(answer).startsWith("554 5.4.6 Routing loop: the message passed here before");
        assertThat(chain.arrivals("refused")).isEmpty();
    }

    /// Aliases are expanded behind milters, so such mail is held as it was addressed.
    @ParameterizedTest
    @MethodSource("servers")
    void promise5_whatIsReleasedToAnAliasGoesToWhomItStandsFor(Server server) throws Exception {
        MilterChain chain = chain(server);
        String content = fields("alias") + Client.HELD;
        assertThat(chain.send(List.of(server.alias()), content)).startsWith("250");
        assertThat(chain.released("alias").recipients()).hasToString("[aliased@example.net]");
    }

    /// Nothing is added to it but trace fields: nobody who gets it learns what lets mail pass.
    @ParameterizedTest
    @MethodSource("servers")
    void whatIsHeldIsHeldOnceAndGoesOnAsItCameWhenItIsReleased(Server server) throws Exception {
        MilterChain chain = chain(server);
        String content = fields("held") + Client.HELD;
        assertThat(chain.send(List.of("one@example.net"), content)).startsWith("250");
        assertThat(BesidePostfix.withoutTrace(chain.released("held"))).isEqualTo(content);
    }

    /// Servers add and complete fields in mail of their own machine, which this is not although it comes back from there.
    @ParameterizedTest
    @MethodSource("postfix")
    void whatIsReleasedHasNoOtherFieldsThanItCameWith(Server server) throws Exception {
        MilterChain chain = chain(server);
        String content = "From: info\r\nSubject: bare\r\n" + Client.HELD;
        assertThat(chain.sendFromElsewhere(List.of("one@example.net"), content)).startsWith("250");
        assertThat(BesidePostfix.withoutTrace(chain.released("bare"))).isEqualTo(content);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theServersNameForAMessageFindsItsStory(Server server) throws Exception {
        MilterChain chain = chain(server);
        String answer = chain.send(List.of("one@example.net"), "Subject: named\r\n\r\nx\r\n");
        chain.arrived("named");
        Matcher named = QUEUE_ID.matcher(answer);
        assertThat(named.find()).as(answer).isTrue();
        String queueId = named.group(1);
        await().atMost(MilterChain.SOON)
                .untilAsserted(() -> {
                    Answer story = chain.gateway().verb("log", queueId);
                    assertThat(story.out()).contains("one@example.net").contains(queueId);
                });
    }

    @ParameterizedTest
    @MethodSource("servers")
    void lettersPastAsciiPass(Server server) throws Exception {
        MilterChain chain = chain(server);
        if (server == Server.SENDMAIL) {
            // The server does not offer it: Debian's Sendmail is built without.
            try (Client client = Client.connect(chain.address())) {
                client.reply();
                client.say("EHLO client.example.org");
                assertThat(client.say("MAIL FROM:<a@example.org> SMTPUTF8")).startsWith("5");
            }
            return;
        }
        String local = "j\u00c3\u00bcrg";
        String answer =
                chain.send(
                        "<" + local + "@example.org> SMTPUTF8",
                        List.of(local + "@example.net"),
                        "Subject: letters\r\n\r\nx\r\n");
        assertThat(answer).startsWith("250");
        assertThat(chain.arrived("letters").recipients()).hasToString("[j\u00fcrg@example.net]");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aThousandRecipientsPass(Server server) throws Exception {
        MilterChain chain = chain(server);
        List<String> all =
                IntStream.range(0, 1000).mapToObj(it -> "r" + it + "@example.net").toList();
        assertThat(chain.send(all, "Subject: thousand\r\n\r\nx\r\n")).startsWith("250");
        await().atMost(MilterChain.SOON)
                .until(() ->
                        chain.arrivals("thousand").stream()
                                        .mapToInt(it -> it.recipients().size())
                                        .sum()
                                == 1000);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void thirtyMegabytesPass(Server server) throws Exception {
        MilterChain chain = chain(server);
        String line = "0123456789".repeat(7) + "\r\n";
        String body = line.repeat(30_000_000 / line.length());
        String content = fields("large") + "\r\n" + body;
        assertThat(chain.send(List.of("one@example.net"), content)).startsWith("250");
        Taken taken = chain.arrived("large");
        assertThat(BesidePostfix.withoutTrace(taken).equals(content)).isTrue();
    }

    /// As at the edge: up to 64 KiB. Sendmail breaks long lines on their way out, so of its line only the beginning is the same.
    @ParameterizedTest
    @MethodSource("servers")
    void longLinesPassUpToWhatTheEdgeTakes(Server server) throws Exception {
        MilterChain chain = chain(server);
        String fields =
                fields("long") + "MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
        try (Client client = Client.connect(chain.address())) {
            client.reply();
            client.say("EHLO client.example.org");
            client.say("MAIL FROM:<sender@example.org> BODY=8BITMIME");
            client.say("RCPT TO:<one@example.net>");
            client.say("DATA");
            String line = "\u00e9".repeat(60_000);
            assertThat(client.end(fields + line + "\r\n")).startsWith("250");
            Taken taken = chain.arrived("long");
            assertThat(taken.text()).contains("\r\n\r\n" + line.substring(0, 900));
            assertThat(taken.parameters().isEightBit()).isTrue();
            if (server == Server.POSTFIX) {
                assertThat(taken.text()).endsWith("\r\n" + line + "\r\n");
            }
        }
        String tooLong = fields("too long") + "\r\n" + "x".repeat(70_000) + "\r\n";
        assertThat(chain.send(List.of("one@example.net"), tooLong))
                .startsWith("554 5.6.0 A line of the message is too long");
    }

    /// What strangers write is no mark of ours, and does not leave the server.
    @ParameterizedTest
    @MethodSource("servers")
    void marksOfOthersAreTakenOut(Server server) throws Exception {
        MilterChain chain = chain(server);
        String marks = "X-Postern-Passed: yes\r\nX-Other: 1\r\nx-postern-passed: 1 2 3\r\n";
        String answer =
                chain.send(List.of("one@example.net"), marks + fields("marks") + "\r\nx\r\n");
        assertThat(answer).startsWith("250");
        assertThat(chain.arrived("marks").text())
                .doesNotContainIgnoringCase("X-Postern-Passed")
                .contains("X-Other: 1\r\n")
                .contains("(Postern milter)");
    }

    /// The server puts mail off while nobody answers it. What it took arrives once or is held; who heard nothing comes again.
    @ParameterizedTest
    @MethodSource("servers")
    void promise1_killedUnderLoadNothingIsLost(Server server) throws Exception {
        MilterChain chain = chain(server);
        List<String> taken = Collections.synchronizedList(new ArrayList<>());
        var putOff = new AtomicInteger();
        var back = new CountDownLatch(1);
        var enough = new AtomicBoolean();
        var senders = new ArrayList<Thread>();
        for (int i = 0; i < SENDERS; i++) {
            String prefix = "load-" + i + "-";
            senders.add(
                    Thread.ofPlatform()
                            .start(() -> load(chain, prefix, taken, putOff, back, enough)));
        }
        try {
            await().atMost(MilterChain.SOON).until(() -> taken.size() >= 20);
            chain.gateway().kill();
            await().atMost(MilterChain.SOON).until(() -> putOff.get() >= SENDERS);
            int before = taken.size();
            chain.gateway().restart();
            back.countDown();
            await().atMost(MilterChain.SOON).until(() -> taken.size() >= before + 20);
        } finally {
            enough.set(true);
            back.countDown();
            for (Thread sender : senders) {
                sender.join();
            }
        }
        List<String> held = heldSubjects(chain);
        assertThat(taken)
                .allSatisfy(it -> {
                    if (it.endsWith("held")) {
                        assertThat(held).contains(it);
                        assertThat(chain.arrivals(it)).as(it).isEmpty();
                    } else {
                        chain.arrived(it);
                        assertThat(chain.arrivals(it)).as(it).hasSize(1);
                    }
                });
        List<String> each = held.stream().filter(it -> it.startsWith("load-")).toList();
        assertThat(each.size() - Set.copyOf(each).size())
                .as("held twice: those of which the servers heard nothing")
                .isLessThanOrEqualTo(SENDERS);
        assertThat(each).anyMatch(taken::contains);
    }

    /// Clean and doubtful mail in turns, each until it is taken; while the gateway is away one has to wait.
    private static void load(
            MilterChain chain,
            String prefix,
            List<String> taken,
            AtomicInteger putOff,
            CountDownLatch back,
            AtomicBoolean enough) {
        for (int i = 0; !enough.get(); i++) {
            boolean doubtful = i % 2 == 1;
            String subject = prefix + i + (doubtful ? "-held" : "-clean");
            String message =
                    "Subject: " + subject + "\r\n" + (doubtful ? Client.HELD : Client.CLEAN);
            while (!accepted(chain, message)) {
                putOff.incrementAndGet();
                if (!isBack(back) || enough.get()) {
                    return;
                }
            }
            taken.add(subject);
        }
    }

    private static boolean isBack(CountDownLatch back) {
        try {
            back.await();
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private static List<String> heldSubjects(MilterChain chain) throws Exception {
        Answer listed = chain.gateway().verb("hold", "list", "--limit", "10000");
        return QUOTED.matcher(listed.out()).results().map(it -> it.group(1)).toList();
    }

    private static boolean accepted(MilterChain chain, String message) {
        try {
            return chain.send(List.of("one@example.net"), message).startsWith("250");
        } catch (IOException e) {
            // Put off before the content.
            return false;
        }
    }
}
