package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.blocklist.Action;
import org.postern.blocklist.Blocker;
import org.postern.blocklist.ClientTest;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.blocklist.Rule;
import org.postern.blocklist.Rules;
import org.postern.blocklist.service.BlocklistServer;
import org.postern.blocklist.service.Parts;
import org.postern.blocklist.service.ServiceSettings;
import org.postern.mail.dns.Zone;
import org.postern.settings.Settings;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Taken;

/// What Debian's Postfix and Sendmail do with clients that the blocklist judges, set up as the page for administrators says,
/// but for places and ports. The lists are the test's own: clients are addresses of loopback.
@Tag("slow")
@Tag("root")
class ClientsJudgedTest {
    private static final String OURS = "127.0.0.1";
    private static final String LISTED = "127.0.0.2";
    private static final String STRANGER = "127.0.0.3";
    private static final String TAGGED = "127.0.0.4";
    private static final String PUT_OFF = "127.0.0.5";
    private static final String FIELD = "X-Postern-Client-Tests: ";
    private static final List<String> TWO = List.of("one@example.net", "two@example.net");

    private final Shelf.Memory shelf = new Shelf.Memory();
    private final Opened opened = new Opened();

    @TempDir private Path folder;

    private record At(String name, String address) implements ClientTest {
        @Override
        public String purpose() {
            return "is one address";
        }

        @Override
        public Result examine(ClientView client) {
            return client.caller().address().toString().equals(address)
                    ? new Result.Hit("seen")
                    : Result.Clear.CLEAR;
        }

        private Rule with(Action action) {
            return new Rule(this, action, 1, Optional.empty());
        }
    }

    @BeforeEach
    void letEverybodyIn() throws IOException {
        RunningGateway.run("chmod", "755", folder.toString());
    }

    @AfterEach
    void close() throws IOException {
        opened.close();
    }

    private BlocklistServer service() throws Exception {
        var rules =
                new Rules(
                        List.of(
                                new At("listed", LISTED).with(Action.REJECT),
                                new At("put-off", PUT_OFF).with(Action.DEFER),
                                new At("odd", TAGGED).with(Action.TAG)));
        var blocker =
                new Blocker(
                        () -> rules, (_, _) -> new Zone.Builder().build(), InstantSource.system());
        Settings given =
                Settings.of(
                        Map.of(
                                "blocklist.listen", "127.0.0.1:0",
                                "blocklist.page", "https://mx.example/{test}"));
        // A machine that is busy with many tests is slower than the 200 ms of ours.
        var settings = ServiceSettings.from(given, Duration.ofSeconds(4));
        return opened.add(
                BlocklistServer.start(
                        settings,
                        new Parts(blocker::judge, _ -> {}, () -> "some-id", Optional::empty)));
    }

