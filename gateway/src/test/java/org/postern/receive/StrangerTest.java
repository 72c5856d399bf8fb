package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.journey.Client;
import org.postern.journey.Finding;
import org.postern.journey.Outcome;
import org.postern.journey.TestResult;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;

/// Where in the dialogue strangers are tested, and what they hear.
class StrangerTest {
    private static final Reply BLOCKED = Reply.of(554, "5.7.1", "You are not welcome here");

    private final TestEdge edge = new TestEdge();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        edge.close();
    }

    /// Keeps what it was asked.
    private ClientCheck check(ClientCheck.Checked atConnect, ClientCheck.Checked later) {
        return new ClientCheck() {
            @Override
            public Checked greeted(InetAddress address) {
                asked.add("connect " + address.getHostAddress());
                return atConnect;
            }

            @Override
            public Checked sends(Client client, ReversePath sender, Address recipient) {
                asked.add(client.hello() + " " + sender + " " + recipient);
                return later;
            }
        };
    }

    private static ClientCheck.Checked refused() {
        return new ClientCheck.Checked(Optional.of(BLOCKED), "blocklist-test", List.of());
    }

    @Test
    void h9_aStrangerIsRefusedAtRcptWithTheTextAndTheReasonIsRecorded() {
        edge.strangers = check(ClientCheck.Checked.NOTHING, refused());
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.send("MAIL FROM:<a@sender.example>\r\n").expect("250");
            client.send("RCPT TO:<b@own.example>\r\n")
                    .expect("554 5.7.1 You are not welcome here [");
            client.send("RCPT TO:<no-such@own.example>\r\n").expect("554 5.7.1 You are not");
            client.send("RCPT TO:<c@elsewhere.example>\r\n").expect("550 5.7.1 This server takes");
            client.send("DATA\r\n").expect("503");
            client.send("RSET\r\n").expect("250");
            client.send("MAIL FROM:<b@sender.example>\r\n").expect("250");
            client.send("RCPT TO:<b@own.example>\r\n").expect("554 5.7.1");
        }
        assertThat(asked)
                .containsExactly(
                        "connect 127.0.0.1",
                        "client.example a@sender.example b@own.example",
                        "client.example b@sender.example b@own.example");
        assertThat(edge.saw(EdgeEvent.RecipientRefused.class))
                .extracting(EdgeEvent.RecipientRefused::reason)
                .containsExactly(
                        "blocklist-test", "blocklist-test", "relay-denied", "blocklist-test");
    }

    @Test
    void aClientThatMayRelayIsNotTested() {
        edge.relay = true;
        edge.strangers = check(refused(), refused());
        edge.start();
        edge.sendGood();
        assertThat(asked).isEmpty();
        assertThat(edge.messages).hasSize(1);
    }

    @Test
    void theWorstHearItInPlaceOfTheGreeting() {
        edge.strangers = check(refused(), refused());
        edge.start();
        try (RawClient client = edge.connect()) {
            assertThat(client.repliesToTheEnd())
                    .containsExactly("554 5.7.1 You are not welcome here");
        }
        assertThat(edge.saw(EdgeEvent.TurnedAway.class))
                .extracting(EdgeEvent.TurnedAway::reason)
                .containsExactly("blocklist-test");
    }

    @Test
    void promise10_whatWasFoundComesWithTheMessage() {
        var found =
                new TestResult(
                        "reverse-none",
                        Outcome.of(
                                List.of(
                                        new Finding(
                                                Finding.Kind.CLIENT,
                                                "reverse-none",
                                                "no name",
                                                "client"))),
                        Duration.ofMillis(3),
                        List.of());
        edge.strangers =
                check(
                        ClientCheck.Checked.NOTHING,
                        new ClientCheck.Checked(Optional.empty(), "", List.of(found)));
        edge.start();
        edge.sendGood();
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it -> assertThat(it.arrival().before()).containsExactly(found));
    }
}
