package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.journey.Arrival;
import org.postern.journey.Client;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Neighbour;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.Xforward;
import org.postern.settings.ByteSize;
import org.postern.settings.Network;

/// Mail that a mail server beside us has looked at.
class FilterTest {
    private static final String CONTENT = "Subject: x\r\n\r\ny\r\n.\r\n";
    private static final List<Network> LOOPBACK = List.of(Network.parse("127.0.0.0/8"));

    private final TestEdge edge = new TestEdge();
    private FilterSettings.Refused refused = FilterSettings.Refused.HOLD;

    @AfterEach
    void stop() {
        edge.close();
    }

    private void start(String... places) {
        start(LOOPBACK, ByteSize.parse("1MiB"), places);
    }

    private void start(List<Network> peers, ByteSize maxMessage, String... places) {
        edge.filter =
                new FilterSettings(
                        Stream.of(places)
                                .map(it -> "127.0.0.1:0 " + it)
                                .map(FilterSettings.Place::parse)
                                .toList(),
                        FilterSettings.OFF.reinjection(),
                        peers,
                        refused,
                        maxMessage);
        edge.start();
    }

    private InetSocketAddress address() {
        return edge.server().filter().getFirst();
    }

    private RawClient server() {
        return RawClient.connect(address()).expect("220").line("EHLO mta.example").expect("250");
    }

    private Arrival arrival() {
        return edge.messages.getLast().arrival();
    }

    @Test
    void theClientIsTheOneThatTheMailServerHasTheMessageFrom() {
        start("before-queue");
        try (RawClient server = server()) {
            server.line("XFORWARD NAME=client.example ADDR=192.0.2.66 PORT=4711").expect("250");
            server.line("XFORWARD PROTO=SMTP HELO=mail.client.example IDENT=4ABC").expect("250");
            server.data("a@sender.example", "b@elsewhere.example").send(CONTENT).expect("250");
            Client told = arrival().client();
            assertThat(told.ip()).isEqualTo("192.0.2.66");
            assertThat(told.address().getPort()).isEqualTo(4711);
            assertThat(told.hello()).isEqualTo("mail.client.example");
            assertThat(told.extended()).isFalse();
            assertThat(arrival().door()).isEqualTo(Door.FILTER);
            assertThat(arrival().direction()).isEqualTo(Direction.INBOUND);

            server.data("a@sender.example", "b@own.example").send(CONTENT).expect("250");
            assertThat(arrival().client().ip()).isEqualTo("127.0.0.1");
            assertThat(arrival().client().hello()).isEqualTo("mta.example");
        }
    }

    /// Its log and its rules go on with the same words when it takes the message back.
    @Test
    void whatTheMailServerTellsIsKeptWhole() {
        start("before-queue");
        try (RawClient server = server()) {
            server.line("XFORWARD NAME=client.example ADDR=192.0.2.66 PORT=4711").expect("250");
            server.line("XFORWARD PROTO=ESMTPS HELO=a+2Bb IDENT=4ABC SOURCE=LOCAL").expect("250");
            server.data("a@sender.example", "b@elsewhere.example").send(CONTENT).expect("250");
        }
        assertThat(arrival().neighbour())
                .isEqualTo(
                        new Neighbour(
                                Optional.of("4ABC"),
                                Neighbour.Refusals.SAID,
                                new Xforward(
                                        "client.example",
                                        "192.0.2.66",
                                        OptionalInt.of(4711),
                                        "ESMTPS",
                                        "a+b",
                                        "4ABC",
                                        "LOCAL")));
    }

    @Test
    void policySaysWhatBecomesOfRefusalsBehindAQueue() {
        refused = FilterSettings.Refused.DISCARD;
        start("after-queue", "after-queue submitted", "before-queue");
        List<InetSocketAddress> doors = edge.server().filter();
        try (RawClient server = server();
                RawClient submitted = RawClient.connect(doors.get(1)).expect("220").hello();
                RawClient before = RawClient.connect(doors.getLast()).expect("220").hello()) {
            server.data("a@sender.example", "b@own.example").send(CONTENT).expect("250");
            assertThat(arrival().neighbour().refusals()).isEqualTo(Neighbour.Refusals.DISCARDED);
            submitted.data("a@sender.example", "b@own.example").send(CONTENT).expect("250");
            assertThat(arrival().neighbour().refusals()).isEqualTo(Neighbour.Refusals.HELD);
            before.data("a@sender.example", "b@own.example").send(CONTENT).expect("250");
            assertThat(arrival().neighbour().refusals()).isEqualTo(Neighbour.Refusals.SAID);
        }
    }

