package org.postern.blocklist.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.blocklist.Caller;
import org.postern.blocklist.Caller.Proof;
import org.postern.blocklist.Caller.ToldNames;
import org.postern.listen.Place;
import org.postern.settings.Network;

class BlocklistServerTest {
    private static final String TEXT =
            "Mail from 192.0.2.1 is not taken here; see https://mx.example/listed?192.0.2.1 [id1]";
    private static final String LATER =
            "Mail from 192.0.2.2 is not taken here; see https://mx.example/doubtful?192.0.2.2 [id2]";

    private final TestService service = new TestService();

    @TempDir private Path directory;

    @AfterEach
    void end() {
        service.close();
        service.settled();
    }

    private static String key(String client, String rest) {
        return "1;" + client + ";" + rest;
    }

    @Test
    void postfixHearsWhatFollows() throws IOException {
        try (Asking postfix = service.start().connect()) {
            assertThat(postfix.access(TestService.LISTED)).isEqualTo("REJECT 5.7.1 " + TEXT);
            assertThat(postfix.access(TestService.CLEAN)).isEqualTo("DUNNO");
            assertThat(postfix.access(TestService.DOUBTFUL))
                    .isEqualTo("DEFER_IF_PERMIT 4.7.1 " + LATER);
            assertThat(postfix.access("")).isEqualTo("DUNNO");
            assertThat(postfix.access("unknown")).isEqualTo("DUNNO");
        }
        assertThat(service.events).hasOnlyElementsOfType(ServiceEvent.Refused.class).hasSize(2);
    }

    @Test
    void sendmailHearsTheSameOnTheSamePort() throws IOException {
        service.start();
        String rest = ";;TEMP;[192.0.2.1];;h.example;<a@example.org>;<b@example.net>";
        try (Asking sendmail = service.connect()) {
            assertThat(sendmail.lookup(key(TestService.LISTED, rest)))
                    .isEqualTo("OK REJECT:\"550 " + TEXT + "\"");
            assertThat(sendmail.lookup(key(TestService.CLEAN, rest))).isEqualTo("NOTFOUND ");
            assertThat(sendmail.lookup(key(TestService.DOUBTFUL, rest)))
                    .isEqualTo("OK DEFER:\"450 " + LATER + "\"");
            assertThat(sendmail.lookup(key(TestService.TAGGED, rest))).isEqualTo("OK TAG:odd");
            assertThat(sendmail.lookup(key("0", rest))).isEqualTo("NOTFOUND ");
        }
    }

    @Test
    void h9_whoProvedWhoItIsGoesOn() throws IOException {
        service.certificates = Set.of("ab".repeat(20));
        String certificate = "AB" + ":ab".repeat(19);
        try (Asking postfix = service.start().connect()) {
            assertThat(postfix.access(TestService.LISTED, "sasl_username=anna")).isEqualTo("DUNNO");
            for (String kind : List.of("ccert_fingerprint=", "ccert_pubkey_fingerprint=")) {
                assertThat(postfix.access(TestService.LISTED, kind + certificate))
                        .isEqualTo("DUNNO");
                assertThat(postfix.access(TestService.LISTED, kind + "cd:" + certificate))
                        .startsWith("REJECT");
            }
        }
        String rest = ";TEMP;[192.0.2.1];;h.example;<a@example.org>;<b@example.net>";
        try (Asking sendmail = service.connect()) {
            assertThat(sendmail.lookup(key(TestService.LISTED, "anna;" + rest)))
                    .isEqualTo("NOTFOUND ");
            assertThat(sendmail.lookup(key(TestService.LISTED, ";" + certificate + rest)))
                    .isEqualTo("NOTFOUND ");
        }
        assertThat(service.judged.getFirst().proof()).contains(new Proof.Login("anna"));
    }

    @Test
    void allThatTheServersKnowIsUsed() throws IOException {
        try (Asking server = service.start().connect()) {
            server.access("2001:db8::1", "ccert_fingerprint=");
            server.raw(
                    "request=smtpd_access_policy\nprotocol_state=CONNECT\nhelo_name=\nsender=\n"
                            + "recipient=\nclient_address=192.0.2.9\nclient_name=c.example\n"
                            + "reverse_client_name=c.example\n\n");
            server.action();
            server.raw(
                    "request=smtpd_access_policy\nprotocol_state=MAIL\nhelo_name=h\nsender=\n"
                            + "recipient=\nclient_address=192.0.2.9\nclient_name=unknown\n"
                            + "reverse_client_name=d.example\n\n");
            server.action();
        }
        try (Asking server = service.connect()) {
            server.lookup("1;IPv6:2001:db8::2;;;OK;e.example;e.example;h;<>;<b@example.net>");
            server.lookup("1;192.0.2.9;;;FORGED;[192.0.2.9];f.example;h;a@b.example;x");
            server.lookup("1;192.0.2.9;;;FAIL;[192.0.2.9];;\";;\";a@b.example;x");
        }
        assertThat(service.judged.get(0))
                .hasToString(
                        "Caller[address=2001:db8::1, told=Optional.empty, hello=Optional[h.example],"
                                + " sender=Optional[a@example.org], recipient=Optional[b@example.net],"
                                + " proof=Optional.empty]");
        Caller connecting = service.judged.get(1);
        assertThat(connecting.told()).contains(told("c.example", "c.example"));
        assertThat(connecting.hello()).isEmpty();
        assertThat(connecting.sender()).isEmpty();
        assertThat(service.judged.get(2).sender()).as("the null sender").isPresent();
        assertThat(service.judged.get(2).told()).as("perhaps the DNS failed").isEmpty();
        assertThat(service.judged.get(3).address()).hasToString("2001:db8::2");
        assertThat(service.judged.get(3).told()).contains(told("e.example", "e.example"));
        assertThat(service.judged.get(3).sender()).isPresent();
        assertThat(service.judged.get(4).told())
                .contains(new ToldNames(Optional.of("f.example"), Optional.empty()));
        assertThat(service.judged.get(5).told()).isEmpty();
        assertThat(service.judged.get(5).proof()).as("a semicolon in HELO").isEmpty();
    }

