package org.postern.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.journey.Arrival;
import org.postern.journey.Client;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Journey;
import org.postern.journey.Neighbour;
import org.postern.listen.Place;
import org.postern.listen.SocketFile;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Parsed;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Reply;
import org.postern.settings.ByteSize;
import org.postern.settings.Network;

class MilterServerTest {
    @TempDir private Path directory;

    private final TestMilter milter = new TestMilter();

    @AfterEach
    void everythingIsGivenBack() {
        milter.close();
        milter.settled();
    }

    private static Address address(String text) {
        if (AddressParser.INTERNATIONAL.address(text)
                instanceof Parsed.Value<Address>(var address)) {
            return address;
        }
        throw new IllegalArgumentException(text);
    }

    @Test
    void aMessageIsWholeAndAcceptedWithItsTrace() throws Exception {
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted()
                    .addressed("<b@own.example>")
                    .send("LFrom| a@sender.example|")
                    .send("LSubject|two\n\tlines|")
                    .send("N")
                    .send("B.first\r\n")
                    .expect("c")
                    .send("B\u00e9\r\n")
                    .expect("c")
                    .send("E")
                    .expect(TestMilter.INSERTED)
                    .expect("a")
                    .send("Q")
                    .expectClosed();
        }
        assertThat(milter.messages).hasSize(1);
        TestMilter.Message message = milter.messages.getFirst();
        assertThat(message.text())
                .isEqualTo(
                        "From: a@sender.example\r\nSubject:two\r\n\tlines\r\n\r\n"
                                + ".first\r\n\u00e9\r\n");
        Arrival arrival = message.arrival();
        assertThat(arrival.door()).isEqualTo(Door.MILTER);
        assertThat(arrival.direction()).isEqualTo(Direction.INBOUND);
        assertThat(arrival.client().ip()).isEqualTo("192.0.2.1");
        assertThat(arrival.client().address().getPort()).isEqualTo(0x401);
        assertThat(arrival.client().hello()).isEqualTo("client.example");
        assertThat(arrival.client().tls()).isEmpty();
        assertThat(arrival.envelope().sender()).hasToString("a@sender.example");
        assertThat(arrival.envelope().recipients()).containsExactly(address("b@own.example"));
        assertThat(arrival.neighbour()).isEqualTo(new Neighbour(Optional.of("4ABCdef"), true));
        assertThat(milter.events).isEmpty();
    }

    @Test
    void anOldServerIsServedToo() throws Exception {
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.send("O" + FakeServer.OLD)
                    .expect(
                            "O"
                                    + FakeServer.number(2)
                                    + FakeServer.number(0x11)
                                    + FakeServer.number(0))
                    .send("Clocalhost|U")
                    .expect("c")
                    .send("M<>|")
                    .expect("c")
                    .send("Rroot|")
                    .expect("c")
                    .send("LSubject|old|")
                    .expect("c")
                    .send("N")
                    .expect("c")
                    .send("Elast\r\n")
                    .expect("i\0\0\0\0Received\0from x\n\tby y (Postern milter)\0")
                    .expect("a");
        }
        assertThat(milter.messages.getFirst().text()).isEqualTo("Subject: old\r\n\r\nlast\r\n");
        Arrival arrival = milter.messages.getFirst().arrival();
        assertThat(arrival.envelope().recipients()).containsExactly(address("root@node.example"));
        assertThat(arrival.client().hello()).isEqualTo("unknown");
    }

    @Test
    void onlyWhoIsKnownToBeLocalIsOfThisMachine() throws Exception {
        // A family of addresses that the server does not know may be anybody's.
        milter.relay = true;
        milter.start(directory);
        for (String place : List.of("U", "L\0\0/run/x|")) {
            try (FakeServer server = milter.connect()) {
                server.send("O" + FakeServer.NEW).read();
                server.send("Clocalhost|" + place)
                        .message("<b@own.example>")
                        .expect(TestMilter.INSERTED)
                        .expect("a");
            }
        }
        assertThat(milter.messages)
                .extracting(it -> it.arrival().client().ip())
                .containsExactly("0.0.0.0", "127.0.0.1");
        assertThat(milter.messages)
                .extracting(it -> it.arrival().direction())
                .containsExactly(Direction.INBOUND, Direction.INTERNAL);
    }

    @Test
    void whatTheServerSaysOfTheClientIsInTheArrival() throws Exception {
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted()
                    .send("DH{tls_version}|TLSv1.3|{cipher}|TLS_AES_256_GCM_SHA384|")
                    .send("Hclient.example|")
                    .send("DM{auth_type}|PLAIN|{auth_authen}|ann|")
                    .send("M<ann@own.example>|SMTPUTF8|BODY=8BITMIME|ENVID=x|AUTH=<>|")
                    .expect("c")
                    .send("R<j\u00c3\u00bcrg@elsewhere.example>|NOTIFY=FAILURE|X-OWN=y|")
                    .expect("c")
                    .send("N")
                    .send("E")
                    .expect(TestMilter.INSERTED)
                    .expect("a");
            server.send("Mb@sender.example|")
                    .expect("c")
                    .send("R<c@own.example>|NOTIFY=SUCCESS|")
                    .expect("c")
                    .send("R<d@own.example>|NOTIFY=NEVER|ORCPT=rfc822;d@own.example|")
                    .expect("c")
                    .send("N")
                    .send("E")
                    .expect(TestMilter.INSERTED)
                    .expect("a");
        }
        Arrival first = milter.messages.getFirst().arrival();
        assertThat(first.client().login()).contains("ann");
        assertThat(first.client().tls())
                .contains(new Client.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384"));
        assertThat(first.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(first.envelope().smtpUtf8()).isTrue();
        assertThat(first.envelope().eightBit()).isTrue();
        assertThat(first.envelope().notices().envid()).isEqualTo("x");
        var jurg = address("j\u00fcrg@elsewhere.example");
        assertThat(first.envelope().notices().of(jurg).notifyOn()).containsExactly(Notify.FAILURE);
        Arrival second = milter.messages.get(1).arrival();
        assertThat(second.client().login()).as("of the message before").isEmpty();
        assertThat(second.direction()).isEqualTo(Direction.INBOUND);
        assertThat(second.envelope().smtpUtf8()).isFalse();
        assertThat(second.envelope().notices().askForSuccess())
                .as("promise 5: strangers get no notices")
                .isFalse();
        assertThat(second.envelope().notices().recipients())
                .as("but may forbid those of the server")
                .containsOnly(
                        Map.entry(
                                address("d@own.example"),
                                new RcptParameters(Set.of(Notify.NEVER), Optional.empty())));
    }

    @Test
    void relaysSendInwardsOrOutwards() throws Exception {
        milter.relay = true;
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted().message("<b@own.example>").expect(TestMilter.INSERTED).expect("a");
            server.message("<b@own.example>", "<c@elsewhere.example>")
                    .expect(TestMilter.INSERTED)
                    .expect("a");
        }
        assertThat(milter.messages)
                .extracting(it -> it.arrival().direction())
                .containsExactly(Direction.INTERNAL, Direction.OUTBOUND);
    }

    @Test
    void daemonsForOurPeopleAreBelieved() throws Exception {
        milter.submissionDaemons = List.of("MSA");
        milter.start(directory);
        for (String name : List.of("MSA", "MTA")) {
            try (FakeServer server = milter.connect()) {
                server.send("O" + FakeServer.NEW).read();
                server.send("DC{daemon_name}|" + name + "|")
                        .send("Clocalhost|U")
                        .message("<b@own.example>")
                        .expect(TestMilter.INSERTED)
                        .expect("a");
            }
        }
        assertThat(milter.messages)
                .extracting(it -> it.arrival().direction())
                .containsExactly(Direction.OUTBOUND, Direction.INBOUND);
    }

    @Test
    void whatIsInOurHandsIsDroppedByTheServer() throws Exception {
        milter.review = (_, _) -> new Journey.Reviewed(TestMilter.ACCEPTED, true, TestMilter.TRACE);
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted()
                    .message("<b@own.example>", "<c@own.example>", "<b@OWN.example>")
                    .expect("d");
        }
        assertThat(milter.messages.getFirst().arrival().envelope().recipients())
                .as("each once")
                .containsExactly(address("b@own.example"), address("c@own.example"));
    }

    @Test
    void refusalsGoToTheClientInOurWords() throws Exception {
        milter.review =
                (_, _) ->
                        new Journey.Reviewed(
                                Reply.of(550, "5.7.1", "Not this"), false, TestMilter.TRACE);
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted()
                    .send("M<a b>|")
                    .expectStart("y501 5.1.7 Bad address")
                    .send("M<a@sender.example>|SIZE=100000000|")
                    .expectStart("y552 5.3.4 ")
                    .send("M<a@sender.example>|")
                    .expect("c")
                    .send("R<@>|")
                    .expectStart("y501 5.1.3 Bad address")
                    .send("A")
                    .message("<b@own.example>")
                    .expect("y550 5.7.1 Not this|");
        }
        assertThat(milter.messages).hasSize(1);
        assertThat(milter.events)
                .extracting(it -> (MilterEvent.Refused) it)
                .allSatisfy(it -> assertThat(it.reply().toString()).contains("[" + it.id() + "]"))
                .extracting(it -> it.sender() + " " + it.recipient() + " " + it.reason())
                .containsExactly(
                        "<a b>  bad-address",
                        "a@sender.example  too-large",
                        "a@sender.example <@> bad-address");
    }

    @Test
    void whatIsNoMessageIsRefusedBeforeItIsJudged() throws Exception {
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted()
                    .addressed("<b@own.example>")
                    .send("N")
                    .send("Ba\rb\r\n")
                    .expectStart("y554 5.6.0 A bare <CR>")
                    .addressed("<b@own.example>")
                    .send("N")
                    .send("Ba\nb\r\n")
                    .expectStart("y554 5.6.0 A bare <LF>")
                    .addressed("<b@own.example>")
                    .send("LX| a\rb|")
                    .send("N")
                    .send("E")
                    .expectStart("y554 5.6.0 A bare <CR>")
                    .addressed("<b@own.example>")
                    .send("N")
                    .send("B" + "x".repeat(70_000))
                    .expectStart("y554 5.6.0 A line")
                    .message("<b@own.example>")
                    .expect(TestMilter.INSERTED)
                    .expect("a");
        }
        assertThat(milter.messages).hasSize(1);
        assertThat(milter.events)
                .extracting(it -> ((MilterEvent.NotTaken) it).reason())
                .containsExactly("bare-cr", "bare-lf", "bare-cr", "line-too-long");
    }

    @Test
    void tooMuchIsRefusedBeforeAllOfItCame() throws Exception {
        milter.inFlight = ByteSize.parse("1MiB");
        milter.maxMessage = ByteSize.parse("2MiB");
        milter.start(directory);
        String piece = "B" + ("x".repeat(998) + "\r\n").repeat(60);
        try (FakeServer server = milter.connect()) {
            server.greeted().addressed("<b@own.example>").send("N");
            String answer = "c";
            for (int i = 0; answer.equals("c"); i++) {
                assertThat(i).isLessThan(20);
                answer = server.send(piece).read();
            }
            assertThat(answer).startsWith("y452 4.3.1 No room");
        }
        milter.close();
        milter.settled();
        milter.inFlight = ByteSize.parse("8MiB");
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted().addressed("<b@own.example>").send("N");
            String answer = "c";
            for (int i = 0; answer.equals("c"); i++) {
                assertThat(i).isLessThan(40);
                answer = server.send(piece).read();
            }
            assertThat(answer).startsWith("y552 5.3.4 ");
            server.message("<b@own.example>").expect(TestMilter.INSERTED).expect("a");
        }
    }

    @Test
    @Tag("slow")
    void aLargeMessageIsWhole() throws Exception {
        milter.maxMessage = ByteSize.parse("40MiB");
        milter.start(directory);
        String line = "x".repeat(998) + "\r\n";
        String piece = line.repeat(60);
        try (FakeServer server = milter.connect()) {
            server.greeted().addressed("<b@own.example>").send("N");
            for (int i = 0; i < 500; i++) {
                server.send("B" + piece).expect("c");
            }
            server.send("E").expect(TestMilter.INSERTED).expect("a");
        }
        assertThat(milter.messages.getFirst().text()).isEqualTo("\r\n" + piece.repeat(500));
    }

    @Test
    void tenThousandRecipientsAndManyMessagesOnOneConnection() throws Exception {
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted();
            var all = new String[10_000];
            for (int i = 0; i < all.length; i++) {
                all[i] = "<r" + i + "@own.example>";
            }
            server.message(all).expect(TestMilter.INSERTED).expect("a");
            for (int i = 0; i < 50; i++) {
                server.message("<b@own.example>").expect(TestMilter.INSERTED).expect("a");
            }
            server.send("K");
            server.send("Cother.example|4" + "\1\1" + "192.0.2.9|")
                    .message("<b@own.example>")
                    .expect(TestMilter.INSERTED)
                    .expect("a");
        }
        assertThat(milter.messages).hasSize(52);
        assertThat(milter.messages.getFirst().arrival().envelope().recipients()).hasSize(10_000);
        assertThat(milter.messages.getLast().arrival().client().ip()).isEqualTo("192.0.2.9");
    }

    @Test
    void theServerHearsOfProgress() throws Exception {
        var judge = new CountDownLatch(1);
        milter.progress = Duration.ofMillis(10);
        milter.review =
                (_, _) -> {
                    judge.await();
                    return new Journey.Reviewed(TestMilter.ACCEPTED, false, TestMilter.TRACE);
                };
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted().message("<b@own.example>").expect("p").expect("p");
            judge.countDown();
            String next = "p";
            while (next.equals("p")) {
                next = server.read();
            }
            assertThat(next).isEqualTo(TestMilter.INSERTED);
            server.expect("a");
        }
    }

    @Test
    void aBugPutsTheMessageOff() throws Exception {
        milter.review =
                (_, _) -> {
                    throw new IllegalStateException("bug");
                };
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted()
                    .message("<b@own.example>")
                    .expectStart("y451 4.3.0 ")
                    .message("<b@own.example>")
                    .expectStart("y451 4.3.0 ");
        }
    }

    @Test
    @Timeout(60)
    void aSocketThatWasLeftBehindGivesWay() throws Exception {
        Path socket = directory.resolve("milter.sock");
        try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        milter.listen = List.of(Place.parse("unix:" + socket));
        milter.start(directory);
        try (FakeServer server = FakeServer.connect(socket)) {
            server.greeted().message("<b@own.example>").expect(TestMilter.INSERTED).expect("a");
        }
    }

    @Test
    @Timeout(60)
    void aSocketOfTheMachineServesToo() throws Exception {
        Path socket = directory.resolve("milter.sock");
        milter.listen = List.of(Place.parse("unix:" + socket));
        milter.socket = new SocketFile(new SocketFile.Mode(0660), "");
        milter.start(directory);
        assertThat(Files.getPosixFilePermissions(socket)).hasSize(4);
        assertThat(milter.server().sockets()).containsExactly(socket);
        try (Stream<Path> around = Files.list(directory)) {
            assertThat(around.filter(it -> it.getFileName().toString().startsWith("."))).isEmpty();
        }
        try (FakeServer server = FakeServer.connect(socket)) {
            server.greeted().message("<b@own.example>").expect(TestMilter.INSERTED).expect("a");
        }
        var second = new TestMilter();
        second.listen = milter.listen;
        assertThatThrownBy(() -> second.start(directory.resolve("second")))
                .hasMessageContaining("another process listens there");
        milter.close();
        assertThat(socket).doesNotExist();
        milter.settled();
        Files.writeString(socket, "a file");
        assertThatThrownBy(() -> second.start(directory.resolve("second")))
                .hasMessageContaining("no socket");
    }

    @Test
    void onlyPeersMayConnectAndNotTooMany() throws Exception {
        milter.maxConnections = 1;
        milter.start(directory);
        try (FakeServer first = milter.connect()) {
            first.greeted().message("<b@own.example>").expect(TestMilter.INSERTED).expect("a");
            try (FakeServer second = milter.connect()) {
                second.expectClosed();
            }
        }
        milter.close();
        milter.settled();
        milter.peers = List.of(Network.parse("192.0.2.0/24"));
        milter.start(directory);
        try (FakeServer stranger = milter.connect()) {
            stranger.expectClosed();
        }
        assertThat(milter.events)
                .containsExactly(
                        new MilterEvent.TurnedAway("127.0.0.1", "too-many-connections"),
                        new MilterEvent.TurnedAway("127.0.0.1", "not-a-peer"));
    }

    @Test
    void closingLetsAMessageEndThatIsBeingJudged() throws Exception {
        var judging = new CountDownLatch(1);
        var judge = new CountDownLatch(1);
        milter.review =
                (_, _) -> {
                    judging.countDown();
                    judge.await();
                    return new Journey.Reviewed(TestMilter.ACCEPTED, false, TestMilter.TRACE);
                };
        milter.start(directory);
        try (FakeServer idle = milter.connect();
                FakeServer half = milter.connect();
                FakeServer busy = milter.connect()) {
            idle.greeted();
            half.greeted().addressed("<b@own.example>").send("N").send("Bhalf").expect("c");
            busy.greeted().message("<b@own.example>");
            assertThat(judging.await(1, TimeUnit.MINUTES)).isTrue();
            Thread closing = Thread.ofPlatform().start(milter::close);
            idle.expectClosed();
            half.expectClosed();
            judge.countDown();
            busy.expect(TestMilter.INSERTED).expect("a").expectClosed();
            assertThat(closing.join(Duration.ofMinutes(1))).isTrue();
        }
        assertThat(milter.messages).hasSize(1);
        assertThat(milter.events).isEmpty();
    }

    @Test
    void closingGivesUpWhatTakesTooLong() throws Exception {
        var judging = new CountDownLatch(1);
        milter.drain = Duration.ZERO;
        milter.review =
                (_, _) -> {
                    judging.countDown();
                    new CountDownLatch(1).await();
                    throw new AssertionError("not interrupted");
                };
        milter.start(directory);
        try (FakeServer server = milter.connect()) {
            server.greeted().message("<b@own.example>");
            assertThat(judging.await(1, TimeUnit.MINUTES)).isTrue();
            milter.close();
            server.expectStart("y451 4.3.0 ").expectClosed();
        }
    }
}
