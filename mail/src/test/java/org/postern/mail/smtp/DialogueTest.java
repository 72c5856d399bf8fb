package org.postern.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Conversations as text: `C` is what the client sends, `S` how the reply begins, `.` ends the content after 354.
class DialogueTest {
    @Test
    void aMessageGoesThrough() {
        play(
                """
                C EHLO client.example
                S 250-mx.example.org
                C MAIL FROM:<a@client.example> SIZE=1000 BODY=8BITMIME
                S 250 2.1.0
                C RCPT TO:<b@example.org>
                S 250 2.1.5
                C DATA
                S 354
                C Subject: x
                C
                C ..dot
                C .
                S 250 2.0.0
                C QUIT
                S 221 2.0.0
                """);
    }

    @Test
    void ordersAreKept() {
        play(
                """
                C HELO client
                S 250
                C MAIL
                S 501 5.5.4
                C RCPT TO:<b@example.org>
                S 503 5.5.1 Send MAIL
                C DATA
                S 503 5.5.1 Send MAIL
                C MAIL FROM:<>
                S 250 2.1.0
                C DATA
                S 503 5.5.1 Send RCPT
                C MAIL FROM:<a@client.example>
                S 503 5.5.1 Sender
                C RCPT TO:<b@example.org>
                S 250 2.1.5
                C RSET
                S 250
                C DATA
                S 503
                C MAIL FROM:<a@client.example>
                S 250
                C EHLO again
                S 250-
                C RCPT TO:<b@example.org>
                S 503
                """);
    }

    @Test
    void nothingWithoutGreeting() {
        play(
                """
                C MAIL FROM:<a@client.example>
                S 503 5.5.1 Send EHLO
                C RCPT TO:<b@example.org>
                S 503 5.5.1 Send EHLO
                C DATA
                S 503 5.5.1 Send EHLO
                C STARTTLS
                S 503 5.5.1 Send EHLO
                C NOOP
                S 250
                C RSET
                S 250
                C EHLO
                S 501
                C EHLO two names
                S 501
                C EHLO [192.0.2.1]
                S 250-
                """);
    }

    @Test
    void a15_addressesAreNotGivenAway() {
        play(
                """
                C EHLO client
                S 250-
                C VRFY postmaster
                S 252 2.5.0
                C VRFY nobody-has-this-name
                S 252 2.5.0
                C EXPN staff
                S 502 5.5.1
                """);
    }

    @Test
    void sizeIsAnsweredAtMail() {
        play(
                """
                C EHLO client
                S 250-
                C MAIL FROM:<a@client.example> SIZE=52428800
                S 250
                C RSET
                S 250
                C MAIL FROM:<a@client.example> SIZE=52428801
                S 552 5.3.4
                C MAIL FROM:<a@client.example> SIZE=99999999999999999999
                S 552 5.3.4
                C MAIL FROM:<a@client.example> SIZE=1 SIZE=1
                S 501 5.5.4
                C MAIL FROM:<a@client.example>SIZE=1
                S 501 5.5.4
                C MAIL FROM:<a@client.example>
                S 250
                C RCPT TO:<b@example.org> NOTIFY=NEVER
                S 555 5.5.4
                """);
    }

    @Test
    void b2_startTlsForgetsEverything() {
        var session =
                play(
                        """
                        C EHLO before
                        S 250-mx.example.org/250-PIPELINING/250-SIZE 52428800/250-8BITMIME/250-ENHANCEDSTATUSCODES/250-SMTPUTF8/250-CHUNKING/250-LIMITS MAILMAX=10000 RCPTMAX=1000/250 STARTTLS
                        C MAIL FROM:<a@client.example>
                        S 250
                        C STARTTLS
                        S 503
                        C RSET
                        S 250
                        C STARTTLS
                        S 220 2.0.0
                        C MAIL FROM:<a@client.example>
                        S 503 5.5.1 Send EHLO
                        C EHLO after
                        S 250-mx.example.org/250-PIPELINING/250-SIZE 52428800/250-8BITMIME/250-ENHANCEDSTATUSCODES/250-SMTPUTF8/250-CHUNKING/250 LIMITS MAILMAX=10000 RCPTMAX=1000
                        C RCPT TO:<b@example.org>
                        S 503
                        C STARTTLS
                        S 503 5.5.1 TLS
                        """);
        assertThat(session.states.toString()).contains("before", "after");
        assertThat(session.states.getLast().toString()).doesNotContain("before");
    }

    @Test
    void refusalsOfRulesAreAnswered() {
        var session =
                play(
                        """
                        C EHLO client
                        S 250-
                        C MAIL FROM:<x@bad.example>
                        S 550 5.7.1
                        C MAIL FROM:<x@client.example>
                        S 250
                        C RCPT TO:<y@elsewhere.example>
                        S 550 5.7.1
                        C RCPT TO:<postmaster>
                        S 250
                        C RCPT TO:<Postmaster@EXAMPLE.org.>
                        S 250
                        C RCPT TO:<postmaster@example.org>
                        S 250
                        C DATA
                        S 354
                        C .
                        S 250
                        """);
        assertThat(session.messages.getFirst().recipients())
                .containsExactly(
                        WireSession.address("postmaster@example.org"),
                        WireSession.address("Postmaster@example.org"));
    }

