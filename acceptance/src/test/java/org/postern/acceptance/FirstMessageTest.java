package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.postern.acceptance.Checkout.Answer;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;

/// The README as a newcomer walks through it, in its order, against one gateway.
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstMessageTest {
    private static final Pattern ID = Pattern.compile("[0-9a-hjkmnp-tv-z]{26}");
    private static final String TWO_READINGS =
            """
            Subject: two readings
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=a; boundary=b

            --a

            x
            --a--
            """;

    private static RunningGateway gateway;
    private static Page readme;

    @TempDir static Path folder;

    @BeforeAll
    static void start() throws IOException {
        readme = Page.section("README.md", "## Five minutes");
        gateway = RunningGateway.open();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @Test
    @Order(1)
    void saysWhereItTakesMailAndThatThereIsNoDomain() throws IOException {
        assertThat(gateway.output())
                .contains("mail is taken on 127.0.0.1:" + gateway.edge().getPort())
                .contains("no domain yet")
                .contains("postern site domain add NAME --next-hop HOST:PORT");
        // The others are typed below.
        assertThat(readme.blocks()).hasSize(7).first().isEqualTo("./postern run\n");
    }

    @Test
    @Order(2)
    void theFirstMessageIsFoundAndTellsItsStory() throws IOException, InterruptedException {
        Answer sent = type("Hello Postern", Map.of());
        assertThat(sent.exit()).as(sent.err()).isZero();
        String id = id(sent.out());
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> type("--since 1h", Map.of()).out().contains(id));
        Answer story = type("./postern log ID", Map.of("ID", id));
        assertThat(story.exit()).as(story.err()).isZero();
        assertThat(story.out())
                .contains(id)
                .contains("ann@postern.example")
                .contains("Hello Postern")
                .contains("fixed-1:5")
                .contains("loop");
    }

    @Test
    @Order(3)
    void swaksIsUnderstood() throws IOException, InterruptedException {
        Answer sent = type("swaks", Map.of("2525", Integer.toString(gateway.edge().getPort())));
        assertThat(sent.exit()).as(sent.out()).isZero();
        Answer found = gateway.verb("log", "--subject", "swaks", "--since", "1h");
        assertThat(found.out())
                .contains(id(sent.out().substring(sent.out().indexOf("Accepted as"))));
        Answer byTls = type("swaks", Map.of("2525", gateway.edge().getPort() + " --tls"));
        assertThat(byTls.exit()).as(byTls.out()).isZero();
    }

    @Test
    @Order(4)
    void whatIsHeldIsListedShownAndDeleted() throws IOException, InterruptedException {
        Answer sent = type("hold list", Map.of());
        assertThat(sent.exit()).as(sent.err()).isZero();
        String id = id(sent.out());
        assertThat(sent.out().substring(sent.out().indexOf(id) + id.length()))
                .contains(id)
                .contains("ambiguous");
        assertThat(gateway.verb("hold", "show", id).out()).contains("two readings");
        assertThat(gateway.verb("hold", "show", "--raw", id).out())
                .isEqualTo(TWO_READINGS.replace("\n", "\r\n"));
        Answer deleted = gateway.verb("hold", "delete", "--json", id);
        assertThat(deleted.exit()).as(deleted.err()).isZero();
        assertThat(deleted.out()).startsWith("{\"").contains("\"done\":true", id);
        assertThat(gateway.verb("hold", "delete", id).exit()).isEqualTo(1);
        assertThat(gateway.verb("hold", "list").exit()).isEqualTo(1);
    }

    @Test
    @Order(5)
    void promise6_ownDomainGetsReleasedMailAsItWasReceived()
            throws IOException, InterruptedException {
        var shelf = new Shelf.Memory();
        try (Sink sink = Sink.start(Behaviour.GOOD, shelf)) {
            Answer added =
                    type(
                            "site domain add",
                            Map.of(
                                    "example.org",
                                    "example.net",
                                    "mail.internal:25",
                                    "127.0.0.1:" + sink.port()));
            assertThat(added.exit()).as(added.out() + added.err()).isZero();
            assertThat(gateway.verb("site", "domain", "list").out())
                    .contains("example.net")
                    .doesNotContain("postern.example");
            Path message = Files.writeString(folder.resolve("held.eml"), TWO_READINGS);
            open(message);
            Answer sent = gateway.verb("send", "--to", "ann@example.net", message.toString());
            String id = id(sent.out());
            assertThat(sink.counts().messages()).isZero();
            Answer released = gateway.verb("hold", "release", id);
            assertThat(released.exit()).as(released.out() + released.err()).isZero();
            assertThat(shelf.messages()).hasSize(1);
            String arrived = shelf.messages().getFirst().text();
            assertThat(arrived)
                    .startsWith("Received: from ")
                    .endsWith(TWO_READINGS.replace("\n", "\r\n"));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> gateway.verb("log", id).out().contains("Released by"));
        }
    }

    @Test
    @Order(5)
    void promise11_aChangeIsShownAndTakenBack() throws IOException, InterruptedException {
        Answer first = gateway.verb("site", "relay", "add", "192.0.2.0/24", "--note", "a branch");
        assertThat(first.exit()).as(first.err()).isZero();
        Matcher version = Pattern.compile("version ([0-9]+)").matcher(first.out());
        assertThat(version.find()).as(first.out()).isTrue();
        long before = Long.parseLong(version.group(1)) - 1;
        assertThat(gateway.verb("site", "history", "--limit", "1").out())
                .contains("cli:", "in force", "a branch", "+ relay 192.0.2.0/24");
        Answer back = gateway.verb("site", "rollback", "--json", Long.toString(before));
        assertThat(back.exit()).as(back.err()).isZero();
        assertThat(back.out()).contains("\"version\":" + (before + 2));
        assertThat(gateway.verb("site", "relay", "list").exit()).isEqualTo(1);
        assertThat(gateway.verb("site", "history", "--limit", "1", "--json").out())
                .contains("back to version " + before, "- relay 192.0.2.0/24");
        assertThat(gateway.verb("site", "rollback", "999").exit()).isEqualTo(1);
    }

    @Test
    @Order(6)
    void a14_strangersCannotRelayAndAreFoundInTheLog() throws IOException, InterruptedException {
        Answer sent = gateway.verb("send", "--json", "--to", "victim@elsewhere.example");
        assertThat(sent.exit()).isEqualTo(1);
        assertThat(sent.out()).startsWith("{\"accepted\":false");
        assertThat(sent.out() + sent.err()).contains("550").contains("5.7.1");
        assertThat(gateway.verb("log", "--to", "victim@elsewhere.example", "--since", "1h").out())
                .contains("victim@elsewhere.example");
    }

    @Test
    @Order(7)
    void n1_doctorIsContentAndTheKernelAgrees() throws IOException, InterruptedException {
        Answer doctor = gateway.verb("doctor");
        assertThat(doctor.exit()).as(doctor.out()).isZero();
        assertThat(doctor.out())
                .contains("edge listens on")
                .contains("database listens on")
                .contains("mail is taken for one domain")
                .doesNotContain("built-in sink");
    }

    @Test
    @Order(8)
    void j18_aSecondGatewayOnTheSameDataIsRefused() throws IOException, InterruptedException {
        Answer second = gateway.verb("run", "-s", "edge.listen=127.0.0.1:0");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).contains(Long.toString(gateway.pid()));
    }

    @Test
    @Order(10)
    void withoutItsLastDomainItRefusesEverybodyAndSaysSo()
            throws IOException, InterruptedException {
        assertThat(gateway.verb("site", "domain", "remove", "example.net").exit()).isZero();
        Answer sent = gateway.verb("send", "--to", "ann@example.net");
        assertThat(sent.exit()).isEqualTo(1);
        assertThat(sent.out() + sent.err()).contains("550");
        assertThat(gateway.verb("doctor").out()).contains("there is no domain");
    }

    @Test
    @Order(11)
    void j14_stopsWhenToldTo() throws IOException, InterruptedException {
        assertThat(gateway.stop()).isZero();
        assertThat(gateway.output()).contains("stopping");
        Answer doctor = gateway.verb("doctor");
        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(doctor.out()).contains("does not run");
        assertThat(gateway.verb("hold", "list").exit()).isEqualTo(3);
    }

    /// A debugger's port is one that nobody declared.
    @Test
    @Order(12)
    void n1_promise8_anUndeclaredListenerStopsTheStart() throws IOException, InterruptedException {
        Answer start =
                Checkout.run(
                        Map.of(
                                "POSTERN_DATA",
                                gateway.data().toString(),
                                "POSTERN_JAVA_OPTIONS",
                                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0"),
                        List.of(Checkout.HOME.resolve("postern").toString(), "run"));
        Matcher port = Pattern.compile("dt_socket at address: (\\d+)").matcher(start.out());
        assertThat(port.find()).as(start.out() + start.err()).isTrue();
        assertThat(start.exit()).as(start.err()).isEqualTo(1);
        assertThat(start.err())
                .contains(
                        "cannot start: something undeclared listens on 127.0.0.1:" + port.group(1));
        assertThat(start.out()).doesNotContain("ready", "mail is taken");
        assertThat(gateway.data().resolve("pg/cluster/postmaster.pid")).doesNotExist();
    }

    /// The block of the page with a text in it, typed in the checkout.
    private static Answer type(String with, Map<String, String> instead)
            throws IOException, InterruptedException {
        String home = "cd '" + Checkout.HOME + "'\n";
        return gateway.inside(List.of("sh", "-ec", home + readme.block(with, instead)));
    }

    private static void open(Path file) throws IOException {
        RunningGateway.run("chmod", "a+r", file.toString());
        RunningGateway.run("chmod", "a+rx", folder.toString());
    }

    private static String id(String text) {
        Matcher id = ID.matcher(text);
        assertThat(id.find()).as(text).isTrue();
        return id.group();
    }
}
