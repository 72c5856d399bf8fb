package org.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postern.contents.ContentId;
import org.postern.inspect.BytesContent;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;
import org.postern.journey.MailId;
import org.postern.journey.NextHop;
import org.postern.journey.Transport;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;

/// What becomes of each recipient in one attempt, and what its sender reads of it.
class AttemptTest {
    private static final Reply TAKEN = Reply.of(250, "2.0.0", "Taken");
    private static final Reply NO_ANN = Reply.of(550, "5.1.1", "No Ann");
    private static final Reply NO_BEN = Reply.of(550, "5.2.1", "Ben has left");
    private static final Reply LOOP = Reply.of(554, "5.4.6", "That leads back here");
    private static final Address ANN = address("ann");
    private static final Address BEN = address("ben");
    private static final NextHop MX =
            new NextHop(
                    List.of(
                            new NextHop.Hop(
                                    new NextHop.Exchangers(new Domain.Name("far.example"), 25),
                                    10,
                                    1)),
                    Transport.SMTP,
                    Optional.empty(),
                    "");
    private static final NextHop TWO =
            new NextHop(
                    List.of(
                            new NextHop.Hop(new NextHop.Server("a.example", 25), 10, 1),
                            new NextHop.Hop(new NextHop.Server("b.example", 25), 20, 1)),
                    Transport.SMTP,
                    Optional.empty(),
                    "");

    private final List<List<Address>> offered = new ArrayList<>();

    @Test
    void ourOwnLimitIsNoTroubleOfTheNextHop() throws Exception {
        assertThat(run(MX, new HandOver.Busy("all 40 connections are busy")).contact())
                .isEqualTo(Contact.NONE);
        assertThat(run(MX, new HandOver.Failed("cannot be reached")).contact())
                .isEqualTo(Contact.FAILED);
    }

    @Test
    void whomANextHopCannotBeSentKeepsNobodyElseWaiting() throws Exception {
        Attempt.Result result =
                run(MX, new HandOver.Unfit(LOOP, List.of(BEN)), new HandOver.Accepted(TAKEN));
        assertThat(offered).containsExactly(List.of(ANN, BEN), List.of(ANN));
        assertThat(result.answers())
                .containsExactlyInAnyOrder(
                        new Answer.Unfit(BEN, "mx:far.example", LOOP),
                        new Answer.Taken(ANN, "mx:far.example", TAKEN, Answer.Report.RELAYED));
    }

    @Test
    void aNoticeSaysWhichServerSaidWhatToWhom() throws Exception {
        var each = Map.of(ANN, NO_ANN, BEN, NO_BEN);
        String notice = notice(MX, new HandOver.Declined(NO_ANN, each, "mx1.far.example:25"));
        assertThat(notice)
                .contains("Remote-MTA: dns; mx1.far.example\n")
                .contains("Diagnostic-Code: smtp; 550 5.1.1 No Ann\n")
                .contains("Diagnostic-Code: smtp; 550 5.2.1 Ben has left\n");
        assertThat(
                        notice(
                                TWO,
                                new HandOver.Mixed(
                                        Map.of(ANN, NO_ANN, BEN, NO_BEN), "b.example:25")))
                .contains("Remote-MTA: dns; b.example\n");
    }

    @Test
    void aNoticeTakesNoDomainForAServerCalledMx() throws Exception {
        assertThat(notice(MX, new HandOver.Declined(NO_ANN)))
                .contains("Remote-MTA: dns; far.example\n");
        assertThat(notice(TWO, new HandOver.Declined(NO_ANN)))
                .contains("Remote-MTA: dns; a.example\n");
    }

    @Test
    void whatWeSayOurselvesNoServerSaid() throws Exception {
        String notice = notice(MX, new HandOver.Unfit(LOOP, List.of(ANN, BEN)));
        assertThat(notice)
                .contains("Diagnostic-Code: X-Postern; That leads back here\n")
                .contains("Status: 5.4.6\n")
                .doesNotContain("Remote-MTA");
    }

    private static String notice(NextHop hop, HandOver result) throws InterruptedException {
        QueuedMail mail = mail();
        Attempt.Result answers = new AttemptTest().run(hop, result);
        var failures =
                answers.answers().stream().map(it -> new Settlement.Failure(it, false)).toList();
        var settled =
                new Settlement(
                        mail,
                        List.of(),
                        failures,
                        List.of(),
                        Duration.ZERO,
                        /* tellDelay= */ false);
        var writer = new NoticeWriter("gate.example", InstantSource.system(), new Random());
        byte[] octets =
                writer.failed(settled, BytesContent.of("Subject: x\n\nx\n"))
                        .orElseThrow()
                        .notice()
                        .octets();
        return StandardCharsets.ISO_8859_1
                .decode(ByteBuffer.wrap(octets))
                .toString()
                .replace("\r\n", "\n");
    }

    private Attempt.Result run(NextHop hop, HandOver... results) throws InterruptedException {
        return Attempt.run(
                mail(),
                BytesContent.of("Subject: x\n\nx\n"),
                (_, _) -> Optional.of(hop),
                (_, shipment, _) -> {
                    offered.add(shipment.envelope().recipients());
                    return results[Math.min(offered.size(), results.length) - 1];
                });
    }

    private static QueuedMail mail() {
        Instant now = Instant.now();
        return new QueuedMail(
                new UUID(0, 1),
                MailId.next(InstantSource.system(), new Random()),
                now,
                "gate.example",
                "mx:far.example",
                Door.EDGE,
                Direction.OUTBOUND,
                "",
                new Envelope(
                        new ReversePath.Mailbox(new Address("me", new Domain.Name("own.example"))),
                        List.of(ANN, BEN),
                        false),
                QueuedMail.Return.SENDER,
                Optional.empty(),
                Optional.empty(),
                "",
                1,
                new ContentId(UUID.fromString("019d0000-0000-7000-8000-000000000000")),
                new QueuedMail.Standing(
                        QueuedMail.State.LEASED,
                        now,
                        now.plus(Duration.ofDays(5)),
                        1,
                        0,
                        1,
                        "",
                        false));
    }

    private static Address address(String name) {
        return new Address(name, new Domain.Name("far.example"));
    }
}
