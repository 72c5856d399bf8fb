package org.postern.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.deliver.Letters.ANN;
import static org.postern.deliver.Letters.BEN;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.journey.Envelope;
import org.postern.journey.Notices;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.OriginalRecipient;
import org.postern.mail.smtp.RcptParameters;
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
            delivery.handOver(
                    server.nextHop(), ASKING, Letters.trace(), Letters.content(Letters.HELLO));
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
            delivery.handOver(
                    server.nextHop(), ASKING, Letters.trace(), Letters.content(Letters.HELLO));
            assertThat(server.heard(0))
                    .contains(
                            "MAIL FROM:<sender@b.example>\r\n"
                                    + "RCPT TO:<ann@a.example>\r\n"
                                    + "RCPT TO:<ben@a.example>\r\n");
        }
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
