package org.postern.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.journey.Envelope;
import org.postern.journey.Notices;
import org.postern.mail.address.AddressParser;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.OriginalRecipient;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Ret;

/// Who may ask to be told what became of a message.
class NoticesTest {
    private final TestEdge edge = new TestEdge();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void promise5_strangersCannotAskForNotices() {
        edge.start();
        try (RawClient client = edge.connect().expect("220")) {
            assertThat(client.line("EHLO client.example").reply()).doesNotContain("DSN");
            client.line("MAIL FROM:<victim@elsewhere.example> RET=FULL ENVID=1").expect("555");
            client.line("MAIL FROM:<victim@elsewhere.example>").expect("250");
            client.line("RCPT TO:<b@own.example> NOTIFY=SUCCESS,DELAY").expect("555");
            client.line("RCPT TO:<b@own.example>").expect("250");
            client.line("DATA").expect("354").send("x: y\r\n.\r\n").expect("250");
        }
        assertThat(edge.messages)
                .singleElement()
                .satisfies(it ->
                        assertThat(it.arrival().envelope().notices()).isEqualTo(Notices.NONE));
    }

    @Test
    void relayNetworksCanAndItIsKept() {
        edge.relay = true;
        edge.start();
        try (RawClient client = edge.connect().expect("220")) {
            assertThat(client.line("EHLO client.example").reply()).contains("DSN");
            client.line("MAIL FROM:<a@own.example> RET=HDRS ENVID=QQ+2B1").expect("250");
            client.line("RCPT TO:<b@own.example> NOTIFY=NEVER,FAILURE").expect("501");
            client.line("RCPT TO:<b@own.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;first@x.example")
                    .expect("250");
            client.line("RCPT TO:<c@own.example>").expect("250");
            client.line("DATA").expect("354").send("x: y\r\n.\r\n").expect("250");
        }
        Envelope envelope = edge.messages.getFirst().arrival().envelope();
        var ben = AddressParser.ASCII.address("b@own.example").orThrow();
        assertThat(envelope.notices().ret()).contains(Ret.HDRS);
        assertThat(envelope.notices().envid()).isEqualTo("QQ+1");
        assertThat(envelope.notices().recipients()).containsOnlyKeys(ben);
        assertThat(envelope.notices().of(ben))
                .isEqualTo(
                        new RcptParameters(
                                Set.of(Notify.FAILURE, Notify.DELAY),
                                Optional.of(new OriginalRecipient("rfc822", "first@x.example"))));
    }
}
