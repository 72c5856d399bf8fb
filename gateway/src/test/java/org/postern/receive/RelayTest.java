package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.journey.Direction;

class RelayTest {
    private final TestEdge edge = new TestEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<user@elsewhere.example>",
                "<user@routed.example>",
                "<user@own.example.elsewhere.example>",
                "<user@[192.0.2.1]>",
                "<user@[127.0.0.1]>",
                "<user@[IPv6:2001:db8::1]>",
                "<user%elsewhere.example@own.example>",
                "<user%elsewhere.example@[127.0.0.1]>",
                "<\"user%elsewhere.example\"@own.example>",
                "<\"user@elsewhere.example\"@own.example>",
                "<elsewhere.example!user@own.example>",
                "<\"elsewhere.example!user\"@own.example>",
                "<own.example!user@elsewhere.example>",
                "<@own.example:user@elsewhere.example>",
                "<@own.example,@second.example:user@elsewhere.example>",
                "<@[127.0.0.1]:user@elsewhere.example>",
                "<postmaster@elsewhere.example>"
            })
    void a14_strangersReachNoOtherDomain(String path) {
        strangerIsRefused(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<user@elsewhere.example>",
                "<user@routed.example>",
                "<user@[192.0.2.1]>",
                "<user%elsewhere.example@own.example>",
                "<\"user@elsewhere.example\"@own.example>",
                "<elsewhere.example!user@own.example>",
                "<@own.example:user@elsewhere.example>",
                "<postmaster@elsewhere.example>"
            })
    void a14_theWayOutIsNotForStrangers(String path) {
        edge.outbound = true;
        strangerIsRefused(path);
    }

    @Test
    void a14_aRelayClientReachesTheWorldWhereThereIsAWayOut() {
        edge.relay = true;
        edge.outbound = true;
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.data("a@own.example", "x@anywhere.example").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages)
                .extracting(it -> it.arrival().direction())
                .containsExactly(Direction.OUTBOUND);
    }

    private void strangerIsRefused(String path) {
        edge.start();
        for (String sender : new String[] {"", "a@sender.example", "boss@own.example"}) {
            try (RawClient client = edge.greeted()) {
                client.line("MAIL FROM:<" + sender + ">").expect("250");
                client.line("RCPT TO:" + path).expect("550 5.7.1");
                client.line("DATA").expect("503");
            }
        }
        assertThat(edge.saw(EdgeEvent.RecipientRefused.class))
                .hasSize(3)
                .allSatisfy(it -> assertThat(it.reason()).isEqualTo("relay-denied"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user@elsewhere.example",
                "<user@own.example@elsewhere.example>",
                "<\"user@elsewhere.example\">",
                "<user%elsewhere.example>",
                "<elsewhere.example!user>",
                "<user@own.example:elsewhere.example>",
                "<user@elsewhere.example,own.example>",
                "<@elsewhere.example@own.example:user>"
            })
    void a14_whatIsNoAddressIsRefusedToo(String path) {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            client.line("RCPT TO:" + path).expect("5");
            client.line("DATA").expect("503");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<user@own.example>",
                "<USER@OWN.EXAMPLE>",
                "<user@second.example>",
                "<postmaster>",
                "<Postmaster>",
                "<@elsewhere.example:user@own.example>"
            })
    void a14_everybodyReachesOurs(String path) {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<>").expect("250");
            client.line("RCPT TO:" + path).expect("250");
            client.line("DATA").expect("354").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it -> assertThat(it.arrival().direction()).isEqualTo(Direction.INBOUND));
    }

    @Test
    void a14_aRelayClientReachesDomainsWithARouteOnly() {
        edge.relay = true;
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@own.example>").expect("250");
            client.line("RCPT TO:<x@elsewhere.example>").expect("550 5.4.4");
            client.line("RCPT TO:<x@routed.example>").expect("250");
            client.line("DATA").expect("354").send("x: y\r\n.\r\n").expect("250");
            client.data("a@own.example", "b@own.example").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages)
                .extracting(it -> it.arrival().direction())
                .containsExactly(Direction.OUTBOUND, Direction.INTERNAL);
    }

    @Test
    void recipientsOfSeveralNextHopsComeInOneTransaction() {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            client.line("RCPT TO:<x@own.example>").expect("250");
            client.line("RCPT TO:<x@second.example>").expect("250");
            client.line("RCPT TO:<x@third.example>").expect("250");
            client.line("DATA").expect("354").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it -> assertThat(it.arrival().envelope().recipients()).hasSize(3));
    }

    @Test
    void aRefusedRecipientIsReportedUnderTheIdThatTheClientWasTold() {
        edge.start();
        String told;
        try (RawClient client = edge.greeted()) {
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            told = client.line("RCPT TO:<x@elsewhere.example>").reply();
        }
        assertThat(edge.saw(EdgeEvent.RecipientRefused.class))
                .singleElement()
                .satisfies(it -> {
                    assertThat(told).endsWith("[" + it.id() + "]");
                    assertThat(it.recipient()).hasToString("x@elsewhere.example");
                    assertThat(it.sender()).hasToString("a@sender.example");
                    assertThat(it.client().hello()).isEqualTo("client.example");
                    assertThat(it.client().ip()).isEqualTo("127.0.0.1");
                });
    }

    @Test
    void a15_nobodyLearnsWhichUsersExist() {
        edge.start();
        try (RawClient client = edge.greeted()) {
            client.line("VRFY root").expect("252");
            client.line("VRFY nobody-of-that-name").expect("252");
            client.line("EXPN staff").expect("502");
            client.line("MAIL FROM:<a@sender.example>").expect("250");
            client.line("RCPT TO:<root@own.example>").expect("250 2.1.5");
            client.line("RCPT TO:<nobody-of-that-name@own.example>").expect("250 2.1.5");
        }
    }
}
