package org.postern.blocklist.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.postern.mail.address.IpAddress;

class PrefixTableTest {
    private static final int ROUNDS = 300;

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static PrefixTable table(Prefix... prefixes) {
        return Prefix.table(List.of(prefixes));
    }

    private static Prefix prefix(String text, int number) {
        String[] halves = text.split("/", 2);
        return new Prefix(ip(halves[0]), Integer.parseInt(halves[1]), number);
    }

    @Test
    void theLongestPrefixAroundAnAddressAnswers() {
        try (PrefixTable table =
                table(
                        prefix("192.0.2.0/24", 1),
                        prefix("192.0.2.64/26", 2),
                        prefix("192.0.2.77/32", 3),
                        prefix("2001:db8::/32", 4),
                        prefix("2001:db8::7/128", 5))) {
            assertThat(table.find(ip("192.0.2.63"))).isEqualTo(1);
            assertThat(table.find(ip("192.0.2.64"))).isEqualTo(2);
            assertThat(table.find(ip("192.0.2.77"))).isEqualTo(3);
            assertThat(table.find(ip("192.0.2.78"))).isEqualTo(2);
            assertThat(table.find(ip("192.0.2.128"))).isEqualTo(1);
            assertThat(table.find(ip("192.0.3.0"))).isEqualTo(PrefixTable.NONE);
            assertThat(table.find(ip("192.0.1.255"))).isEqualTo(PrefixTable.NONE);
            assertThat(table.find(ip("2001:db8::6"))).isEqualTo(4);
            assertThat(table.find(ip("2001:db8::7"))).isEqualTo(5);
            assertThat(table.find(ip("2001:db8::8"))).isEqualTo(4);
            assertThat(table.find(ip("2001:db9::"))).isEqualTo(PrefixTable.NONE);
            assertThat(table.find(ip("2001:db7:ffff::"))).isEqualTo(PrefixTable.NONE);
            assertThat(table.find(ip("::"))).isEqualTo(PrefixTable.NONE);
            assertThat(table.find(ip("ffff::"))).isEqualTo(PrefixTable.NONE);
            assertThat(table.prefixes()).isEqualTo(5);
            assertThat(table.coveredVersion4()).isEqualTo(256);
        }
    }

    @Test
    void theEdgesOfTheSpaceAreAddressesLikeOthers() {
        try (PrefixTable table =
                table(
                        prefix("0.0.0.0/32", 0),
                        prefix("255.255.255.255/32", PrefixTableBuilder.GREATEST),
                        prefix("::/128", 7),
                        prefix("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", 8))) {
            assertThat(table.find(ip("0.0.0.0"))).isZero();
            assertThat(table.find(ip("0.0.0.1"))).isEqualTo(PrefixTable.NONE);
            assertThat(table.find(ip("255.255.255.254"))).isEqualTo(PrefixTable.NONE);
            assertThat(table.find(ip("255.255.255.255"))).isEqualTo(PrefixTableBuilder.GREATEST);
            assertThat(table.find(ip("::"))).isEqualTo(7);
            assertThat(table.find(ip("::1"))).isEqualTo(PrefixTable.NONE);
            assertThat(table.findVersion6(-1, -2)).isEqualTo(PrefixTable.NONE);
            assertThat(table.findVersion6(-1, -1)).isEqualTo(8);
        }
        try (PrefixTable all = table(prefix("0.0.0.0/0", 1), prefix("::/0", 2))) {
            assertThat(all.findVersion4(0)).isEqualTo(1);
            assertThat(all.findVersion4(-1)).isEqualTo(1);
            assertThat(all.findVersion6(0, 0)).isEqualTo(2);
            assertThat(all.findVersion6(-1, -1)).isEqualTo(2);
            assertThat(all.coveredVersion4()).isEqualTo(1L << 32);
        }
        assertThat(PrefixTable.EMPTY.findVersion4(0)).isEqualTo(PrefixTable.NONE);
        assertThat(PrefixTable.EMPTY.findVersion6(-1, -1)).isEqualTo(PrefixTable.NONE);
    }

    @Test
    void ofTheSamePrefixTwiceTheLesserNumberHoldsAndAnExclusionWins() {
        try (PrefixTable table = table(prefix("192.0.2.0/24", 9), prefix("192.0.2.0/24", 3))) {
            assertThat(table.find(ip("192.0.2.1"))).isEqualTo(3);
        }
        try (var builder = new PrefixTableBuilder()) {
            builder.add(ip("192.0.2.0"), 24, 0);
            builder.exclude(ip("192.0.2.0"), 24);
            builder.add(ip("192.0.2.8"), 32, 1);
            builder.add(ip("2001:db8::"), 32, 2);
            builder.exclude(ip("2001:db8:1::"), 48);
            builder.add(ip("198.51.100.0"), 24, 3);
            builder.excludeRangeVersion4(0xc6336405, 0xc6336409);
            try (PrefixTable table = builder.build()) {
                assertThat(table.find(ip("192.0.2.1"))).isEqualTo(PrefixTable.NONE);
                assertThat(table.find(ip("192.0.2.8"))).isEqualTo(1);
                assertThat(table.find(ip("2001:db8::1"))).isEqualTo(2);
                assertThat(table.find(ip("2001:db8:1::1"))).isEqualTo(PrefixTable.NONE);
                assertThat(table.find(ip("198.51.100.4"))).isEqualTo(3);
                assertThat(table.find(ip("198.51.100.5"))).isEqualTo(PrefixTable.NONE);
                assertThat(table.find(ip("198.51.100.9"))).isEqualTo(PrefixTable.NONE);
                assertThat(table.find(ip("198.51.100.10"))).isEqualTo(3);
            }
        }
    }

