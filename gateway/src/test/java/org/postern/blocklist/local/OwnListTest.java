package org.postern.blocklist.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Result;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsFailure;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.Zone;
import org.postern.mail.dns.ZoneReader;

class OwnListTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

    private static final DnsLookup NAMES =
            zone(
                    """
                    7.2.0.192.in-addr.arpa. PTR mail.example.org.
                    mail.example.org. A 192.0.2.7
                    8.2.0.192.in-addr.arpa. PTR mail.example.org.
                    """);

    private static Zone zone(String text) {
        return ZoneReader.read(text).zone();
    }

    private static Entry entry(ListKind list, String line) {
        EntryText.Line read = EntryText.parse(line).orElseThrow();
        return new Entry(list, read.clients(), read.comment(), "ann", NOW, read.expires());
    }

    private static Result found(ListKind list, String client, String... lines)
            throws InterruptedException {
        LocalLists.Snapshot lists =
                LocalLists.of(Arrays.stream(lines).map(it -> entry(list, it)).toList());
        return new OwnList(list, list == ListKind.ALLOW, () -> lists)
                .examine(
                        new ClientView(
                                Caller.at(IpAddress.parse(client).orElseThrow()), NOW, NAMES));
    }

    @Test
    void theClosestEntryIsTheReason() throws InterruptedException {
        String[] lines = {"192.0.0.0/16", "192.0.2.0/24", "192.0.2.7", "2001:db8::/32"};

        assertThat(found(ListKind.BLOCK, "192.0.2.7", lines)).isEqualTo(hit("192.0.2.7"));
        assertThat(found(ListKind.BLOCK, "192.0.2.8", lines)).isEqualTo(hit("192.0.2.0/24"));
        assertThat(found(ListKind.BLOCK, "192.0.9.9", lines)).isEqualTo(hit("192.0.0.0/16"));
        assertThat(found(ListKind.BLOCK, "2001:db8:1::1", lines)).isEqualTo(hit("2001:db8::/32"));
        assertThat(found(ListKind.BLOCK, "2001:db9::1", lines)).isEqualTo(Result.Clear.CLEAR);
        assertThat(found(ListKind.BLOCK, "198.51.100.1", lines)).isEqualTo(Result.Clear.CLEAR);
    }

    @Test
    void anEntryThatExpiredCountsNoMoreAndHidesNoWiderOne() throws InterruptedException {
        assertThat(found(ListKind.BLOCK, "192.0.2.7", "192.0.2.7 expires=2026-11-22"))
                .isEqualTo(Result.Clear.CLEAR);
        assertThat(
                        found(
                                ListKind.BLOCK,
                                "192.0.2.7",
                                "192.0.2.7 expires=2026-11-22",
                                "192.0.2.0/24 expires=2026-11-23"))
                .isEqualTo(hit("192.0.2.0/24"));
    }

    @Test
    void h5_aNameCountsOnlyWhereItLeadsBack() throws InterruptedException {
        for (String line : new String[] {"mail.example.org", ".example.org"}) {
            assertThat(found(ListKind.ALLOW, "192.0.2.7", line))
                    .isEqualTo(new Result.Allowed(line));
            assertThat(found(ListKind.ALLOW, "192.0.2.8", line)).isEqualTo(Result.Clear.CLEAR);
        }
        assertThat(found(ListKind.ALLOW, "192.0.2.7", ".mail.example.org", "example.org"))
                .isEqualTo(Result.Clear.CLEAR);
    }

    @Test
    void h7_aNameThatIsNotKnownIsNeitherListedNorNot() throws InterruptedException {
        DnsLookup silent = new Zone.Builder().elsewhere(DnsFailure.TIMEOUT, "no answer").build();
        LocalLists.Snapshot lists = LocalLists.of(List.of(entry(ListKind.BLOCK, ".example.org")));
        var client = Caller.at(IpAddress.parse("192.0.2.7").orElseThrow());

        assertThat(
                        new OwnList(ListKind.BLOCK, false, () -> lists)
                                .examine(new ClientView(client, NOW, silent)))
                .isEqualTo(new Result.NotDone("no answer"));
    }

    @Test
    void anIpv4AddressInIpv6ClothesIsThatAddress() throws InterruptedException {
        assertThat(found(ListKind.BLOCK, "::ffff:192.0.2.7", "192.0.2.0/24"))
                .isEqualTo(hit("192.0.2.0/24"));
    }

    private static Result hit(String detail) {
        return new Result.Hit(detail);
    }
}