    @Test
    void whomAMessageIsFromIsToldBeforeIt() {
        WireSession session =
                forwarding(
                        """
                        C XFORWARD NAME=a.example
                        S 503 5.5.1 Send EHLO
                        C EHLO mta.example
                        S 250-mx.example.org
                        C XFORWARD NAME=a.example ADDR=192.0.2.66 PORT=4711
                        S 250 2.0.0
                        C XFORWARD PROTO=ESMTP HELO=client.example IDENT=4ABC SOURCE=REMOTE
                        S 250 2.0.0
                        C MAIL FROM:<a@bad.example>
                        S 550 5.7.1
                        C MAIL FROM:<a@client.example>
                        S 250 2.1.0
                        C XFORWARD ADDR=192.0.2.67
                        S 503 5.5.1 Not now
                        C RCPT TO:<b@example.org>
                        S 250 2.1.5
                        C DATA
                        S 354
                        C .
                        S 250
                        """);
        assertThat(session.replies.get(1).lines())
                .contains("XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE");
        assertThat(forwarded(session))
                .endsWith(
                        new Xforward(
                                "a.example",
                                "192.0.2.66",
                                OptionalInt.of(4711),
                                "ESMTP",
                                "client.example",
                                "4ABC",
                                "REMOTE"),
                        Xforward.NOTHING);
    }

    @Test
    void whomAMessageIsFromIsForgottenWithIt() {
        for (String end : List.of("RSET", "EHLO mta.example", "HELO mta.example")) {
            WireSession session =
                    forwarding(
                            """
                            C EHLO mta.example
                            S 250-
                            C XFORWARD ADDR=192.0.2.66
                            S 250
                            C %s
                            S 250
                            """
                                    .formatted(end));
            assertThat(forwarded(session)).endsWith(Xforward.NOTHING);
        }
    }

    @Test
    void a19_whatIsToldWronglyChangesNothing() {
        WireSession session =
                forwarding(
                        """
                        C EHLO mta.example
                        S 250-
                        C XFORWARD ADDR=192.0.2.66 HELO=client.example
                        S 250
                        C XFORWARD ADDR=192.0.2.67 HELO=a+0D+0AMAIL
                        S 501 5.5.4 Syntax: XFORWARD
                        C XFORWARD ADDR=192.0.2.67 WHO=me
                        S 501 5.5.4
                        C XFORWARD
                        S 501 5.5.4
                        """);
        assertThat(forwarded(session).getLast().address()).isEqualTo("192.0.2.66");
        assertThat(forwarded(session).getLast().hello()).isEqualTo("client.example");
    }

    @Test
    void a19_whoIsNotTrustedTellsNothing() {
        WireSession session =
                play(
                        """
                        C EHLO client.example
                        S 250-mx.example.org
                        C XFORWARD ADDR=192.0.2.66
                        S 502 5.5.1
                        """);
        assertThat(session.replies.getFirst().toString()).doesNotContain("XFORWARD");
        assertThat(forwarded(session)).containsOnly(Xforward.NOTHING);
    }

    /// What was told of the next message, after each step between two of them.
    private static List<Xforward> forwarded(WireSession session) {
        return session.states.stream()
                .filter(State.Ready.class::isInstance)
                .map(it -> ((State.Ready) it).forwarded())
                .toList();
    }

    private static WireSession forwarding(String dialogue) {
        var session = new WireSession();
        session.forwarding = true;
        return play(session, dialogue);
    }

    private static WireSession play(String dialogue) {
        return play(new WireSession(), dialogue);
    }

    private static WireSession play(WireSession fresh, String dialogue) {
        List<String> lines = dialogue.lines().toList();
        List<String> sent =
                lines.stream()
                        .filter(line -> line.startsWith("C"))
                        .map(line -> line.length() > 2 ? line.substring(2) + "\r\n" : "\r\n")
                        .toList();
        WireSession session = fresh.play(Segments.of(sent.toArray(String[]::new)));
        List<String> expected =
                lines.stream()
                        .filter(line -> line.startsWith("S "))
                        .map(line -> line.substring(2))
                        .toList();
        for (int i = 0; i < expected.size(); i++) {
            String got =
                    new String(
                                    session.replies.get(i).encode(),
                                    java.nio.charset.StandardCharsets.US_ASCII)
                            .replace("\r\n", "/");
            assertThat(got)
                    .as("reply %d of %s", i + 1, session.replies)
                    .startsWith(expected.get(i));
        }
        return session;
    }
}
