package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.HELLO;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;
import org.postern.journey.Notices;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.ReversePath;

/// SMTPUTF8 is said where it is needed, and where the next hop lacks it nothing is mangled.
@Timeout(30)
class SmtpUtf8OnTheWireTest {
    private static final String GREETINGS = wire("Subject: gr\u00fc\u00dfe\r\n\r\nx\r\n");
    private static final String BODY = wire("Subject: x\r\n\r\ngr\u00fc\u00dfe\r\n");
    private static final Address JOERG =
            AddressParser.INTERNATIONAL.address("j\u00f6rg@a.example").orThrow();
    private static final Address BOOKS =
            AddressParser.INTERNATIONAL.address("ann@b\u00fccher.example").orThrow();

    @Test
    void itIsSaidForAddressesAndHeadersAndForNothingElse() throws Exception {
        assertThat(mail(to(JOERG), HELLO, "8BITMIME", "SMTPUTF8")).endsWith(" SMTPUTF8");
        assertThat(mail(to(ANN), GREETINGS, "8BITMIME", "SMTPUTF8"))
                .endsWith(" BODY=8BITMIME SMTPUTF8");
        assertThat(mail(to(ANN), BODY, "8BITMIME", "SMTPUTF8")).endsWith(" BODY=8BITMIME");
        assertThat(mail(to(ANN), HELLO, "8BITMIME", "SMTPUTF8")).endsWith(">");
        assertThat(mail(to(BOOKS), HELLO, "8BITMIME", "SMTPUTF8")).endsWith(">");
        assertThat(mail(Letters.to(ANN), GREETINGS, "8BITMIME", "SMTPUTF8"))
                .endsWith(" BODY=8BITMIME");
    }

    @Test
    void a21_withoutItOnlyWhatAsciiCanSayGoesOn() throws Exception {
        assertThat(mail(to(JOERG), HELLO, "8BITMIME")).isEqualTo("5.6.7");
        assertThat(mail(to(ANN), GREETINGS, "8BITMIME")).isEqualTo("5.6.7");
        assertThat(mail(to(ANN), BODY, "8BITMIME")).endsWith(" BODY=8BITMIME");
        assertThat(mail(to(BOOKS), HELLO, "8BITMIME")).endsWith(">");
    }

    @Test
    void a21_oneRecipientPastAsciiTakesNobodyElsesMailAway() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "8BITMIME");
                            it.takeAll();
                        });
                var delivery = new PassThrough("node.example", Letters.settings(Map.of()))) {
            var both =
                    new Envelope(
                            Letters.to(ANN).sender(),
                            List.of(ANN, JOERG),
                            true,
                            true,
                            Notices.NONE);
            assertThat(send(delivery, server, both))
                    .isInstanceOfSatisfying(
                            HandOver.Unfit.class,
                            it -> assertThat(it.recipients()).containsExactly(JOERG));
            assertThat(send(delivery, server, both.forRecipients(List.of(ANN))))
                    .isInstanceOf(HandOver.Accepted.class);
        }
    }

    @Test
    void aServerIsAskedForARecipientPastAsciiWhereItKnowsSuch() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("SMTPUTF8");
                            it.hear("MAIL FROM:<> ");
                            it.say("250 Sender");
                            it.hear("RCPT TO:<" + wire("j\u00f6rg@"));
                            it.say("550 5.1.1 Who?");
                            it.hear("RSET");
                            it.say("250 Reset");
                            it.hang();
                        });
                var old =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hang();
                        });
                var delivery = new PassThrough("node.example", Letters.settings(Map.of()))) {
            assertThat(ask(delivery, server)).isInstanceOf(HandOver.Declined.class);
            assertThat(server.heard(0)).contains("MAIL FROM:<> SMTPUTF8");
            assertThat(ask(delivery, old)).isInstanceOf(HandOver.Unfit.class);
        }
    }

    private static HandOver ask(PassThrough delivery, ScriptedServer server)
            throws InterruptedException {
        return delivery.ask(server.nextHop(), ReversePath.Null.NULL, JOERG, Duration.ofSeconds(10));
    }

    private static HandOver send(PassThrough delivery, ScriptedServer server, Envelope envelope)
            throws InterruptedException {
        return delivery.handOver(
                server.nextHop(), Letters.shipped(envelope), Letters.content(HELLO));
    }

    /// The MAIL command that the next hop heard, or the enhanced code of the refusal.
    private static String mail(Envelope envelope, String content, String... extensions)
            throws IOException, InterruptedException {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet(extensions);
                            if (!it.line().orElse("").startsWith("MAIL")) {
                                return;
                            }
                            it.say("250 Sender");
                            it.hear("RCPT TO:<" + wire(envelope.recipients().getFirst() + ">"));
                            it.say("250 Recipient");
                            it.hear("DATA");
                            it.say("354 Go ahead");
                            it.content();
                            it.say("250 2.0.0 Taken");
                        });
                var delivery = new PassThrough("node.example", Letters.settings(Map.of()))) {
            HandOver result =
                    delivery.handOver(
                            server.nextHop(), Letters.shipped(envelope), Letters.content(content));
            if (result instanceof HandOver.Unfit(var reply, _)) {
                return reply.enhanced();
            }
            assertThat(result).isInstanceOf(HandOver.Accepted.class);
            return server.heard(0)
                    .lines()
                    .filter(line -> line.startsWith("MAIL"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// Of a client that said SMTPUTF8.
    private static Envelope to(Address recipient) {
        return new Envelope(Letters.to(ANN).sender(), List.of(recipient), true, true, Notices.NONE);
    }

    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
