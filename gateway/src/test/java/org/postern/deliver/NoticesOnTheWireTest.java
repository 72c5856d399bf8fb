package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.BEN;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;
import org.postern.journey.NextHop;
import org.postern.journey.Notices;
import org.postern.journey.Transport;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.OriginalRecipient;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.Ret;

/// What the sender wants to be told goes on with the message (RFC 3461 §5.2).
@Timeout(30)
class NoticesOnTheWireTest {
    private static final Envelope ASKING = asking();

    @Test
    void aNextHopThatOffersDsnIsToldAll() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING", "DSN");
                            it.hear("MAIL FROM:<sender@b.example> RET=HDRS ENVID=a+2Bb");
                            it.hear(
                                    "RCPT TO:<ann@a.example> NOTIFY=SUCCESS,DELAY"
                                            + " ORCPT=rfc822;first+2B@x.example");
                            it.hear("RCPT TO:<ben@a.example>");
                            it.say("250 Sender", "250 Recipient", "250 Recipient");
                            it.hear("DATA");
                            it.say("354 Go ahead");
                            it.content();
                            it.say("250 2.0.0 Taken");
                        });
                var delivery = new PassThrough("node.example", Letters.settings(Map.of()))) {
            assertThat(send(delivery, server.nextHop())).isEqualTo(taken(true));
            assertThat(server.taken()).isEmpty();
            assertThat(server.heard(0)).contains("RCPT TO:<ben@a.example>\r\n");
        }
    }

    @Test
    void aNextHopWithoutDsnIsToldNothing() throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.greet("PIPELINING");
                            it.hearAll("MAIL", "RCPT", "RCPT");
                            it.say("250 Sender", "250 Recipient", "250 Recipient");
                            it.hear("DATA");
                            it.say("354 Go ahead");
                            it.content();
                            it.say("250 2.0.0 Taken");
                        });
                var delivery = new PassThrough("node.example", Letters.settings(Map.of()))) {
            assertThat(send(delivery, server.nextHop())).isEqualTo(taken(false));
            assertThat(server.heard(0))
                    .contains(
                            "MAIL FROM:<sender@b.example>\r\n"
                                    + "RCPT TO:<ann@a.example>\r\n"
                                    + "RCPT TO:<ben@a.example>\r\n");
        }
    }

    /// A server with mailboxes may report or not; who has the message over LMTP and who has not is heard one by one.
    @ParameterizedTest
    @CsvSource({"DSN, true", "8BITMIME, false"})
    void overLmtpToo(String extension, boolean reports) throws Exception {
        try (var server =
                        ScriptedServer.of(it -> {
                            it.say("220 sink.example LMTP");
                            it.hear("LHLO node.example");
                            it.say("250-sink.example", "250-PIPELINING", "250 " + extension);
                            it.hearAll("MAIL", "RCPT", "RCPT");
                            it.say("250 Sender", "250 Recipient", "250 Recipient");
                            it.hear("DATA");
                            it.say("354 Go ahead");
                            it.content();
                            it.say("250 2.0.0 Taken", "452 4.2.2 Full");
                        });
                var delivery = new PassThrough("node.example", Letters.settings(Map.of()))) {
            var hop = new NextHop(server.nextHop().hops(), Transport.LMTP, Optional.empty(), "");
            assertThat(send(delivery, hop))
                    .isInstanceOfSatisfying(
                            HandOver.Parted.class,
                            it -> assertThat(it.reports()).isEqualTo(reports));
        }
    }

    private static HandOver send(PassThrough delivery, NextHop to) throws InterruptedException {
        return delivery.handOver(to, Letters.shipped(ASKING), Letters.content(Letters.HELLO));
    }

    private static HandOver taken(boolean reports) {
        return new HandOver.Accepted(Reply.of(250, "2.0.0", "Taken"), "", reports);
    }

    private static Envelope asking() {
        Envelope plain = Letters.to(ANN, BEN);
        var said =
                new RcptParameters(
                        Set.of(Notify.DELAY, Notify.SUCCESS),
                        Optional.of(new OriginalRecipient("rfc822", "first+@x.example")));
        return new Envelope(
                plain.sender(),
                plain.recipients(),
                false,
                false,
                new Notices(Optional.of(Ret.HDRS), "a+b", Map.of(ANN, said)));
    }
}
