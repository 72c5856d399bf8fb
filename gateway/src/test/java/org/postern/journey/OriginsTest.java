package org.postern.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.inspect.BytesContent;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;

/// Whom a message came from, as far as servers say so that are believed.
class OriginsTest {
    private static final String BACKUP = "192.0.2.1";
    private static final String INSIDE = "10.0.0.5";
    private static final String STRANGER = "203.0.113.66";
    private static final String FORGED = "198.51.100.9";

    private final TestTrust trust = new TestTrust();
    private String client = BACKUP;
    private Optional<String> login = Optional.empty();
    private Direction direction = Direction.INBOUND;

    @BeforeEach
    void name() {
        trust.bringing.add(BACKUP);
        trust.relays.add(INSIDE);
    }

    @Test
    void theFirstServerThatIsNotBelievedIsTheOrigin() {
        assertThat(origin(from(STRANGER)))
                .contains(new Origin(ip(STRANGER), false, List.of(ip(BACKUP))));
        assertThat(origin(from(INSIDE), from("127.0.0.1"), from(BACKUP), from(STRANGER)))
                .contains(new Origin(ip(STRANGER), false, List.of(ip(BACKUP), ip(INSIDE))));
    }

    /// The server beside a filter writes down first whom it has the message from, which we know.
    @Test
    void theFieldOfTheServerBesideUsSaysNothingNew() {
        assertThat(origin(from(BACKUP), from(STRANGER)))
                .contains(new Origin(ip(STRANGER), false, List.of(ip(BACKUP))));
    }

    @Test
    void whatAStrangerWroteIsNeverBelieved() {
        assertThat(origin(from(STRANGER), from(FORGED), from(INSIDE)).orElseThrow().ip())
                .isEqualTo(STRANGER);
        assertThat(origin(from(STRANGER), from(BACKUP), from(FORGED)).orElseThrow().ip())
                .isEqualTo(STRANGER);
    }

    @Test
    void aStrangersOwnFieldsAreNotRead() {
        client = STRANGER;
        assertThat(origin(from(FORGED))).isEmpty();
        assertThat(origin(from(BACKUP), from(FORGED))).isEmpty();
    }

    @Test
    void whatNobodyCanReadEndsTheWay() {
        assertThat(origin("by x (Postfix, from userid 0); x", from(FORGED))).isEmpty();
        assertThat(origin("from x (y) by z; x", from(FORGED))).isEmpty();
        assertThat(origin()).isEmpty();
        assertThat(origin(from(INSIDE))).isEmpty();
    }

    @Test
    void stepsWithinAServerArePassedOver() {
        assertThat(
                        origin(
                                        "by x with LMTP id 1; x",
                                        "(qmail 1 invoked from network); x",
                                        from(STRANGER))
                                .orElseThrow()
                                .ip())
                .isEqualTo(STRANGER);
    }

    @Test
    void whoLoggedInAtABelievedServerIsSaidToHaveDoneSo() {
        assertThat(origin(from(STRANGER, "ESMTPSA"), from(FORGED)))
                .contains(new Origin(ip(STRANGER), true, List.of(ip(BACKUP))));
    }

    /// A person's program writes what the person likes.
    @Test
    void belowWhoLoggedInInsideNothingIsBelieved() {
        assertThat(origin(from(INSIDE, "ESMTPSA"), from(FORGED))).isEmpty();
        login = Optional.of("ann");
        assertThat(origin(from(STRANGER))).isEmpty();
    }

    @Test
    void theWayHasAnEnd() {
        String[] endless = new String[500];
        Arrays.fill(endless, from(INSIDE));
        endless[499] = from(STRANGER);
        assertThat(origin(endless)).isEmpty();
    }

    @Test
    void whatATrustedRelayBringsFromOutsideIsInbound() {
        direction = Direction.INTERNAL;
        trust.relays.add(BACKUP);
        assertThat(found(from(STRANGER)).direction()).isEqualTo(Direction.INBOUND);
        assertThat(found(from(INSIDE)).direction()).isEqualTo(Direction.INTERNAL);
        // What nobody can tell is not ours.
        assertThat(found("from x (y) by z; x").direction()).isEqualTo(Direction.INBOUND);
        assertThat(found().direction()).isEqualTo(Direction.INBOUND);
        assertThat(found(from(STRANGER, "ESMTPA")).direction()).isEqualTo(Direction.INTERNAL);
        client = INSIDE;
        assertThat(found(from(STRANGER)).direction()).isEqualTo(Direction.INTERNAL);
        assertThat(found(from(STRANGER)).origin()).isPresent();
        client = BACKUP;
        direction = Direction.OUTBOUND;
        assertThat(found(from(STRANGER)).direction()).isEqualTo(Direction.OUTBOUND);
    }

    private Optional<Origin> origin(String... fields) {
        return found(fields).origin();
    }

    private Arrival found(String... fields) {
        var message = new StringBuilder();
        for (String field : fields) {
            message.append("Received: ").append(field).append('\n');
        }
        var arrival =
                new Arrival(
                        MailId.next(InstantSource.system(), new Random(1)),
                        Door.EDGE,
                        direction,
                        new Client(
                                new InetSocketAddress(ip(client), 4711),
                                "client.example",
                                true,
                                Optional.empty(),
                                trust.relays.contains(client),
                                login),
                        new Envelope(
                                ReversePath.Null.NULL,
                                List.of(new Address("ann", new Domain.Name("a.example"))),
                                false),
                        new Waterfall(InstantSource.system()));
        Arrival found = new Origins(trust).of(arrival, BytesContent.of(message + "\nx\n"));
        assertThat(found.from(Optional.empty(), direction)).isEqualTo(arrival);
        return found;
    }

    private static String from(String address) {
        return from(address, "ESMTP");
    }

    private static String from(String address, String protocol) {
        return "from helo.example (name.example ["
                + address
                + "])\n\tby server.example (Some) with "
                + protocol
                + " id 1;\n\tSun, 22 Nov 2026 12:00:00 +0000";
    }

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }
}