    private static ToldNames told(String reverse, String confirmed) {
        return new ToldNames(Optional.of(reverse), Optional.of(confirmed));
    }

    @Test
    void aMessageIsTaggedOnceHoweverManyRecipientsItHas() throws IOException {
        try (Asking postfix = service.start().connect()) {
            String tag = "PREPEND X-Postern-Client-Tests: odd";
            assertThat(postfix.access(TestService.TAGGED, "instance=1")).isEqualTo(tag);
            assertThat(postfix.access(TestService.TAGGED, "instance=1")).isEqualTo("DUNNO");
            assertThat(postfix.access(TestService.TAGGED, "instance=2")).isEqualTo(tag);
        }
    }

    @Test
    void h3_anotherVersionOfTheConfigurationIsToldWhatIsWrong() throws IOException {
        try (Asking sendmail = service.start().connect()) {
            assertThat(sendmail.lookup("2;192.0.2.1;rest"))
                    .startsWith("TEMP ")
                    .contains("another version")
                    .contains("blocklist.m4");
            assertThat(sendmail.lookup("1;192.0.2.1;rest")).startsWith("TEMP the key");
            assertThat(sendmail.lookup("access", "192.0.2.1")).startsWith("TEMP there is no");
        }
        assertThat(service.events).hasOnlyElementsOfType(ServiceEvent.OtherVersion.class);
    }

    @Test
    void h2_onlyPeersAsk() throws IOException {
        service.peers = List.of(Network.parse("192.0.2.0/24"));
        try (Asking stranger = service.start().connect()) {
            assertThat(stranger.isClosed()).isTrue();
        }
        assertThat(service.events)
                .containsExactly(new ServiceEvent.TurnedAway("127.0.0.1", "not-a-peer"));
    }

    @Test
    void h2_aSocketOfTheMachineIsForItsGroup() throws IOException {
        Path socket = directory.resolve("s");
        service.listen = List.of(Place.parse("unix:" + socket));
        service.start();
        assertThat(Files.getPosixFilePermissions(socket))
                .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        try (Asking postfix = Asking.at(socket)) {
            assertThat(postfix.access(TestService.LISTED)).startsWith("REJECT");
        }
        assertThat(service.server().addresses()).isEmpty();
        assertThat(service.server().sockets()).containsExactly(socket);
    }

    @Test
    void h1_aHungEngineIsNotWaitedForAndTheAlarmIsRaisedOnce() throws IOException {
        var never = new CountDownLatch(1);
        Judge works = service.judge;
        service.judge =
                caller -> {
                    if (caller.address().toString().equals(TestService.CLEAN)) {
                        never.await();
                    }
                    return works.judge(caller);
                };
        service.answer = Duration.ofMillis(150);
        try (Asking hung = service.start().connect();
                Asking other = service.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(hung.access(TestService.CLEAN)).isEqualTo("DUNNO");
                assertThat(other.access(TestService.LISTED)).startsWith("REJECT");
                assertThat(hung.access(TestService.LISTED)).startsWith("REJECT");
            }
        }
        assertThat(service.events.stream().filter(it -> !(it instanceof ServiceEvent.Refused)))
                .containsExactly(new ServiceEvent.EngineFails("no answer within 150 ms"));
    }

    @Test
    void h1_anEngineThatDoesNotEvenHearThatNobodyWaitsIsLeft() throws IOException {
        var release = new CountDownLatch(1);
        Judge works = service.judge;
        service.judge =
                caller -> {
                    awaitDeafly(release);
                    return works.judge(caller);
                };
        service.answer = Duration.ofMillis(50);
        service.fail = ServiceSettings.FailDirection.TEMPFAIL;
        try (Asking server = service.start().connect()) {
            assertThat(server.access(TestService.CLEAN)).startsWith("DEFER_IF_PERMIT 4.3.0 ");
            assertThat(server.isClosed()).isTrue();
        } finally {
            release.countDown();
        }
    }

    private static void awaitDeafly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                // Deaf.
            }
        }
    }

    @Test
    void h1_anEngineThatThrowsRefusesNobody() throws IOException {
        service.judge =
                _ -> {
                    throw new IllegalStateException("bug");
                };
        try (Asking server = service.start().connect()) {
            assertThat(server.access(TestService.LISTED)).isEqualTo("DUNNO");
        }
        try (Asking server = service.connect()) {
            assertThat(server.lookup("1;192.0.2.1;;;TEMP;;;;;x")).isEqualTo("NOTFOUND ");
        }
        assertThat(service.events)
                .containsExactly(new ServiceEvent.EngineFails("it failed: IllegalStateException"));
    }

    @Test
    void closingEndsConnectionsThatWait() throws IOException {
        try (Asking server = service.start().connect()) {
            assertThat(server.access(TestService.CLEAN)).isEqualTo("DUNNO");
            service.close();
            assertThat(server.isClosed()).isTrue();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> service.server().connections() == 0);
    }
}