    @Test
    void h10_anIpv4AddressInIpv6ClothesIsThatAddress() {
        try (PrefixTable table =
                table(prefix("::ffff:192.0.2.0/120", 1), prefix("198.51.100.0/24", 2))) {
            assertThat(table.find(ip("192.0.2.200"))).isEqualTo(1);
            assertThat(table.find(ip("::ffff:192.0.2.200"))).isEqualTo(1);
            assertThat(table.find(ip("::ffff:198.51.100.1"))).isEqualTo(2);
        }
    }

    @Test
    void rangesAreEveryAddressFromOneToTheOther() {
        RandomGenerator random = new Random(5);
        for (int round = 0; round < ROUNDS; round++) {
            int one = random.nextInt() >>> random.nextInt(24) << random.nextInt(8);
            int other = random.nextBoolean() ? one + random.nextInt(5000) : random.nextInt();
            int first = Integer.compareUnsigned(one, other) <= 0 ? one : other;
            int last = first == one ? other : one;
            try (var builder = new PrefixTableBuilder()) {
                builder.addRangeVersion4(first, last, 4);
                try (PrefixTable table = builder.build()) {
                    assertThat(builder.prefixes()).isLessThanOrEqualTo(62);
                    assertThat(table.coveredVersion4())
                            .isEqualTo(
                                    Integer.toUnsignedLong(last)
                                            - Integer.toUnsignedLong(first)
                                            + 1);
                    assertThat(table.findVersion4(first)).isEqualTo(4);
                    assertThat(table.findVersion4(last)).isEqualTo(4);
                }
            }
        }
        try (var builder = new PrefixTableBuilder()) {
            assertThatThrownBy(() -> builder.addRangeVersion4(2, 1, 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatASearchThroughAllPrefixesFindsIsFound() {
        RandomGenerator random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            List<Prefix> prefixes = Prefix.random(random, random.nextInt(1, 120));
            try (PrefixTable table = Prefix.table(prefixes)) {
                for (Prefix prefix : prefixes) {
                    check(table, prefixes, prefix.first());
                    check(table, prefixes, prefix.last());
                    check(table, prefixes, Prefix.neighbour(prefix.first(), -1));
                    check(table, prefixes, Prefix.neighbour(prefix.last(), 1));
                    check(table, prefixes, Prefix.within(random, prefix));
                }
                check(table, prefixes, new IpAddress(true, random.nextLong(), random.nextLong()));
            }
        }
    }

    @Test
    void manyPrefixesOverOneAnotherAreSortedThroughSeveralRuns() {
        RandomGenerator random = new Random(2);
        var prefixes = new ArrayList<Prefix>();
        try (var builder = new PrefixTableBuilder()) {
            for (int i = 0; i < 300_000; i++) {
                // Those that are looked at have a part of the space for themselves.
                int address = random.nextInt() | 1 << 31;
                builder.addVersion4(address, random.nextInt(20, 33), 1);
                if (i % 5000 == 0) {
                    var kept = new Prefix(new IpAddress(false, 0, address & 0x7fff_ffff), 9, i);
                    builder.add(kept.address(), kept.bits(), kept.number());
                    prefixes.add(kept);
                }
            }
            try (PrefixTable table = builder.build()) {
                prefixes.forEach(it -> check(table, prefixes, it.last()));
                assertThat(table.octets()).isLessThan(5_000_000);
            }
        }
    }

    @Test
    void aNetworkIsTouchedByWhatIsInItAndAroundIt() {
        RandomGenerator random = new Random(3);
        for (int round = 0; round < ROUNDS; round++) {
            List<Prefix> prefixes = Prefix.random(random, random.nextInt(1, 20));
            Prefix network = Prefix.random(random, 1).getFirst();
            try (PrefixTable table = Prefix.table(prefixes)) {
                boolean expected =
                        prefixes.stream()
                                .anyMatch(it ->
                                        it.covers(network.first()) || network.covers(it.first()));
                assertThat(table.findTouching(network.address(), network.bits()) >= 0)
                        .as("%s of %s", network, prefixes)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void whatIsNoPrefixIsRefused() {
        try (var builder = new PrefixTableBuilder()) {
            assertThatThrownBy(() -> builder.addVersion4(0, 33, 0))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> builder.addVersion6(0, 0, 129, 0))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> builder.addVersion4(0, 1, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> builder.addVersion4(0, 1, PrefixTableBuilder.GREATEST + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aTableThatIsClosedGivesNoAnswer() {
        PrefixTable table = table(prefix("192.0.2.0/24", 1));
        table.close();
        table.close();
        assertThatThrownBy(() -> table.findVersion4(0)).isInstanceOf(IllegalStateException.class);
        PrefixTable.EMPTY.close();
        assertThat(PrefixTable.EMPTY.findVersion4(0)).isEqualTo(PrefixTable.NONE);
    }

    private static void check(PrefixTable table, List<Prefix> prefixes, IpAddress address) {
        assertThat(table.find(address))
                .as("%s in %s", address, prefixes)
                .isEqualTo(Prefix.search(prefixes, address));
    }
}