    /// Samples of ours with other places and ports.
    private Path samples(Map<String, String> instead) throws IOException {
        Path copy = folder.resolve("dist");
        RunningGateway.run("cp", "-r", Checkout.HOME.resolve("dist").toString(), copy.toString());
        try (var files = Files.walk(copy)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, Page.replaced(Files.readString(file), instead));
            }
        }
        return copy;
    }

    @Test
    void h9_postfixRefusesListedClientsUnlessTheyLogIn() throws Exception {
        BlocklistServer service = service();
        Sink sink = opened.add(Sink.start(Behaviour.GOOD, shelf));
        String mainCf =
                """
                mynetworks = 127.0.0.1/32
                smtpd_sasl_auth_enable = yes
                smtpd_sasl_local_domain = judged.example
                """;
        Postfix postfix = opened.add(Postfix.with(sink.port(), mainCf, ""));
        Logins.write(postfix.etc().resolve("sasl"));
        String etc = postfix.etc().toString();
        Page.type(
                Page.section("## Clients of Postfix judged")
                        .block("main.cf >>", Map.of())
                        .replace("/etc/postfix", etc)
                        .replace("postfix check", "postfix -c " + etc + " check")
                        .replace("postfix reload", "postfix -c " + etc + " reload")
                        .replace("dist/", samples(ports(service)) + "/"),
                Checkout.HOME);
        Relay.awaitGreeting(postfix.port());
        assertThat(send(postfix, LISTED, TWO))
                .startsWith("554 5.7.1 ")
                .contains("Mail from 127.0.0.2 is not taken here; see https://mx.example/listed")
                .contains("[some-id]");
        assertThat(send(postfix, PUT_OFF, TWO)).startsWith("450 4.7.1 ");
        everybodyElseGoesOn(postfix, service);
    }

    @Test
    void h9_sendmailRefusesListedClientsUnlessTheyLogIn() throws Exception {
        BlocklistServer service = service();
        Sink sink = opened.add(Sink.start(Behaviour.GOOD, shelf));
        Path place =
                Sendmail.place(
                        sink.port(),
                        """
                        define(`confAUTH_MECHANISMS', `PLAIN')dnl
                        TRUST_AUTH_MECH(`PLAIN')dnl
                        """);
        opened.add(() -> RunningGateway.run("rm", "-rf", place.toString()));
        Logins.write(place.resolve("sasl"));
        var instead = new HashMap<>(ports(service));
        instead.put("/etc/mail", place.toString());
        Page.type(
                Page.section("## Clients of Sendmail judged")
                        .block("make -C /etc/mail", Map.of())
                        .replace("make -C /etc/mail\n", Sendmail.make(place))
                        .replace("systemctl restart sendmail\n", "")
                        .replace("/etc/mail", place.toString())
                        .replace("dist/", samples(instead) + "/"),
                Checkout.HOME);
        Sendmail sendmail = opened.add(Sendmail.start(place));
        assertThat(send(sendmail, LISTED, TWO))
                .isEqualTo(
                        "550 5.7.1 <one@example.net>... Mail from 127.0.0.2 is not taken here; see"
                                + " https://mx.example/listed [some-id]");
        assertThat(send(sendmail, PUT_OFF, TWO))
                .startsWith("450 4.7.1 ")
                .contains("Mail from 127.0.0.5");
        everybodyElseGoesOn(sendmail, service);
    }

    private static Map<String, String> ports(BlocklistServer service) {
        return Map.of("4466", Integer.toString(service.addresses().getFirst().getPort()));
    }

    private void everybodyElseGoesOn(Relay relay, BlocklistServer service) throws Exception {
        assertThat(send(relay, STRANGER, TWO)).startsWith("250");
        assertThat(arrived(STRANGER).text()).doesNotContain(FIELD);
        assertThat(send(relay, OURS, TWO)).startsWith("250");
        assertThat(send(relay, LISTED, TWO, Logins.WRONG)).startsWith("535");
        assertThat(send(relay, LISTED, TWO, Logins.RIGHT)).startsWith("250");
        assertThat(arrived(LISTED).text()).doesNotContain(FIELD);
        assertThat(send(relay, TAGGED, TWO)).startsWith("250");
        assertThat(arrived(TAGGED).text().split(FIELD + "odd\r\n", -1)).as("said once").hasSize(2);
        service.close();
        assertThat(send(relay, PUT_OFF, TWO)).as("while we are away").startsWith("250");
    }

    private Taken arrived(String client) {
        return await().atMost(Duration.ofMinutes(1))
                .until(
                        () ->
                                shelf.messages().stream()
                                        .filter(it -> it.text().contains("Subject: " + client))
                                        .toList(),
                        it -> !it.isEmpty())
                .getFirst();
    }

    /// Sends a message whose subject is the client's address.
    ///
    /// @param more said after EHLO
    /// @return the answer to the last that was said: to DATA's end, or the first that is not positive
    private static String send(Relay relay, String from, List<String> recipients, String... more)
            throws IOException {
        var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port());
        try (Client client = Client.connect(InetAddress.ofLiteral(from), to)) {
            String answer = client.reply();
            var lines = new ArrayList<String>(List.of("EHLO client.example.org"));
            lines.addAll(List.of(more));
            lines.add("MAIL FROM:<sender@example.org>");
            recipients.forEach(it -> lines.add("RCPT TO:<" + it + ">"));
            lines.add("DATA");
            for (String line : lines) {
                answer = answer.startsWith("2") ? client.say(line) : answer;
            }
            return answer.startsWith("354")
                    ? client.end("Subject: " + from + "\r\n\r\nhello\r\n")
                    : answer;
        }
    }
}
