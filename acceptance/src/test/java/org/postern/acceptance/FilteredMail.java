package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.acceptance.BesidePostfix.SOON;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Taken;

/// What becomes of mail that Postfix has a gateway look at, whether before its queue or after it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FilteredMail {
    static final String STRANGER = "<a@client.example.org>";
    static final String OWN = "ann@example.net";

    static final int SENDERS = 4;

    /// A stranger as Postfix sees it.
    private static final String CLIENT = "NAME=mail.stranger.example ADDR=203.0.113.66 PORT=";

    /// Postfix knows where the connection came from before it was told otherwise; nobody could guess it from the address.
    private static final String SOURCE = "SOURCE=LOCAL";

    /// A server that brings mail of others.
    private static final String BACKUP = "203.0.113.25";

    private static final Pattern ORIGINAL =
            Pattern.compile("orig_client=mail\\.stranger\\.example\\[203\\.0\\.113\\.66]");

    private static final Pattern QUOTED = Pattern.compile("“([^”]*)”");

    private @Nullable BesidePostfix chain;

    @BeforeAll
    void start() throws IOException {
        chain =
                BesidePostfix.open(
                        heading(),
                        mainCf(),
                        "inspect.max-hops = 30",
                        "edge.trusted-relays = [\"" + BACKUP + "\"]",
                        settings());
    }

    @AfterAll
    void stop() throws IOException {
        if (chain != null) {
            chain.close();
        }
    }

    /// Of the section that an administrator follows.
    abstract String heading();

    /// More for Postfix than the page says.
    String mainCf() {
        return "";
    }

    /// More for the gateway.
    String settings() {
        return "";
    }

    /// Messages that may be on their way at most when the gateway is killed.
    abstract int inFlight();

    /// The attribute by which Postfix tells what it calls a message; a pattern.
    abstract String ident();

    BesidePostfix chain() {
        return Objects.requireNonNull(chain);
    }

    /// A message with the fields that Postfix would add.
    static String message(String subject, String rest) {
        return "From: a@client.example.org\r\nTo: ann@example.net\r\n"
                + "Date: Sun, 22 Nov 2026 12:00:00 +0000\r\nMessage-ID: <"
                + subject
                + "@client.example.org>\r\nSubject: "
                + subject
                + "\r\n"
                + rest;
    }

    String send(String subject, String rest) throws IOException {
        return BesidePostfix.send(chain().smtp(), STRANGER, List.of(OWN), message(subject, rest));
    }

    private Taken arrivesAsSent(String subject, String mail, List<String> to, String message)
            throws IOException {
        assertThat(BesidePostfix.send(chain().smtp(), mail, to, message)).startsWith("250");
        Taken arrived = chain().arrived(subject);
        boolean same = BesidePostfix.withoutTrace(arrived).equals(message);
        assertThat(same).as("octet for octet: %s", head(arrived)).isTrue();
        assertThat(arrived.text()).contains("(Postern filter)");
        assertThat(chain().withSubject(subject)).hasSize(1);
        return arrived;
    }

    private static String head(Taken message) {
        return message.text().substring(0, Math.min(3000, message.text().length()));
    }

    @Test
    void cleanMailArrivesAsItWasSent() throws IOException {
        String body = "\r\n.\r\n..\r\n.a dot\r\n" + "x".repeat(5000) + "\r\n\r\n trailing \t\r\n";
        arrivesAsSent("clean", STRANGER, List.of(OWN), message("clean", body));
    }

    @Test
    void eightBitMailArrivesAsItWasSent() throws IOException {
        String body = "Content-Transfer-Encoding: 8bit\r\n\r\n\u00e4\u00ff\u0080\r\n";
        String message =
                message(
                        "eight",
                        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=x\r\n" + body);
        arrivesAsSent("eight", STRANGER + " BODY=8BITMIME", List.of(OWN), message);
    }

    @Test
    void mailInUtf8ArrivesAsItWasSent() throws IOException {
        String user = octets("j\u00fcrgen@example.net");
        String message =
                message("utf8", "Comments: " + octets("gr\u00fc\u00dfe") + "\r\n\r\nx\r\n");
        Taken arrived =
                arrivesAsSent(
                        "utf8",
                        "<" + octets("\u00e4@client.example.org") + "> SMTPUTF8 BODY=8BITMIME",
                        List.of(user),
                        message);
        assertThat(arrived.parameters().smtpUtf8()).isTrue();
        assertThat(arrived.recipients().getFirst()).hasToString("j\u00fcrgen@example.net");
    }

    static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void thirtyMegabytesArriveAsTheyWereSent() throws IOException {
        String body = "\r\n" + ("y".repeat(76) + "\r\n").repeat(400_000);
        arrivesAsSent("large", STRANGER, List.of(OWN), message("large", body));
    }

    @Test
    void aThousandRecipientsGetIt() throws IOException {
        List<String> all =
                IntStream.range(0, 1000).mapToObj(it -> "user" + it + "@example.net").toList();
        assertThat(BesidePostfix.send(chain().smtp(), STRANGER, all, message("many", Client.CLEAN)))
                .startsWith("250");
        Awaitility.await()
                .atMost(SOON)
                .until(() ->
                        chain().withSubject("many").stream()
                                        .mapToInt(it -> it.recipients().size())
                                        .sum()
                                == 1000);
        assertThat(
                        chain().withSubject("many").stream()
                                .flatMap(it -> it.recipients().stream())
                                .map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void whatIsDoubtfulIsHeldOnceAndComesOutOnRelease() throws Exception {
        assertThat(send("doubtful", Client.HELD)).startsWith("250");
        String id = held("doubtful");
        assertThat(chain().withSubject("doubtful")).isEmpty();
        Answer released = chain().gateway().verb("hold", "release", id);
        assertThat(released.exit()).as(released.err()).isZero();
        Taken arrived = chain().arrived("doubtful");
        assertThat(BesidePostfix.withoutTrace(arrived)).isEqualTo(message("doubtful", Client.HELD));
    }

    /// Whether it passes or is held and released: Postfix hears all seven attributes as it said them, and its log goes on
    /// with the same client.
    @Test
    void postfixHearsOfTheClientAllThatItSaid() throws Exception {
        toldOf("told", CLIENT + 4711, Client.CLEAN);
        toldOf("told later", CLIENT + 4712, Client.HELD);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> {
                    String log = chain().postfix().log();
                    assertThat(ORIGINAL.matcher(log).results().count()).isGreaterThanOrEqualTo(2);
                });
    }

    private void toldOf(String subject, String client, String rest) throws Exception {
        String message = message(subject, rest);
        assertThat(BesidePostfix.sendAs(chain().smtp(), client, STRANGER, List.of(OWN), message))
                .startsWith("250");
        if (rest.equals(Client.HELD)) {
            Answer released = chain().gateway().verb("hold", "release", held(subject));
            assertThat(released.exit()).as(released.err()).isZero();
        }
        chain().arrived(subject);
        String port = client.substring(client.lastIndexOf(' '));
        List<String> said =
                chain().saidToPostfix().stream()
                        .filter(it -> it.startsWith("XFORWARD ") && it.contains(port))
                        .toList();
        assertThat(said).hasSize(1);
        List<String> attributes = List.of(said.getFirst().split(" ", -1));
        assertThat(attributes).hasSize(8).contains("XFORWARD", SOURCE);
        assertThat(attributes).contains("PROTO=ESMTP", "HELO=" + BesidePostfix.HELLO);
        assertThat(attributes).contains(client.split(" ", -1));
        assertThat(attributes).anyMatch(it -> it.matches(ident()));
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() ->
                        assertThat(chain().gateway().verb("log", "--peer", "203.0.113.66").out())
                                .contains(subject));
    }

    @Test
    void whatATrustedRelayBringsCameFromSomebodyElse() throws Exception {
        String fields =
                "Received: from liar.example (unknown [198.51.100.7])\r\n\tby "
                        + "backup.example.net (Postfix) with ESMTP id 1;\r\n"
                        + "\tSun, 22 Nov 2026 12:00:00 +0000\r\n"
                        + "Received: from x (unknown [198.51.100.99]) by liar.example;\r\n"
                        + "\tSun, 22 Nov 2026 12:00:00 +0000\r\n";
        assertThat(
                        BesidePostfix.sendAs(
                                chain().smtp(),
                                "NAME=backup.example.net ADDR=" + BACKUP,
                                STRANGER,
                                List.of(OWN),
                                fields + message("brought", Client.CLEAN)))
                .startsWith("250");
        chain().arrived("brought");
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() ->
                        assertThat(chain().gateway().verb("log", "--peer", "198.51.100.7").out())
                                .contains("brought"));
        assertThat(chain().gateway().verb("log", "--peer", "198.51.100.99").out())
                .doesNotContain("brought");
    }

    @Test
    void mailOfOurPeopleGoesItsOwnWay() throws Exception {
        assertThat(
                        BesidePostfix.send(
                                chain().submission(),
                                "<ann@example.net>",
                                List.of("b@far.example"),
                                message("submitted", Client.CLEAN)))
                .startsWith("250");
        chain().arrived("submitted");
    }

    /// A message as it comes again from a listener that takes mail back and shows it once more: our field on top, and that
    /// of Postfix is added now.
    String shownAgain(String subject) throws IOException {
        assertThat(send(subject, Client.CLEAN)).startsWith("250");
        String text = chain().arrived(subject).text();
        String ours = text.substring(text.indexOf("Received: by "));
        assertThat(ours).contains("(Postern filter)");
        return BesidePostfix.send(
                chain().smtp(),
                STRANGER,
                List.of(OWN),
                ours.replace("Subject: " + subject, "Subject: " + subject + " again"));
    }

    /// The id of the only held message with a subject.
    String held(String subject) {
        List<String> lines =
                Awaitility.await()
                        .atMost(SOON)
                        .until(() -> heldLines(subject), it -> !it.isEmpty());
        assertThat(lines).hasSize(1);
        return lines.getFirst().strip().split(" +", -1)[0];
    }

    private List<String> heldLines(String subject) throws IOException, InterruptedException {
        return chain().gateway()
                .verb("hold", "list", "--limit", "10000")
                .out()
                .lines()
                .filter(it -> it.contains("“" + subject + "”"))
                .toList();
    }

    @Test
    void killedAndStartedAgainNothingIsLost() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        var back = new CountDownLatch(1);
        var enough = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < SENDERS; i++) {
            String prefix = "killed-" + i + "-";
            threads.add(Thread.ofVirtual().start(() -> sendOn(prefix, acknowledged, back, enough)));
        }
        Awaitility.await().atMost(SOON).until(() -> acknowledged.size() > 40);
        chain().gateway().kill();
        chain().gateway().restart();
        back.countDown();
        int before = acknowledged.size();
        Awaitility.await().atMost(SOON).until(() -> acknowledged.size() > before + 40);
        enough.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        Awaitility.await().atMost(SOON).until(() -> chain().postfix().queued() == 0);
        var there = new ArrayList<String>();
        chain().arrived().forEach(it -> there.add(subject(it.text())));
        Answer held = chain().gateway().verb("hold", "list", "--limit", "10000");
        Matcher quoted = QUOTED.matcher(held.out());
        while (quoted.find()) {
            there.add(quoted.group(1));
        }
        assertThat(there).containsAll(acknowledged);
        there.removeIf(it -> !it.startsWith("killed-"));
        assertThat(there.size() - new HashSet<>(there).size())
                .as("duplicates")
                .isLessThanOrEqualTo(inFlight());
    }

    /// Sends one message after the other, and each until it is taken; while the gateway is away one has to wait.
    private void sendOn(
            String prefix, Set<String> acknowledged, CountDownLatch back, CountDownLatch enough) {
        try {
            for (int n = 0; enough.getCount() > 0; n++) {
                String rest = n % 2 == 0 ? Client.CLEAN : Client.HELD;
                while (!isTaken(prefix + n, rest)) {
                    back.await();
                }
                acknowledged.add(prefix + n);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isTaken(String subject, String rest) {
        try {
            return send(subject, rest).startsWith("250");
        } catch (IOException _) {
            return false;
        }
    }

    private static String subject(String message) {
        int at = message.indexOf("Subject: ") + 9;
        return message.substring(at, message.indexOf("\r\n", at));
    }
}
