package org.postern.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.journey.Content;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;
import org.postern.journey.MailId;
import org.postern.journey.NextHop;
import org.postern.journey.Sha256;
import org.postern.journey.Shipment;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;
import org.postern.milter.PassMark.Reading;

class PassMarkTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Address ANN = new Address("ann", new Domain.Name("own.example"));
    private static final Address BEN = new Address("ben", new Domain.Name("own.example"));
    private static final Address EVE = new Address("eve", new Domain.Name("sender.example"));
    private static final Envelope ENVELOPE = envelope(EVE, ANN, BEN);
    private static final String HEADER =
            "From: Eve <eve@sender.example>\r\nTo: ann@own.example\r\nSubject: a long\r\n one\r\n"
                    + "Content-Type: text/plain\r\n";
    private static final String BODY = "\r\nhello\r\n";

    private static final MailId ID = MailId.next(InstantSource.fixed(NOW), new Random(7));

    private Instant now = NOW;
    private final PassMark mark = new PassMark(new PlainSeals(), () -> now);

    private static Envelope envelope(Address from, Address... to) {
        return new Envelope(new ReversePath.Mailbox(from), List.of(to), false);
    }

    /// A message at rest.
    private record Text(String text) implements Content {
        @Override
        public long size() {
            return text.length();
        }

        @Override
        public ByteBuffer octets() {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public byte[] sha256() {
            return Sha256.of(octets());
        }

        @Override
        public void close() {}
    }

    private String value() {
        String field = mark.field(ID, ENVELOPE, new Text(HEADER + BODY));
        assertThat(field).startsWith("X-Postern-Passed: ").endsWith("\r\n");
        assertThat(field.split("\r\n")).allSatisfy(it -> assertThat(it.length()).isLessThan(78));
        return field.substring(field.indexOf(':') + 1);
    }

    private Reading read(String text) {
        return mark.read(value(), ENVELOPE, new Text(text));
    }

    @Test
    void whatComesBackAsItWentIsKnownAgain() {
        assertThat(read(HEADER + BODY)).isEqualTo(new Reading.Passed(ID));
    }

    @Test
    void whatServersAddAndFoldMakesNoDifference() {
        String added =
                "Received: from a by b\r\n\tid 7; x\r\nX-Postern-Passed: x\r\n"
                        + "From: Eve\r\n\t<eve@sender.example>\r\nContent-Type:text/plain\r\n"
                        + "Subject:  a long one\r\nMessage-ID: <7@own.example>\r\n"
                        + "DKIM-Signature: x\r\n";
        assertThat(read(added + BODY)).isEqualTo(new Reading.Passed(ID));
    }

    @Test
    void promise3_anotherMessageIsJudged() {
        for (String other :
                List.of(
                        HEADER + "\r\nhello!\r\n",
                        HEADER + BODY + "\r\n",
                        HEADER + "From: Mallory <m@sender.example>\r\n" + BODY,
                        HEADER.replace("a long", "another") + BODY,
                        HEADER.replace("text/plain", "text/html") + BODY,
                        HEADER + "Content-Transfer-Encoding: base64\r\n" + BODY,
                        HEADER + "MIME-Version: 1.0\r\n" + BODY,
                        HEADER + "Sender: m@sender.example\r\n" + BODY,
                        HEADER + "Reply-To: m@sender.example\r\n" + BODY,
                        BODY,
                        "")) {
            assertThat(read(other)).as(other).isEqualTo(new Reading.Changed(ID));
        }
    }

    @Test
    void anotherEnvelopeIsJudged() {
        String value = value();
        var content = new Text(HEADER + BODY);
        for (Envelope other :
                List.of(
                        envelope(EVE, ANN),
                        envelope(EVE, ANN, BEN, EVE),
                        envelope(EVE, EVE, BEN),
                        envelope(BEN, ANN, BEN),
                        new Envelope(ReversePath.Null.NULL, List.of(ANN, BEN), false))) {
            assertThat(mark.read(value, other, content)).isEqualTo(new Reading.Foreign());
        }
        assertThat(mark.read(value, envelope(EVE, BEN, ANN), content))
                .as("in another order")
                .isEqualTo(new Reading.Passed(ID));
    }

    @Test
    void anOldOneIsWorthNothing() {
        String value = value();
        var content = new Text(HEADER + BODY);
        now = NOW.plus(Duration.ofDays(5));
        assertThat(mark.read(value, ENVELOPE, content)).isEqualTo(new Reading.Passed(ID));
        now = NOW.plus(Duration.ofDays(5)).plusSeconds(1);
        assertThat(mark.read(value, ENVELOPE, content)).isEqualTo(new Reading.Foreign());
        now = NOW.minus(Duration.ofMinutes(6));
        assertThat(mark.read(value, ENVELOPE, content)).isEqualTo(new Reading.Foreign());
    }

    /// Each octet of a mark counts but those between its words; nothing that is written into it is an error.
    @Test
    void aMarkThatWasChangedIsForeign() {
        String value = value();
        var content = new Text(HEADER + BODY);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isWhitespace(c)) {
                continue;
            }
            String other = value.substring(0, i) + (c == '0' ? '1' : '0') + value.substring(i + 1);
            assertThat(mark.read(other, ENVELOPE, content))
                    .as(other)
                    .isEqualTo(new Reading.Foreign());
        }
        for (String other : List.of("", " ", "x", "yes", value.strip() + " x", "9".repeat(5000))) {
            assertThat(mark.read(other, ENVELOPE, content)).isEqualTo(new Reading.Foreign());
        }
        var others = new PassMark(new PlainSeals("other"), () -> now);
        assertThat(others.read(value, ENVELOPE, content)).isEqualTo(new Reading.Foreign());
    }

    /// Next hops that say what they want of a message that has no mark.
    private List<String> shipped(Door door, Reply unmarked) throws InterruptedException {
        var shipped = new ArrayList<String>();
        var back =
                new HandBack(
                        (_, shipment, _) -> {
                            shipped.add(shipment.trace());
                            return shipped.size() == 1
                                    ? new HandOver.Declined(unmarked)
                                    : new HandOver.Accepted(Reply.of(250, "2.0.0", "Ok"));
                        },
                        mark);
        back.handOver(
                new NextHop("127.0.0.1", 25),
                Shipment.of(ENVELOPE, "Received: x\r\n", Optional.empty(), door, ID),
                new Text(HEADER + BODY));
        return shipped;
    }

    private static final Reply WANTED =
            new Reply(554, "5.4.6", List.of("so: " + HandBack.WANTED.lines().getFirst() + " [x]"));

    @Test
    void onlyWhatIsAskedForItsMarkHasOne() throws InterruptedException {
        List<String> shipped = shipped(Door.MILTER, WANTED);
        assertThat(shipped).hasSize(2);
        assertThat(shipped.getFirst()).isEqualTo("Received: x\r\n");
        assertThat(shipped.getLast()).startsWith("Received: x\r\nX-Postern-Passed: " + ID + " ");
        assertThat(shipped(Door.MILTER, Reply.of(554, "5.7.1", "no"))).hasSize(1);
        assertThat(shipped(Door.MILTER, new Reply(451, "4.4.6", WANTED.lines()))).hasSize(1);
        assertThat(shipped(Door.EDGE, WANTED)).hasSize(1);
        assertThat(shipped(Door.FILTER, WANTED)).hasSize(1);
    }

    @Test
    void whatComesBackIsKnownByItsNewestTraceAndItsClient() {
        String ours = " from c (c [192.0.2.1])\n\tby mx.example (Postern milter) with ESMTP id 1";
        assertThat(HandBack.isBack(ours, "mx.example")).isTrue();
        assertThat(HandBack.isBack(ours, "example")).isFalse();
        assertThat(HandBack.isBack(ours, "c")).isFalse();
        assertThat(HandBack.isBack(ours.replace(" milter", ""), "mx.example")).isFalse();
        assertThat(HandBack.isBack("", "mx.example")).isFalse();
    }
}
