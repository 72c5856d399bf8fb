package org.postern.blocklist.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.listen.Place;

/// What is said to the service against its rules, and connections that cost it something: they end with one event, and another
/// connection goes on as if nothing had been.
class BadAskerTest {
    private final TestService service = new TestService();

    @TempDir private Path directory;

    @AfterEach
    void everythingIsGivenBack() {
        service.close();
        service.settled();
    }

    @FunctionalInterface
    private interface Play {
        void of(Asking bad) throws IOException;
    }

    private void bad(String why, Play play) throws IOException {
        service.start();
        try (Asking other = service.connect()) {
            assertThat(other.access(TestService.CLEAN)).isEqualTo("DUNNO");
            try (Asking bad = service.connect()) {
                play.of(bad);
                await().atMost(Duration.ofMinutes(1)).until(() -> !service.events.isEmpty());
                assertThat(bad.isClosed()).isTrue();
            }
            assertThat(other.access(TestService.CLEAN)).isEqualTo("DUNNO");
        }
        assertThat(service.events)
                .singleElement()
                .isInstanceOfSatisfying(
                        ServiceEvent.Broken.class,
                        it -> {
                            assertThat(it.peer()).isEqualTo("127.0.0.1");
                            assertThat(it.detail()).contains(why);
                        });
    }

    /// The other side may have closed before all of it was sent.
    private static void sendAll(Asking bad, String octets) {
        try {
            bad.raw(octets);
        } catch (IOException _) {
            // As expected.
        }
    }

    @Test
    void h3_anAttributeOfOneMegabyte() throws IOException {
        bad(
                "more than 65536 octets",
                it -> sendAll(it, "request=smtpd_access_policy\nhelo_name=" + "x".repeat(1 << 20)));
    }

    @Test
    void h3_aNetstringOfOneMegabyte() throws IOException {
        bad("without a length", it -> it.raw("1048576:").raw("postern_client x"));
    }

    @Test
    void h3_aRequestCutInHalf() throws IOException {
        bad(
                "ended inside a question",
                it -> {
                    String whole = Asking.question(TestService.LISTED);
                    it.raw(whole.substring(0, whole.length() / 2)).finish();
                });
    }

    @Test
    void h3_aNetstringCutInHalf() throws IOException {
        bad("ended inside a question", it -> it.raw("40:postern_client 1;192.0").finish());
    }

    @Test
    void h3_aQuestionWithoutItsEnd() throws IOException {
        service.whole = Duration.ofMillis(200);
        bad("too long", it -> it.raw("request=smtpd_access_policy\n"));
    }

    @Test
    void h3_garbage() throws IOException {
        var octets = new byte[4096];
        new Random(4466).nextBytes(octets);
        octets[0] = (byte) 0x80;
        bad("neither", it -> sendAll(it, new String(octets, StandardCharsets.ISO_8859_1)));
    }

    @Test
    void h3_aWebBrowser() throws IOException {
        bad("neither", it -> it.raw("GET / HTTP/1.1\r\nHost: localhost:4466\r\n\r\n"));
    }

    @Test
    void h3_aMixtureOfBothProtocols() throws IOException {
        bad(
                "no attribute",
                it -> {
                    assertThat(it.access(TestService.CLEAN)).isEqualTo("DUNNO");
                    it.raw("20:postern_client 1;192,\n");
                });
    }

    @Test
    void h3_aPeerThatDoesNotRead() throws IOException {
        // A socket of the machine takes few answers that nobody reads.
        Path socket = directory.resolve("s");
        service.listen = List.of(Place.parse("unix:" + socket), Place.parse("127.0.0.1:0"));
        service.write = Duration.ofMillis(300);
        service.start();
        String hundred = Asking.question(TestService.CLEAN).repeat(100);
        try (Asking other = service.connect();
                Asking bad = Asking.at(socket)) {
            while (service.events.isEmpty()) {
                sendAll(bad, hundred);
            }
            assertThat(other.access(TestService.LISTED)).startsWith("REJECT");
        }
        assertThat(service.events.getFirst())
                .isEqualTo(
                        new ServiceEvent.Broken(
                                "unix:" + socket,
                                "timeout",
                                "the server took too long over a question or an answer"));
    }

    @Test
    void h3_twoThousandIdleConnections() throws IOException {
        idle(2_000);
    }

    @Test
    @Tag("nightly")
    void h3_tenThousandIdleConnections() throws IOException {
        idle(10_000);
    }

    /// Two processes, as one may not have open both ends of all of them.
    private void idle(int count) throws IOException {
        service.maxConnections = count + 1;
        service.start();
        Process crowd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-cp",
                                Crowd.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .getPath(),
                                Crowd.class.getName(),
                                Integer.toString(service.address().getPort()),
                                Integer.toString(count))
                        .inheritIO()
                        .redirectInput(ProcessBuilder.Redirect.PIPE)
                        .start();
        try (Asking other = service.connect()) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> service.server().connections() == count + 1);
            assertThat(other.access(TestService.LISTED)).startsWith("REJECT");
        } finally {
            crowd.destroy();
        }
    }

    /// Connections that say nothing, until the process is ended.
    static final class Crowd {
        private Crowd() {}

        public static void main(String[] args) throws IOException {
            var service =
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
            var all = new ArrayList<SocketChannel>();
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                all.add(SocketChannel.open(service));
            }
            if (System.in.read() >= 0) {
                throw new IOException(all.size() + " connections, and nothing was to be read");
            }
        }
    }

    @Test
    void h3_moreConnectionsThanAllowed() throws IOException {
        service.maxConnections = 2;
        service.start();
        try (Asking one = service.connect();
                Asking two = service.connect()) {
            assertThat(one.access(TestService.CLEAN)).isEqualTo("DUNNO");
            assertThat(two.access(TestService.CLEAN)).isEqualTo("DUNNO");
            try (Asking three = service.connect()) {
                assertThat(three.isClosed()).isTrue();
            }
            assertThat(one.access(TestService.CLEAN)).isEqualTo("DUNNO");
        }
        assertThat(service.events)
                .containsExactly(new ServiceEvent.TurnedAway("127.0.0.1", "too-many-connections"));
    }
}