    /// Where the site has loopback among its relay networks, as mail of the machine itself needs.
    @ParameterizedTest
    @CsvSource({
        "HELO=x, INBOUND",
        "ADDR=[UNAVAILABLE], INBOUND",
        "ADDR=[UNAVAILABLE] SOURCE=REMOTE, INBOUND",
        "SOURCE=LOCAL, INTERNAL",
        "ADDR=127.0.0.1 SOURCE=REMOTE, INTERNAL",
    })
    void whoCannotBeNamedIsNobodyOfOurs(String told, Direction direction) {
        edge.relay = true;
        start("before-queue");
        try (RawClient server = server()) {
            server.line("XFORWARD " + told).expect("250");
            server.data("a@own.example", "b@own.example").send(CONTENT).expect("250");
        }
        assertThat(arrival().direction()).isEqualTo(direction);
        assertThat(arrival().client().relay()).isEqualTo(direction == Direction.INTERNAL);
    }

    @Test
    void whoDoesNotSayHowTheClientGreetedDoesNotGreetForIt() {
        start("");
        try (RawClient server = server()) {
            server.line("XFORWARD ADDR=IPV6:2001:db8::66 HELO=[UNAVAILABLE]").expect("250");
            server.data("a@sender.example", "b@own.example").send(CONTENT).expect("250");
        }
        assertThat(arrival().client().ip()).isEqualTo("2001:db8:0:0:0:0:0:66");
        assertThat(arrival().client().hello()).isEqualTo("unknown");
        assertThat(arrival().client().extended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ADDR=192.0.2.66 HELO=a+0D+0AMAIL", "ADDR=x", "IDENT=+0A", "PORT=70000"})
    void a19_whatIsToldWronglyLeavesTheClientAsItIs(String wrong) {
        start("before-queue");
        try (RawClient server = server()) {
            server.line("XFORWARD " + wrong).expect("501 5.5.4");
            for (String attribute : List.of("NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT")) {
                String tooLong = attribute + "=" + "1".repeat(256);
                server.line("XFORWARD ADDR=192.0.2.66 " + tooLong).expect("501 5.5.4");
            }
            server.data("a@sender.example", "b@own.example").send(CONTENT).expect("250");
        }
        assertThat(arrival().client().ip()).isEqualTo("127.0.0.1");
        assertThat(arrival().client().hello()).isEqualTo("mta.example");
    }

    @Test
    void a19_whoIsNotNamedIsNotServed() {
        start(
                List.of(Network.parse("192.0.2.0/24")),
                ByteSize.parse("1MiB"),
                "before-queue",
                "after-queue");
        try (RawClient before = RawClient.connect(address());
                RawClient after = RawClient.connect(edge.server().filter().getLast())) {
            before.expect("554 5.7.1").expectClosed();
            after.expect("451 4.7.1").expectClosed();
        }
        await().until(() -> edge.saw(EdgeEvent.TurnedAway.class).size() == 2);
        assertThat(edge.saw(EdgeEvent.TurnedAway.class))
                .extracting(EdgeEvent.TurnedAway::reason)
                .containsOnly("stranger");
        edge.settled();
    }

    @Test
    void nothingIsOfferedThatTheMailServerDoesItself() {
        start("before-queue");
        try (RawClient server = server()) {
            assertThat(server.line("EHLO mta.example").reply())
                    .contains("XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE")
                    .contains("DSN")
                    .contains("SIZE 1048576")
                    .contains("RCPTMAX=50000")
                    .doesNotContain("STARTTLS")
                    .doesNotContain("AUTH")
                    .doesNotContain("XCLIENT");
            server.line("XCLIENT ADDR=192.0.2.1").expect("502");
            server.line("XCLIENT ADDR=x").expect("501");
            server.line("XCLIENT HELO=a+0D+0AMAIL").expect("501");
            server.data("a@sender.example", "b@own.example").send(CONTENT).expect("250");
        }
        assertThat(arrival().client().ip()).isEqualTo("127.0.0.1");
        assertThat(arrival().client().hello()).isEqualTo("mta.example");
    }

    /// As at the edge, from who is listed; and XFORWARD says more of each message.
    @Test
    void whoMaySayXclientSaysWhoItIs() {
        edge.spokesmen = new Spokesmen(List.of(), LOOPBACK);
        start("before-queue");
        try (RawClient server = server()) {
            server.line("XCLIENT ADDR=192.0.2.1 HELO=front.example").expect("220");
            server.line("EHLO mta.example").expect("250");
            server.data("a@sender.example", "b@own.example").send(CONTENT).expect("250");
            assertThat(arrival().client().ip()).isEqualTo("192.0.2.1");
            assertThat(arrival().client().hello()).isEqualTo("front.example");
            server.line("XFORWARD ADDR=192.0.2.66 HELO=client.example").expect("250");
            server.data("a@sender.example", "b@own.example").send(CONTENT).expect("250");
            assertThat(arrival().client().ip()).isEqualTo("192.0.2.66");
            assertThat(arrival().client().hello()).isEqualTo("client.example");
        }
        edge.settled();
    }

    @Test
    void a19_theEdgeBelievesNobody() {
        start("before-queue");
        try (RawClient client = edge.greeted()) {
            assertThat(client.line("EHLO x").reply()).doesNotContain("XFORWARD");
            client.line("XFORWARD ADDR=192.0.2.66").expect("502");
            client.line("XFORWARD HELO=" + "x".repeat(256)).expect("501 5.5.4");
            client.line("XFORWARD HELO=a+0D+0AMAIL").expect("501 5.5.4");
            client.line("XFORWARD ADDR=192.0.2.66 SOURCE=LOCAL").expect("502");
            client.data("a@sender.example", "b@own.example").send(CONTENT).expect("250");
        }
        assertThat(arrival().client().ip()).isEqualTo("127.0.0.1");
        assertThat(arrival().client().hello()).isEqualTo("x");
        assertThat(arrival().neighbour().told()).isEqualTo(Xforward.NOTHING);
    }

    /// The mail server knows its recipients, and what goes where.
    @Test
    void everybodyIsTakenWhomTheMailServerNames() {
        start("before-queue");
        try (RawClient server = server()) {
            server.line("MAIL FROM:<a@sender.example>").expect("250");
            for (String to : List.of("no-one@own.example", "x%y@own.example", "b@far.example")) {
                server.line("RCPT TO:<" + to + ">").expect("250");
            }
            server.line("RCPT TO:<all@own.example> NOTIFY=FAILURE").expect("250");
            server.line("DATA").expect("354").send(CONTENT).expect("250");
        }
        assertThat(arrival().envelope().recipients()).hasSize(4);
    }

    @Test
    void whichWayMailGoesIsFoundFromTheClient() {
        edge.relay = true;
        start("before-queue", "before-queue submitted");
        try (RawClient server = server();
                RawClient submitted =
                        RawClient.connect(edge.server().filter().getLast()).expect("220").hello()) {
            server.data("a@own.example", "b@own.example").send(CONTENT).expect("250");
            assertThat(arrival().direction()).isEqualTo(Direction.INBOUND);
            server.line("XFORWARD ADDR=127.0.0.1").expect("250");
            server.data("a@own.example", "b@own.example").send(CONTENT).expect("250");
            assertThat(arrival().direction()).isEqualTo(Direction.INTERNAL);
            server.line("XFORWARD ADDR=127.0.0.1").expect("250");
            server.data("a@own.example", "b@far.example").send(CONTENT).expect("250");
            assertThat(arrival().direction()).isEqualTo(Direction.OUTBOUND);
            submitted.data("a@own.example", "b@own.example").send(CONTENT).expect("250");
            assertThat(arrival().direction()).isEqualTo(Direction.OUTBOUND);
        }
    }

    /// A refusal there would become a bounce to whoever the sender is said to be.
    @Test
    void promise5_behindAQueueNothingIsRefused() {
        start(LOOPBACK, ByteSize.parse("64KiB"), "after-queue");
        edge.onward = (_, _) -> Reply.of(554, "5.7.1", "no");
        try (RawClient server = server()) {
            server.line("MAIL FROM:<a@sender.example> SIZE=70000").expect("452 4.3.4");
            server.line("MAIL FROM:<a b@x> SIZE=70000").expect("452 4.3.4");
            server.line("MAIL FROM:<a@sender.example> WHO=me").expect("451 4.5.4");
            server.line("MAIL FROM:<a@sender.example>").expect("250");
            server.line("DATA").expect("451 4.5.1");
            server.line("RCPT TO:<b@own.example>").expect("250");
            server.line("DATA").expect("354").send(CONTENT).expect("451 4.7.1");
            server.data("a@sender.example", "b@own.example");
            server.send(("x".repeat(998) + "\r\n").repeat(70) + ".\r\n").expect("452 4.3.4");
            server.line("XFORWARD ADDR=x").expect("451 4.5.4");
            server.line("WHAT").expect("451 4.5.1");
            server.data("a@sender.example", "b@own.example");
            server.send("a\nb\r\n.\r\n").expect("421 4.5.2").expectClosed();
        }
        assertThat(edge.saw(EdgeEvent.NotTaken.class))
                .allMatch(it -> it.reply().orElseThrow().isTransient());
        assertThat(edge.messages).isEmpty();
        edge.settled();
    }

    /// Postfix takes addresses that nobody can read; putting them off would end as a bounce.
    @Test
    void promise5_behindAQueueAddressesAreTakenThatNobodyCanRead() {
        start("after-queue");
        try (RawClient server = server()) {
            server.line("MAIL FROM:<a b@-c> SIZE=100 ENVID=x").expect("250");
            server.line("RCPT TO:<@> NOTIFY=NEVER").expect("250");
            server.line("RCPT TO:<\u00c3\u00a4@own.example>").expect("250");
            server.line("RCPT TO:<\u00ff@own.example>").expect("250");
            server.line("RCPT TO:<\"a> \u0007\"@own.example> NOTIFY=NEVER").expect("250");
            server.line("RCPT TO:<" + "x".repeat(4000) + "@own.example>").expect("250");
            server.line("RCPT TO:<b@own_1.example>").expect("250");
            server.line("DATA").expect("354").send(CONTENT).expect("250");
            server.line("MAIL FROM:<\u00c3\u00a4@x.example> SMTPUTF8").expect("250");
            server.line("RCPT TO:<\u00c3\u00a4@own.example>").expect("250");
            server.line("DATA").expect("354").send(CONTENT).expect("250");
        }
        var first = edge.messages.getFirst().arrival().envelope();
        assertThat(first.sender()).hasToString("\"<a b@-c>\"@unreadable.invalid");
        assertThat(first.notices().envid()).isEqualTo("x");
        assertThat(first.recipients())
                .extracting(Object::toString)
                .containsExactly(
                        "\"<@>\"@unreadable.invalid",
                        "\"<??@own.example>\"@unreadable.invalid",
                        "\"<?@own.example>\"@unreadable.invalid",
                        "\"<?a> ??@own.example>\"@unreadable.invalid",
                        "\"<" + "x".repeat(61) + "\"@unreadable.invalid",
                        "b@own_1.example");
        assertThat(arrival().envelope().recipients()).hasToString("[\u00e4@own.example]");
    }

    @Test
    void beforeTheQueueARefusalIsOne() {
        start(LOOPBACK, ByteSize.parse("64KiB"), "before-queue");
        edge.onward = (_, _) -> Reply.of(554, "5.7.1", "no");
        try (RawClient server = server()) {
            server.line("MAIL FROM:<a@sender.example> SIZE=70000").expect("552 5.3.4");
            server.line("MAIL FROM:<a b@x>").expect("501 5.1.7");
            server.data("a@sender.example", "b@own.example").send(CONTENT).expect("554 5.7.1");
        }
    }

    @Test
    void aThousandRecipientsAndLongLinesAreTaken() {
        start("before-queue");
        try (RawClient server = server()) {
            server.line("MAIL FROM:<a@sender.example>").expect("250");
            var all = new StringBuilder();
            for (int i = 0; i < 2000; i++) {
                all.append("RCPT TO:<b").append(i).append("@own.example>\r\n");
            }
            server.send(all.toString());
            for (int i = 0; i < 2000; i++) {
                server.expect("250");
            }
            server.line("DATA").expect("354");
            server.send("Subject: x\r\n\r\n" + "y".repeat(200_000) + "\r\n.\r\n").expect("250");
        }
        assertThat(arrival().envelope().recipients()).hasSize(2000);
    }
}
