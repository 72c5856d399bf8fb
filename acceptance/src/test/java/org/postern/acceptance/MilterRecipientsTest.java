package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.mail.address.Address;
import org.postern.milter.MilterEvent;
import org.postern.sink.Behaviour;
import org.postern.sink.Shelf;
import org.postern.sink.Sink;
import org.postern.sink.Taken;

/// Rulings that differ among the recipients of one message, at Debian's Postfix and Sendmail. No policy of today makes such, so
/// the journey is put together here, with a policy of the test's own. What goes back goes to the port where strangers hand in
/// mail, which asks us again. These servers start for root only.
@Tag("slow")
@Tag("root")
class MilterRecipientsTest {
    /// The mail servers, with an address of each that stands for `aliased@example.net`.
    enum Server {
        POSTFIX("sales@example.net"),
        SENDMAIL(Sendmail.ALIAS);

        private final String alias;

        Server(String alias) {
            this.alias = alias;
        }

        Relay start(int milter, int to) throws IOException {
            return switch (this) {
                case POSTFIX ->
                        Postfix.with(
                                to,
                                "virtual_alias_maps = inline:{%s=aliased@example.net}\n"
                                                .formatted(alias)
                                        + sample("postfix/milter/main.cf", milter),
                                "");
                case SENDMAIL -> Sendmail.with(to, sample("sendmail/postern.mc", milter));
            };
        }

        private static String sample(String name, int milter) throws IOException {
            return Files.readString(Checkout.HOME.resolve("dist").resolve(name))
                    .replace("3366", Integer.toString(milter))
                    .replace("10026", Integer.toString(Postfix.freePort()));
        }
    }

    private final Shelf.Memory shelf = new Shelf.Memory();

    @ParameterizedTest
    @EnumSource
    void promise4_whoShallNotGetItDoesNotAndTheOthersGetItOnce(Server server) throws Exception {
        try (Sink sink = Sink.start(Behaviour.GOOD, shelf);
                ExecutorService queue = Executors.newVirtualThreadPerTaskExecutor();
                var milter = new SortingMilter(List.of("held@example.net", server.alias), queue);
                Relay relay = server.start(milter.port(), sink.port())) {
            milter.handBackTo(relay.port());
            everyRecipientFaresAsRuled(server, milter, relay);
            whatNobodyKeepsBackStaysWithTheServer(milter, relay);
        }
    }

    private void everyRecipientFaresAsRuled(Server server, SortingMilter milter, Relay relay)
            throws Exception {
        String content = content("mixed");
        List<String> all =
                List.of("one@example.net", "held@example.net", server.alias, "two@example.net");
        assertThat(send(relay, all, content)).startsWith("250");
        Taken taken = arrived("mixed");
        assertThat(taken.recipients())
                .extracting(Address::toString)
                .containsExactlyInAnyOrder("one@example.net", "two@example.net");
        assertThat(taken.text()).endsWith(content.substring(content.indexOf("Subject:")));
        assertThat(taken.text())
                .as("the mark stays with the server")
                .doesNotContain("X-Postern-Passed")
                .contains("(Postern milter)");
        assertThat(milter.held())
                .extracting(Address::toString)
                .containsExactlyInAnyOrder("held@example.net", server.alias);
        assertThat(milter.judged()).as("once").isEqualTo(1);
        assertThat(milter.events()).hasSize(2);
        assertThat(milter.events().getFirst())
                .as("what comes back without a mark")
                .isInstanceOf(MilterEvent.NotTaken.class);
        assertThat(milter.events().getLast())
                .isInstanceOfSatisfying(
                        MilterEvent.PassedBefore.class,
                        it -> {
                            assertThat(taken.text()).contains(it.id().toString());
                            assertThat(it.queueId()).isPresent();
                        });
    }

    private void whatNobodyKeepsBackStaysWithTheServer(SortingMilter milter, Relay relay)
            throws Exception {
        String answer =
                send(relay, List.of("one@example.net", "two@example.net"), content("clean"));
        assertThat(answer).startsWith("250");
        assertThat(arrived("clean").recipients()).hasSize(2);
        assertThat(milter.judged()).isEqualTo(2);
        assertThat(milter.events()).hasSize(2);
        assertThat(shelf.messages()).as("nothing came twice, nothing to anybody else").hasSize(2);
    }

    private static String content(String subject) {
        return "From: <sender@example.org>\r\nDate: Mon, 16 Nov 2026 10:00:00 +0000\r\n"
                + "Message-ID: <1@example.org>\r\nSubject: "
                + subject
                + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain;\r\n\tcharset=utf-8\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\nsome \u00e9 text\r\n\r\nend\r\n";
    }

    private Taken arrived(String subject) {
        return await().atMost(MilterChain.SOON)
                .until(
                        () ->
                                shelf.messages().stream()
                                        .filter(it -> it.text().contains("Subject: " + subject))
                                        .toList(),
                        it -> !it.isEmpty())
                .getFirst();
    }

    private static String send(Relay relay, List<String> recipients, String content)
            throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port());
        return BesidePostfix.send(
                address, "<sender@example.org> BODY=8BITMIME", recipients, content);
    }
}
