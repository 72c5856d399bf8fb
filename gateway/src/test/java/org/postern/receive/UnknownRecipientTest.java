package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.connect.ClientLimits;
import org.postern.journey.Notices;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.smtp.OriginalRecipient;

/// What clients hear of recipients that are not there, and how long those go on who try names.
class UnknownRecipientTest {
    private final TestEdge edge = new TestEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void whoIsNotThereIsRefusedUnderTheIdOfTheTransaction() {
        edge.start();
        String told;
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            told = client.line("RCPT TO:<no-one@own.example>").reply();
            client.line("RCPT TO:<who-knows@own.example>").expect("451 4.4.3");
            client.line("RCPT TO:<ann@own.example>").expect("250 2.1.5");
            client.line("DATA").expect("354").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(told).startsWith("550 5.1.1 ");
        assertThat(edge.saw(EdgeEvent.RecipientRefused.class))
                .extracting(EdgeEvent.RecipientRefused::reason)
                .containsExactly("unknown-recipient", "recipient-unsure");
        assertThat(edge.saw(EdgeEvent.RecipientRefused.class).getFirst().id())
                .satisfies(id -> assertThat(told).contains("[" + id + "]"));
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it ->
                        assertThat(it.arrival().envelope().recipients())
                                .containsExactly(own("ann")));
    }

    @Test
    void anAliasGoesOnAsWhatItStandsForAndTheDossierKnowsIt() {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            client.line("RCPT TO:<all@own.example>").expect("250");
            client.line("RCPT TO:<ann@own.example>").expect("250");
            client.line("RCPT TO:<cat@own.example>").expect("250");
            client.line("DATA").expect("354").send("x: y\r\n.\r\n").expect("250");
            // Nothing of it is left for the next message.
            client.data("a@sender.example", "cat@own.example").send("x: y\r\n.\r\n").expect("250");
        }
        var first = edge.messages.getFirst().arrival().envelope();
        assertThat(first.recipients()).containsExactly(own("ann"), own("ben"), own("cat"));
        assertThat(first.notices().of(own("ben")).orcpt())
                .isEqualTo(Optional.of(new OriginalRecipient("rfc822", "all@own.example")));
        assertThat(first.notices().of(own("cat")).orcpt()).isEmpty();
        assertThat(edge.messages.getLast().arrival().envelope().notices()).isEqualTo(Notices.NONE);
    }

    @Test
    void a15_whoTriesNamesIsSentAwayForAWhile() {
        edge.clients = new ClientLimits(1000, 1000, 100_000, 100_000, 5);
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            for (int i = 0; i < 5; i++) {
                client.line("RCPT TO:<no-" + i + "@own.example>").expect("550 5.1.1");
            }
            client.line("RCPT TO:<no-6@own.example>").expect("421 4.7.0");
            client.expectClosed();
        }
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("421 4.7.0");
            client.expectClosed();
        }
        assertThat(edge.messages).isEmpty();
    }

    @Test
    void a15_whoMostlyKnowsItsRecipientsIsNot() {
        edge.clients = new ClientLimits(1000, 1000, 100_000, 100_000, 2);
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            for (int i = 0; i < 10; i++) {
                client.line("RCPT TO:<yes-" + i + "@own.example>").expect("250");
            }
            for (int i = 0; i < 9; i++) {
                client.line("RCPT TO:<no-" + i + "@own.example>").expect("550 5.1.1");
            }
            client.line("DATA").expect("354").send("x: y\r\n.\r\n").expect("250");
        }
    }

    /// What is everywhere, and one name in many forms, is no knowledge of who is there.
    @Test
    void a15_aKnownRecipientCountsOnceAndPostmasterNever() {
        edge.clients = new ClientLimits(1000, 1000, 100_000, 100_000, 2);
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            for (int i = 0; i < 2; i++) {
                client.line("RCPT TO:<postmaster@own.example>").expect("250");
                client.line("RCPT TO:<abuse@own.example>").expect("250");
                client.line("RCPT TO:<ann@own.example>").expect("250");
                client.line("RCPT TO:<Ann+" + i + "@own.example>").expect("250");
                client.line("RCPT TO:<no-" + i + "@own.example>").expect("550 5.1.1");
            }
            client.line("RCPT TO:<no-2@own.example>").expect("421 4.7.0");
            client.expectClosed();
        }
    }

    @Test
    void anAliasWithoutARouteIsRefusedAtOnce() {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            client.line("RCPT TO:<astray@own.example>").expect("550 5.4.4");
            client.line("RCPT TO:<ann@own.example>").expect("250");
        }
        assertThat(edge.saw(EdgeEvent.RecipientRefused.class))
                .extracting(EdgeEvent.RecipientRefused::reason)
                .containsExactly("alias-without-route");
    }

    @Test
    void a15_relayNetworksAreNotCounted() {
        edge.relay = true;
        namesManyOverTwoConnections();
    }

    /// They bring mail of many, and may send to nobody but us.
    @Test
    void a15_whoBringsMailOfOthersIsNotCounted() {
        edge.exempt = true;
        namesManyOverTwoConnections();
    }

    private void namesManyOverTwoConnections() {
        edge.clients = new ClientLimits(1000, 1, 100_000, 100_000, 1);
        edge.start();
        try (RawClient client = edge.greeted();
                RawClient other = edge.greeted()) {
            client.line("MAIL FROM:<a@own.example>").expect("250");
            for (int i = 0; i < 5; i++) {
                client.line("RCPT TO:<no-" + i + "@own.example>").expect("550 5.1.1");
            }
            other.line("MAIL FROM:<a@own.example>").expect("250");
            other.line("RCPT TO:<a@routed.example>").expect(edge.relay ? "250" : "550 5.7.1");
        }
    }

    /// Promise 5: nothing reaches the journey, so nothing can be held or answered.
    @Test
    @Tag("slow")
    void g2_aJoeJobIsRefusedInTheDialogue() {
        edge.start();
        for (int connection = 0; connection < 50; connection++) {
            try (RawClient client = edge.greeted()) {
                for (int i = 0; i < 10; i++) {
                    client.line("MAIL FROM:<victim@sender.example>").expect("250");
                    client.line("RCPT TO:<no-" + connection + "-" + i + "@own.example>")
                            .expect("550 5.1.1");
                    client.line("DATA").expect("503");
                    client.line("RSET").expect("250");
                }
            }
        }
        assertThat(edge.messages).isEmpty();
        assertThat(edge.notTaken()).isEqualTo(List.of());
    }

    private static Address own(String name) {
        return new Address(name, new Domain.Name("own.example"));
    }
}
