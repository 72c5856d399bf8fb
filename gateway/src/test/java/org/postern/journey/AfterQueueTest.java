package org.postern.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.inspect.BytesContent;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.address.Unreadable;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.Xforward;

/// Rulings where a mail server has the message in its queue already.
class AfterQueueTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Address ANN = new Address("ann", new Domain.Name("a.example"));
    private static final Ruling REFUSE =
            new Ruling.Refuse(Reply.of(554, "5.7.0", "Too deep"), "limit");
    private static final Ruling LOOP = new Ruling.Refuse(Reply.of(554, "5.4.6", "Loop"), "loop");
    private static final Ruling PUT_OFF =
            new Ruling.PutOff(Reply.of(451, "4.7.1", "Later"), "not-inspected");

    private Neighbour.Refusals refusals = Neighbour.Refusals.HELD;
    private ReversePath sender = ReversePath.Null.NULL;
    private Address recipient = ANN;

    @Test
    void promise5_whatIsRefusedIsHeldOrDropped() {
        Ruled held = soften(REFUSE, "");
        assertThat(held.ruling()).isEqualTo(new Ruling.Hold("limit"));
        assertThat(held.trace())
                .containsExactly(
                        "test:1",
                        "behind a queue: held instead of refused with 554 5.7.0 Too deep");
        refusals = Neighbour.Refusals.DISCARDED;
        Ruled dropped = soften(REFUSE, "");
        assertThat(dropped.ruling()).isEqualTo(new Ruling.Discard("limit"));
        assertThat(dropped.trace().getLast())
                .isEqualTo("behind a queue: dropped instead of refused with 554 5.7.0 Too deep");
        refusals = Neighbour.Refusals.SAID;
        assertThat(soften(REFUSE, "").ruling()).isEqualTo(REFUSE);
    }

    /// A server that shows us what we gave back makes a loop of all mail.
    @Test
    void promise1_aLoopIsNeverDropped() {
        refusals = Neighbour.Refusals.DISCARDED;
        assertThat(soften(LOOP, "").ruling()).isEqualTo(new Ruling.Hold("loop"));
    }

    @Test
    void promise5_whatCannotBeLookedAtForHoursIsHeld() {
        String hours = received(AfterQueue.PATIENCE.plusMinutes(1));
        for (var each : List.of(Neighbour.Refusals.HELD, Neighbour.Refusals.DISCARDED)) {
            refusals = each;
            assertThat(soften(PUT_OFF, received(AfterQueue.PATIENCE)).ruling()).isEqualTo(PUT_OFF);
            Ruled held = soften(PUT_OFF, hours);
            assertThat(held.ruling()).isEqualTo(new Ruling.Hold("not-inspected"));
            assertThat(held.trace().getLast())
                    .isEqualTo(
                            "behind a queue: held after 4 hours instead of put off with 451 4.7.1"
                                    + " Later");
        }
        refusals = Neighbour.Refusals.SAID;
        assertThat(soften(PUT_OFF, hours).ruling()).isEqualTo(PUT_OFF);
    }

    /// Only the newest field is the server's own.
    @Test
    void howOldAMessageSaysItIsDoesNotCount() {
        String old = received(Duration.ofDays(9));
        assertThat(soften(PUT_OFF, received(Duration.ofMinutes(1)) + old).ruling())
                .isEqualTo(PUT_OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Subject: x\n", "Received: by x; yesterday\n"})
    void whereNoDateIsSaidTheServerTriesAgain(String header) {
        assertThat(soften(PUT_OFF, header).ruling()).isEqualTo(PUT_OFF);
        assertThat(soften(PUT_OFF, received(Duration.ofHours(-9))).ruling()).isEqualTo(PUT_OFF);
    }

    @Test
    void otherRulingsStayAsTheyAre() {
        for (Ruling ruling :
                List.of(
                        new Ruling.Deliver("clean"),
                        new Ruling.Hold("ambiguous"),
                        new Ruling.Discard("unwanted"))) {
            assertThat(soften(ruling, received(Duration.ofDays(2))).ruling()).isEqualTo(ruling);
        }
    }

    private static String received(Duration ago) {
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        NOON.minus(ago).atOffset(ZoneOffset.UTC));
        return "Received: from x ([192.0.2.1])\n\tby y (Postfix) with ESMTP id 1;\n\t"
                + date
                + "\n";
    }

    /// The server would return to the sender in the end what is put off.
    @Test
    void promise5_whatHasAnAddressThatCannotBeReadIsHeld() {
        Ruling deliver = new Ruling.Deliver("clean");
        assertThat(soften(deliver, "").ruling()).isEqualTo(deliver);
        recipient = Unreadable.of("<a b>");
        Ruled held = soften(deliver, "");
        assertThat(held.ruling()).isEqualTo(new Ruling.Hold("unreadable-address"));
        assertThat(held.trace().getLast())
                .isEqualTo("behind a queue: held, as an address cannot be read");
        assertThat(soften(PUT_OFF, "").ruling()).isEqualTo(PUT_OFF);
        recipient = ANN;
        sender = new ReversePath.Mailbox(Unreadable.of("<a b>"));
        assertThat(soften(deliver, "").ruling()).isEqualTo(new Ruling.Hold("unreadable-address"));
        refusals = Neighbour.Refusals.SAID;
        assertThat(soften(deliver, "").ruling()).isEqualTo(deliver);
    }

    private Ruled soften(Ruling ruling, String header) {
        var peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
        var arrival =
                new Arrival(
                        MailId.next(InstantSource.fixed(NOON), new Random(1)),
                        Door.FILTER,
                        Direction.INBOUND,
                        new Client(peer, "client.example", true, Optional.empty(), false),
                        new Envelope(sender, List.of(recipient), false),
                        new Waterfall(InstantSource.fixed(NOON)),
                        new Neighbour(Optional.empty(), refusals, Xforward.NOTHING));
        return AfterQueue.soften(
                        List.of(new Ruled(recipient, ruling, List.of("test:1"))),
                        arrival,
                        BytesContent.of(header + "\nx\n"))
                .getFirst();
    }
}
