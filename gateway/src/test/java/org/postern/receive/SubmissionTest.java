package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.connect.LoginLimits;
import org.postern.journey.Arrival;
import org.postern.journey.Direction;
import org.postern.mail.sasl.ClientExchange;
import org.postern.mail.sasl.Mechanism;
import org.postern.mail.sasl.ScramKeys;
import org.postern.settings.Listen;
import org.postern.settings.Network;

/// People who log in and hand in mail. Ann has a password and two addresses.
class SubmissionTest {
    private static final String NONCE = "fyko+d2lbbFgONRv9qkxdawL";
    private static final ScramKeys KEYS = ScramKeys.of("sesame street", new byte[16], 4096);
    private static final Login ANN = new Login("ann", Set.of("ann@own.example", "@second.example"));

    private final TestEdge edge = new TestEdge();
    private volatile boolean down;
    private volatile boolean removed;
    private Set<Mechanism> offered = EnumSet.allOf(Mechanism.class);
    private LoginLimits limits =
            new LoginLimits(3, 100, 1000, Duration.ofMinutes(15), Duration.ZERO, Duration.ZERO);

    @TempDir private Path keys;

    @BeforeEach
    void certificate() throws TlsProblem {
        var settings =
                new TlsSettings(
                        keys.resolve("tls.crt"),
                        keys.resolve("tls.key"),
                        true,
                        TlsSettings.Minimum.TLS_1_2);
        edge.tls =
                Optional.of(
                        TlsMaterial.open(
                                settings,
                                "edge.example",
                                edge.events::add,
                                InstantSource.system()));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private final class Known implements Logins {
        @Override
        public ScramKeys keys(String login) throws IOException {
            if (down) {
                throw new IOException("nobody is there");
            }
            return login.equals("ann") ? KEYS : ScramKeys.ofNobody(new byte[] {7}, login);
        }

        @Override
        public Optional<Login> check(String login, String password) throws IOException {
            return keys(login).fit(password) ? find(login) : Optional.empty();
        }

        @Override
        public Set<Mechanism> mechanisms() {
            return offered;
        }

        @Override
        public Optional<Login> find(String login) {
            return login.equals("ann") ? Optional.of(ANN) : Optional.empty();
        }

        @Override
        public boolean isStill(Login login) throws IOException {
            if (down) {
                throw new IOException("nobody is there");
            }
            return !removed;
        }
    }

    private void start() {
        var any = List.of(Listen.parse("127.0.0.1:0"));
        edge.submission = new Submission(any, any, limits, new Known());
        edge.start();
    }

    private RawClient submission() {
        InetSocketAddress at = edge.server().submission().getFirst();
        return RawClient.greeted(at).startTls().hello();
    }

    private RawClient loggedIn() {
        return submission().line("AUTH PLAIN " + plain("ann", "sesame street")).expect("235 2.7.0");
    }

    @Test
    void annHandsInMailForAnywhere() {
        start();
        try (RawClient client = loggedIn()) {
            client.data("ann@own.example", "x@routed.example");
            client.send("From: Ann <ann@own.example>\r\n\r\nhello\r\n.\r\n").expect("250");
            client.data("office@second.example", "b@own.example");
            client.send("From: office@second.example\r\n\r\nhello\r\n.\r\n").expect("250");
        }
        List<Arrival> arrivals = edge.messages.stream().map(TestEdge.Message::arrival).toList();
        assertThat(arrivals).extracting(it -> it.client().login()).containsOnly(Optional.of("ann"));
        assertThat(arrivals).extracting(Arrival::direction).containsOnly(Direction.OUTBOUND);
        assertThat(edge.saw(EdgeEvent.LoginTried.class))
                .extracting(EdgeEvent.LoginTried::outcome)
                .containsExactly("accepted");
        edge.settled();
    }

    @Test
    void tlsMayBeginWithTheFirstOctet() {
        start();
        InetSocketAddress at = edge.server().submissionOverTls().getFirst();
        try (RawClient client = RawClient.connect(at).handshake().expect("220").hello()) {
            client.line("AUTH LOGIN").expect("334 VXNlcm5hbWU6");
            client.line(base64("ann")).expect("334 UGFzc3dvcmQ6");
            client.line(base64("sesame street")).expect("235");
            client.data("ann@own.example", "x@routed.example");
            client.send("From: ann@own.example\r\n\r\nhello\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages).hasSize(1);
        try (RawClient clear = RawClient.connect(at)) {
            clear.send("EHLO client.example\r\n");
            assertThat(clear.repliesToTheEnd()).noneMatch(it -> it.startsWith("250"));
        }
        edge.settled();
    }

    /// A proxy may send its header and the first octets of TLS in one piece.
    @Test
    void a19_aProxySpeaksBeforeTls() throws IOException {
        edge.spokesmen = new Spokesmen(List.of(Network.parse("127.0.0.0/8")), List.of());
        start();
        InetSocketAddress at = edge.server().submissionOverTls().getFirst();
        String header = "PROXY TCP4 192.0.2.66 192.0.2.1 40000 465\r\n";
        try (RawClient apart = RawClient.connect(at).send(header).handshake().expect("220");
                var proxy = new PrefixingProxy(at, header);
                RawClient together = RawClient.connect(proxy.address()).handshake().expect("220")) {
            for (RawClient client : List.of(apart, together)) {
                client.hello().line("AUTH PLAIN " + plain("ann", "sesame street")).expect("235");
            }
        }
        assertThat(edge.saw(EdgeEvent.LoginTried.class))
                .extracting(it -> it.peer().getAddress().getHostAddress())
                .containsExactly("192.0.2.66", "192.0.2.66");
        edge.settled();
    }

    @Test
    void nobodySpeaksForOthersWherePeopleLogIn() {
        edge.spokesmen = new Spokesmen(List.of(), List.of(Network.parse("127.0.0.0/8")));
        start();
        try (RawClient client = submission()) {
            assertThat(client.line("EHLO client.example").reply()).doesNotContain("XCLIENT");
            client.line("XCLIENT ADDR=192.0.2.66 LOGIN=ann").expect("502");
            client.line("AUTH PLAIN " + plain("ann", "sesame street")).expect("235");
            client.line("XCLIENT ADDR=192.0.2.66").expect("502");
        }
        edge.settled();
    }

    @Test
    void promise5_whoLoggedInMayAskForNotices() {
        start();
        try (RawClient client = submission()) {
            assertThat(client.line("EHLO client.example").reply()).doesNotContain("DSN");
            client.line("AUTH PLAIN " + plain("ann", "sesame street")).expect("235");
            assertThat(client.line("EHLO client.example").reply()).contains("DSN");
            client.line("MAIL FROM:<ann@own.example> RET=HDRS ENVID=x1").expect("250");
            client.line("RCPT TO:<x@routed.example> NOTIFY=SUCCESS,FAILURE").expect("250");
        }
        edge.settled();
    }

    /// Who handed a message in before is taken as said, and believed by nobody (RFC 4954 §5).
    @Test
    void aSubmitterBeforeUsMeansNothing() {
        start();
        try (RawClient client = loggedIn()) {
            for (String said : List.of("<>", "ann+40own.example", "boss@own.example")) {
                client.line("MAIL FROM:<ann@own.example> AUTH=" + said).expect("250");
                client.line("RSET").expect("250");
            }
            for (String wrong : List.of("AUTH=", "AUTH", "AUTH=a+4", "AUTH=<> AUTH=<>")) {
                client.line("MAIL FROM:<ann@own.example> " + wrong).expect("501 5.5.4");
            }
            client.line("MAIL FROM:<boss@own.example> AUTH=ann@own.example").expect("553");
        }
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example> AUTH=<>").expect("555 5.5.4");
        }
        edge.settled();
    }

    @Test
    void scramNeverSaysThePassword() {
        start();
        var ann = ClientExchange.begin(Mechanism.SCRAM_SHA_256, "ann", "sesame street", NONCE);
        try (RawClient client = submission()) {
            String asked =
                    client.line("AUTH SCRAM-SHA-256 " + ann.first().orElseThrow()).reply().strip();
            var proof = (ClientExchange.Reaction.Say) ann.answer(asked.substring(4));
            String shown = client.line(proof.text()).reply().strip();
            var last = (ClientExchange.Reaction.Say) proof.next().answer(shown.substring(4));
            assertThat(last.next().mayEnd()).isTrue();
            client.line(last.text()).expect("235");
        }
        edge.settled();
    }

    @Test
    void a16_nothingIsTakenWithoutTlsAndLogin() {
        start();
        InetSocketAddress at = edge.server().submission().getFirst();
        try (RawClient client = RawClient.greeted(at)) {
            assertThat(client.line("EHLO client.example").reply()).doesNotContain("AUTH");
            client.line("AUTH PLAIN " + plain("ann", "sesame street")).expect("538 5.7.11");
            client.line("MAIL FROM:<ann@own.example>").expect("530 5.7.0");
            client.startTls();
            client.line("AUTH PLAIN").expect("503");
            assertThat(client.line("EHLO client.example").reply())
                    .contains("AUTH SCRAM-SHA-256 PLAIN LOGIN");
            client.line("MAIL FROM:<ann@own.example>").expect("530 5.7.0");
        }
        edge.settled();
    }

    @Test
    void a16_relayNetworksLogInTooWhereOthersDo() {
        edge.relay = true;
        start();
        try (RawClient client = submission()) {
            client.line("MAIL FROM:<ann@own.example>").expect("530 5.7.0");
        }
        edge.settled();
    }

    @Test
    void a16_nobodyLogsInAtTheEdge() {
        start();
        try (RawClient client = edge.greeted().startTls()) {
            assertThat(client.line("EHLO client.example").reply()).doesNotContain("AUTH");
            client.line("AUTH PLAIN " + plain("ann", "sesame street")).expect("502");
        }
        edge.settled();
    }

    @Test
    void a16_oneLogsInOnceAndOutsideOfTransactions() {
        start();
        try (RawClient client = loggedIn()) {
            client.line("AUTH PLAIN " + plain("ann", "sesame street")).expect("503");
            assertThat(client.line("EHLO client.example").reply()).doesNotContain("AUTH");
            client.line("MAIL FROM:<ann@own.example>").expect("250");
            client.line("AUTH PLAIN").expect("503");
        }
        edge.settled();
    }

    @Test
    void a16_aLoginIsForgottenByNoCommandAndKeptByNoOtherConnection() {
        start();
        try (RawClient client = loggedIn();
                RawClient other = submission()) {
            client.line("RSET").expect("250");
            client.hello();
            client.line("MAIL FROM:<ann@own.example>").expect("250");
            other.line("MAIL FROM:<ann@own.example>").expect("530");
        }
        edge.settled();
    }

    @Test
    void whoIsLoggedInGoesWithTheLogin() {
        start();
        try (RawClient client = loggedIn()) {
            client.line("MAIL FROM:<ann@own.example>").expect("250");
            client.line("RSET").expect("250");
            down = true;
            client.line("MAIL FROM:<ann@own.example>").expect("250");
            client.line("RSET").expect("250");
            down = false;
            removed = true;
            client.line("MAIL FROM:<ann@own.example>").expect("421 4.7.0");
            assertThat(client.repliesToTheEnd()).isEmpty();
        }
        edge.settled();
    }

    @Test
    void a16_attemptsThatBreakTheRulesAreToldSo() {
        start();
        try (RawClient client = submission()) {
            client.line("AUTH PLAIN !!!!").expect("501 5.5.2");
            client.line("AUTH PLAIN " + base64("\0ann\0sesame\0street")).expect("501");
            client.line("AUTH PLAIN").expect("334");
            client.line("*").expect("501 5.7.0");
            client.line("AUTH LOGIN").expect("334");
            client.line(base64("ann")).expect("334");
            client.line("*").expect("501 5.7.0");
            client.line("AUTH GSSAPI").expect("504");
            client.line("AUTH").expect("501 5.5.4");
            client.line("AUTH PLAIN " + plain("ann", "sesame street")).expect("235");
        }
        edge.settled();
    }

    @Test
    void a16_aBlobOfAHundredKilobytesEndsTheConnection() {
        start();
        try (RawClient client = submission()) {
            client.line("AUTH PLAIN").expect("334");
            client.sendIfOpen("A".repeat(100_000) + "\r\n");
            assertThat(client.repliesToTheEnd()).singleElement().asString().startsWith("500 5.5.2");
        }
        edge.settled();
    }

    @Test
    void a16_wrongPasswordsLockTheLoginForTheClient() {
        start();
        try (RawClient client = submission()) {
            for (String mechanism : List.of("PLAIN", "PLAIN", "PLAIN")) {
                client.line("AUTH " + mechanism + " " + plain("ann", "sesame")).expect("535 5.7.8");
            }
            client.line("AUTH PLAIN " + plain("ann", "sesame street")).expect("454 4.7.0");
            client.line("AUTH PLAIN " + plain("nobody", "sesame street")).expect("535 5.7.8");
            client.line("MAIL FROM:<ann@own.example>").expect("530");
        }
        assertThat(edge.saw(EdgeEvent.LoginTried.class))
                .extracting(EdgeEvent.LoginTried::outcome)
                .containsExactly("wrong", "wrong", "wrong", "locked", "wrong");
        assertThat(edge.events.toString()).doesNotContain("sesame");
        edge.settled();
    }

    @Test
    void a16_whoIsThereCannotBeTold() {
        start();
        String first = "n,,n=%s,r=" + NONCE;
        try (RawClient client = submission()) {
            String ann = challenge(client, first.formatted("ann"));
            client.line("*").expect("501");
            String nobody = challenge(client, first.formatted("nobody"));
            client.line("*").expect("501");
            String again = challenge(client, first.formatted("nobody"));
            client.line("*").expect("501");
            assertThat(salt(nobody)).isEqualTo(salt(again)).hasSameSizeAs(salt(ann));
        }
        edge.settled();
    }

    @Test
    void whatIsNotOfferedIsNotTaken() {
        offered = EnumSet.of(Mechanism.PLAIN, Mechanism.LOGIN);
        start();
        try (RawClient client = submission()) {
            assertThat(client.line("EHLO client.example").reply()).endsWith("AUTH PLAIN LOGIN");
            client.line("AUTH SCRAM-SHA-256 " + base64("n,,n=ann,r=" + NONCE)).expect("504 5.5.4");
        }
        edge.settled();
    }

    @Test
    void withoutLoginsEverybodyIsToldToComeBack() {
        start();
        down = true;
        try (RawClient client = submission()) {
            client.line("AUTH PLAIN " + plain("ann", "sesame street")).expect("454 4.7.0");
            down = false;
            client.line("AUTH PLAIN " + plain("ann", "sesame street")).expect("235");
        }
        edge.settled();
    }

    @Test
    void c4_annSendsAsNobodyElse() {
        start();
        try (RawClient client = loggedIn()) {
            client.line("MAIL FROM:<boss@own.example>").expect("553 5.7.1");
            client.line("MAIL FROM:<ann@own.example.elsewhere.example>").expect("553 5.7.1");
            client.line("MAIL FROM:<ANN@Own.Example>").expect("250");
            client.line("RSET").expect("250");
            client.line("MAIL FROM:<>").expect("250");
        }
        edge.settled();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: boss@own.example",
                "From: \"ann@own.example\" <boss@own.example>",
                "From: ann@own.example, boss@own.example",
                "From: ann@own.example\r\nFrom: boss@own.example",
                "From: ann@own.example\r\nSender: boss@own.example",
                "From:\r\n boss@own.example",
                "From : boss@own.example",
                "From: <boss@own.example",
                "From:",
                "Subject: no author",
                "Subject: x\r\n\r\nFrom: ann@own.example"
            })
    void c4_annWritesAsNobodyElse(String header) {
        start();
        try (RawClient client = loggedIn()) {
            client.data("ann@own.example", "x@routed.example");
            client.send(header + "\r\n\r\nhello\r\n.\r\n").expect("550 5.7.1");
            String content = header + "\r\n\r\nhello\r\n";
            client.line("MAIL FROM:<ann@own.example>").expect("250");
            client.line("RCPT TO:<x@routed.example>").expect("250");
            client.send("BDAT 5\r\n" + content.substring(0, 5)).expect("250");
            client.send("BDAT " + (content.length() - 5) + " LAST\r\n" + content.substring(5));
            client.expect("550 5.7.1");
            client.data("ann@own.example", "x@routed.example");
            client.send("From: ann@own.example\r\n\r\nhello\r\n.\r\n").expect("250");
        }
        assertThat(edge.notTaken()).containsExactly("author-of-another", "author-of-another");
        assertThat(edge.messages).hasSize(1);
        edge.settled();
    }

    @Test
    void anInterruptedAttemptEndsWithTheServer() {
        limits =
                new LoginLimits(
                        9,
                        9,
                        9,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5));
        edge.drain = Duration.ofMillis(50);
        start();
        try (RawClient client = submission()) {
            client.send("AUTH PLAIN " + plain("ann", "wrong") + "\r\n");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !edge.saw(EdgeEvent.LoginTried.class).isEmpty());
            edge.close();
        }
        assertThat(edge.server().connections()).isZero();
    }

    private static String challenge(RawClient client, String first) {
        String reply = client.line("AUTH SCRAM-SHA-256 " + base64(first)).reply().strip();
        return new String(
                Base64.getDecoder().decode(reply.substring(4)), StandardCharsets.US_ASCII);
    }

    private static String salt(String challenge) {
        return challenge.substring(challenge.indexOf(",s=") + 3, challenge.indexOf(",i="));
    }

    private static String plain(String login, String password) {
        return base64("\0" + login + "\0" + password);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
