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

/// Debian's Postfix and Sendmail ask a gateway by the milter protocol, set up by the samples in `dist/` as they stand but for
/// the ports. These servers start for root only.
@Tag("slow")
@Tag("root")
class MilterChainTest {
    /// As Postfix and Sendmail tell their clients.
    private static final Pattern QUEUE_ID =
            Pattern.compile("(?:queued as|2\\.0\\.0) ([0-9A-Za-z]{6,})");

    /// Fields that servers add where they are missing.
    private static String fields(String subject) {
        return "From: <sender@example.org>\r\nDate: Mon, 16 Nov 2026 10:00:00 +0000\r\n"
                + "Message-ID: <1@example.org>\r\nTo: <one@example.net>\r\n"
                + "Subject: "
                + subject
                + "\r\n";
    }

    private static final Map<Server, MilterChain> CHAINS = new EnumMap<>(Server.class);

    /// The mail servers.
    enum Server {
        POSTFIX,
        SENDMAIL;

        MilterChain chain() throws IOException {
            return switch (this) {
                case POSTFIX -> new MilterChain(Server::postfix);
                case SENDMAIL -> new MilterChain(Server::sendmail);
            };
        }

        private static Relay postfix(int milter, int back, int to) throws IOException {
            return Postfix.with(
                    to,
                    "message_size_limit = 52428800\n"
                            + "virtual_alias_maps = inline:{sales@example.net=one@example.net}\n"
                            + MilterChain.sample("postfix/milter/main.cf", milter, back),
                    MilterChain.sample("postfix/milter/master.cf", milter, back));
        }

        private static Relay sendmail(int milter, int back, int to) throws IOException {
            return Sendmail.with(to, MilterChain.sample("sendmail/postern.mc", milter, back));
        }
    }

    /// Those that know the alias `sales`.
    static Stream<Server> withAlias() {
        return servers().filter(it -> it == Server.POSTFIX);
    }

    static Stream<Server> servers() {
        return Stream.of(Server.values());
    }

    @BeforeAll
    static void start() throws IOException {
        for (Server server : servers().toList()) {
            CHAINS.put(server, server.chain());
        }
    }

    @AfterAll
    static void stop() throws IOException {
        for (MilterChain chain : CHAINS.values()) {
            chain.close();
        }
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
        assertThat(MilterChain.withoutTrace(taken, "From: <sender"))
                .isEqualTo(content.replace("\r\n..", "\r\n."));
        assertThat(taken.text()).contains("(Postern) with ESMTP id ");
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
    @MethodSource("withAlias")
    void promise5_whatIsReleasedToAnAliasGoesToWhomItStandsFor(Server server) throws Exception {
        MilterChain chain = chain(server);
        List<String> before = chain.held();
        String answer = chain.send(List.of("sales@example.net"), fields("alias") + Client.HELD);
        assertThat(answer).startsWith("250");
        var now = new ArrayList<>(chain.held());
        now.removeAll(before);
        assertThat(now).hasSize(1);
        assertThat(chain.gateway().verb("hold", "release", now.getFirst()).exit()).isZero();
        assertThat(chain.arrived("alias").recipients()).hasToString("[one@example.net]");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whatIsHeldIsHeldOnceAndGoesOnWhenItIsReleased(Server server) throws Exception {
        MilterChain chain = chain(server);
        List<String> before = chain.held();
        String answer = chain.send(List.of("one@example.net"), fields("held") + Client.HELD);
        assertThat(answer).startsWith("250");
        var now = new ArrayList<>(chain.held());
        now.removeAll(before);
        assertThat(now).hasSize(1);
        assertThat(chain.arrivals("held")).isEmpty();
        Answer released = chain.gateway().verb("hold", "release", now.getFirst());
        assertThat(released.exit()).as(released.err()).isZero();
        Taken taken = chain.arrived("held");
        assertThat(MilterChain.withoutTrace(taken, "From: <sender"))
                .isEqualTo(fields("held") + Client.HELD);
        assertThat(chain.held()).isEqualTo(before);
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
        assertThat(MilterChain.withoutTrace(taken, "From: <sender").equals(content)).isTrue();
    }

    /// The server puts mail off while nobody answers it; what it took arrives once.
    @ParameterizedTest
    @MethodSource("servers")
    void promise1_killedUnderLoadNothingIsLostAndNothingComesTwice(Server server) throws Exception {
        MilterChain chain = chain(server);
        List<String> taken = Collections.synchronizedList(new ArrayList<>());
        var number = new AtomicInteger();
        var putOff = new AtomicInteger();
        var enough = new AtomicBoolean();
        var senders = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            senders.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!enough.get()) {
                                    String subject = "load-" + number.incrementAndGet();
                                    if (accepted(chain, subject)) {
                                        taken.add(subject);
                                    } else {
                                        putOff.incrementAndGet();
                                    }
                                }
                            }));
        }
        try {
            await().atMost(MilterChain.SOON).until(() -> taken.size() >= 20);
            chain.gateway().kill();
            await().atMost(MilterChain.SOON).until(() -> putOff.get() >= 4);
            int before = taken.size();
            chain.gateway().restart();
            await().atMost(MilterChain.SOON).until(() -> taken.size() >= before + 20);
        } finally {
            enough.set(true);
            for (Thread sender : senders) {
                sender.join();
            }
        }
        assertThat(taken)
                .allSatisfy(it -> {
                    chain.arrived(it);
                    assertThat(chain.arrivals(it)).as(it).hasSize(1);
                });
    }

    private static boolean accepted(MilterChain chain, String subject) {
        try {
            return chain.send(List.of("one@example.net"), "Subject: " + subject + "\r\n\r\nx\r\n")
                    .startsWith("250");
        } catch (IOException e) {
            // Put off before the content.
            return false;
        }
    }
}
