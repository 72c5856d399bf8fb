package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Act;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Stage;

/// People hand in mail with a client that is not ours.
@Tag("slow")
class HandingInTest {
    private static final Pattern PASSWORD = Pattern.compile("password: (\\w{20})");
    private static final Pattern ACCEPTED = Pattern.compile("250 2.0.0 Accepted as (\\S+)");
    private static final Pattern PORTS =
            Pattern.compile("people who log in hand in mail on 127\\.0\\.0\\.1:(\\d+)");

    private static final Shelf.Memory SHELF = new Shelf.Memory();

    private static RunningGateway gateway;
    private static Sink inner;
    private static Sink refusing;
    private static String password;
    private static List<Integer> ports;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        gateway =
                RunningGateway.open(
                        "submission.listen = \"127.0.0.1:0\"",
                        "submission.tls-listen = \"127.0.0.1:0\"",
                        "submission.login-pause = 0s");
        refusing =
                Sink.start(
                        Behaviour.GOOD.at(Stage.RCPT, Act.answer(550, "5.1.1", "No such user")),
                        new Shelf.Nothing());
        inner = Sink.start(Behaviour.GOOD, SHELF);
        route("postern.example", inner);
        route("example.org", inner);
        route("refusing.example", refusing);
        Answer added =
                gateway.verb("login", "add", "Ann", "--generate", "--address", "ann@example.org");
        assertThat(added.exit()).as(added.err()).isZero();
        Matcher said = PASSWORD.matcher(added.out());
        assertThat(said.find()).as(added.out()).isTrue();
        password = said.group(1);
        ports =
                PORTS.matcher(gateway.output())
                        .results()
                        .map(it -> Integer.parseInt(it.group(1)))
                        .toList();
        assertThat(ports).hasSize(2);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        inner.close();
        refusing.close();
    }

    private static void route(String domain, Sink sink) throws IOException, InterruptedException {
        Answer added =
                gateway.verb(
                        "site", "domain", "add", domain, "--next-hop", "127.0.0.1:" + sink.port());
        assertThat(added.exit()).as(added.err()).isZero();
    }

    private static Answer swaks(int port, String login, String secret, String... more)
            throws IOException, InterruptedException {
        var words =
                new ArrayList<>(
                        List.of(
                                "swaks",
                                "--server",
                                "127.0.0.1:" + port,
                                port == ports.getFirst() ? "--tls" : "--tlsc",
                                "--helo",
                                "client.example.org",
                                "--auth-user",
                                login,
                                "--auth-password",
                                secret,
                                "--from",
                                "ann@example.org",
                                "--to",
                                "ben@postern.example"));
        words.addAll(List.of(more));
        return Checkout.run(Map.of(), words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void swaksLogsInOverTls(String mechanism) throws IOException, InterruptedException {
        for (int port : ports) {
            Answer sent = swaks(port, "ann", password, "--auth", mechanism);
            assertThat(sent.exit()).as(sent.out()).isZero();
            assertThat(sent.out()).contains("235 2.7.0").contains("250 2.0.0 Accepted as");
        }
        assertThat(gateway.verb("login", "list").out()).contains("ann").contains("ann@example.org");
    }

    @Test
    void anotherImplementationOfScramLogsIn() throws Exception {
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.getLast());
        try (Client client = Client.connectByTls(server)) {
            assertThat(client.reply()).startsWith("220");
            assertThat(client.say("EHLO client.example.org")).startsWith("250");
            var ann = new OtherScram("ann", password, "rOprNGfwEbeRWgbNEkqO");
            String challenge = client.say("AUTH SCRAM-SHA-256 " + ann.first());
            assertThat(challenge).startsWith("334 ");
            String shown = client.say(ann.proof(challenge.substring(4)));
            assertThat(shown).isEqualTo("334 " + ann.signature());
            assertThat(client.say("")).startsWith("235 2.7.0");
            assertThat(client.say("MAIL FROM:<ann@example.org>")).startsWith("250");
        }
    }

    /// The message is queued, refused behind the gateway, and its author told.
    @Test
    void promise5_whoLoggedInIsToldWhatBecameOfTheMessage()
            throws IOException, InterruptedException {
        Answer sent =
                swaks(
                        ports.getLast(),
                        "ann",
                        password,
                        "--auth",
                        "PLAIN",
                        "--to",
                        "gone@refusing.example");
        assertThat(sent.out()).contains("250 2.0.0 Accepted as");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(SHELF.messages())
                                .filteredOn(it -> it.text().contains("report-type"))
                                .singleElement()
                                .satisfies(it -> {
                                    assertThat(it.sender().toString()).isEmpty();
                                    assertThat(it.recipients().toString())
                                            .contains("ann@example.org");
                                    assertThat(it.text())
                                            .contains("gone@refusing.example")
                                            .doesNotContain(password);
                                }));
    }

    @Test
    void theRecordNamesTheLogin() throws IOException, InterruptedException {
        Answer sent = swaks(ports.getFirst(), "ann", password, "--auth", "PLAIN");
        Matcher id = ACCEPTED.matcher(sent.out());
        assertThat(id.find()).as(sent.out()).isTrue();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> {
                    String story = gateway.verb("log", id.group(1)).out();
                    assertThat(story).contains("logged in as").doesNotContain(password);
                });
        assertThat(gateway.verb("log", id.group(1), "--json").out())
                .contains("\"login\":\"ann\"")
                .contains("outbound")
                .doesNotContain(password);
    }

    @Test
    void a16_aWrongPasswordIsRefusedAndNoneIsTold() throws IOException, InterruptedException {
        String wrong = "canary-of-passwords-77b1";
        Answer sent = swaks(ports.getFirst(), "ann", wrong, "--auth", "PLAIN");
        assertThat(sent.exit()).isNotZero();
        assertThat(sent.out()).contains("535 5.7.8");
        Answer unauthenticated =
                Checkout.run(
                        Map.of(),
                        List.of(
                                "swaks",
                                "--server",
                                "127.0.0.1:" + ports.getFirst(),
                                "--tls",
                                "--from",
                                "ann@example.org",
                                "--to",
                                "ben@postern.example"));
        assertThat(unauthenticated.out()).contains("530 5.7.0");
        assertThat(gateway.output()).doesNotContain(wrong).doesNotContain(password);
        Path log = gateway.data().resolve("log");
        assertThat(Files.readString(log.resolve("postern.jsonl"))).contains("login-tried");
        try (Stream<Path> files = Files.walk(log)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain(wrong).doesNotContain(password);
            }
        }
    }

    @Test
    void c4_anotherSenderIsRefused() throws IOException, InterruptedException {
        Answer envelope =
                swaks(
                        ports.getFirst(),
                        "ann",
                        password,
                        "--auth",
                        "PLAIN",
                        "--from",
                        "boss@example.org");
        assertThat(envelope.out()).contains("553 5.7.1");
        Answer header =
                swaks(
                        ports.getFirst(),
                        "ann",
                        password,
                        "--auth",
                        "PLAIN",
                        "--h-From",
                        "boss@example.org");
        assertThat(header.out()).contains("550 5.7.1");
    }

    @Test
    void aLoginThatIsRemovedIsGoneAtOnce() throws IOException, InterruptedException {
        Answer added =
                gateway.verb("login", "add", "cat", "--generate", "--address", "ann@example.org");
        Matcher said = PASSWORD.matcher(added.out());
        assertThat(said.find()).isTrue();
        assertThat(swaks(ports.getLast(), "cat", said.group(1), "--auth", "PLAIN").exit()).isZero();
        assertThat(gateway.verb("login", "remove", "cat").exit()).isZero();
        assertThat(swaks(ports.getLast(), "cat", said.group(1), "--auth", "PLAIN").out())
                .contains("535 5.7.8");
        assertThat(gateway.verb("login", "remove", "cat").exit()).isEqualTo(1);
    }

    @Test
    void everyListenerIsDeclared() throws IOException, InterruptedException {
        Answer doctor = gateway.verb("doctor");
        assertThat(doctor.exit()).as(doctor.out()).isZero();
        assertThat(doctor.out())
                .contains("submission listens on", "submission over TLS listens on");
    }
}
