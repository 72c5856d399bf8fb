package org.postern.blocklist.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.blocklist.Action;
import org.postern.blocklist.Blocker;
import org.postern.blocklist.Caller;
import org.postern.blocklist.Rule;
import org.postern.blocklist.Rules;
import org.postern.blocklist.Verdict;
import org.postern.blocklist.Verdict.Decision;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.ReversePath;
import org.postern.mail.dns.Zone;
import org.postern.mail.dns.ZoneReader;

/// Which organisation a client is of.
class GreylistTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Zone DNS =
            ZoneReader.read(
                            """
                            big.example. TXT "v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 -all"
                            mx.big.example. TXT "v=spf1 ip4:192.0.2.0/24 -all"
                            """)
                    .zone();

    private final WaitingRoom room = new WaitingRoom(WaitingRoom.Rules.STANDARD);
    private Instant now = NOON;
    private final Blocker blocker =
            new Blocker(
                    () ->
                            new Rules(
                                    List.of(
                                            new Rule(
                                                    new Greylist(room, "gate.example"),
                                                    Action.DEFER,
                                                    1,
                                                    Optional.empty()))),
                    (_, _) -> DNS,
                    (InstantSource) () -> now);

    private static Caller caller(String address, String hello, ReversePath sender) {
        return new Caller(
                IpAddress.parse(address).orElseThrow(),
                Optional.empty(),
                Optional.of(hello),
                Optional.of(sender),
                Optional.empty(),
                Optional.empty());
    }

    private static ReversePath ann(String domain) {
        return new ReversePath.Mailbox(new Address("ann", new Domain.Name(domain)));
    }

    private Decision judged(String address, ReversePath sender) throws InterruptedException {
        return blocker.judge(caller(address, "mx.big.example", sender)).decision();
    }

    private List<String> waiting() {
        return room.waiting(now).stream().map(WaitingRoom.Guest::name).toList();
    }

    @Test
    void anOrganisationWaitsOnceWhicheverOfItsServersComes() throws InterruptedException {
        assertThat(judged("192.0.2.1", ann("big.example"))).isEqualTo(Decision.DEFER);
        now = NOON.plus(Duration.ofMinutes(6));
        assertThat(judged("198.51.100.9", ann("big.example"))).isEqualTo(Decision.PASS);
        assertThat(judged("192.0.2.200", ann("big.example"))).isEqualTo(Decision.PASS);
    }

    @Test
    void whomSpfDoesNotVouchForIsItsNetwork() throws InterruptedException {
        judged("203.0.113.5", ann("big.example"));
        judged("203.0.113.6", ann("silent.example"));
        judged("2001:db8:1:2::3", ann("silent.example"));

        assertThat(waiting()).containsExactlyInAnyOrder("203.0.113.0/24", "2001:db8:1::/48");
    }

    @Test
    void aNoticeIsOfWhoeverTheClientIs() throws InterruptedException {
        judged("192.0.2.1", ReversePath.Null.NULL);
        assertThat(waiting()).containsExactly("mx.big.example");
    }

    @Test
    void whoAsksWhatWouldHappenChangesNothing() throws InterruptedException {
        Verdict verdict =
                blocker.explain(caller("192.0.2.1", "mx.big.example", ann("big.example")));
        assertThat(verdict.decision()).isEqualTo(Decision.DEFER);
        assertThat(waiting()).isEmpty();
    }
}
