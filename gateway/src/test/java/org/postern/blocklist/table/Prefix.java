package org.postern.blocklist.table;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postern.mail.address.IpAddress;

/// A prefix as an object, and the slow obvious search that a table is compared with.
record Prefix(IpAddress address, int bits, int number) {

    static PrefixTable table(List<Prefix> prefixes) {
        try (var builder = new PrefixTableBuilder()) {
            prefixes.forEach(it -> builder.add(it.address, it.bits, it.number));
            return builder.build();
        }
    }

    /// Looks at each prefix; the longest wins, among equals the least number.
    static int search(List<Prefix> prefixes, IpAddress address) {
        int longest = -1;
        int found = PrefixTable.NONE;
        for (Prefix prefix : prefixes) {
            if (prefix.covers(address.unmapped())
                    && (prefix.bits > longest || prefix.bits == longest && prefix.number < found)) {
                longest = prefix.bits;
                found = prefix.number;
            }
        }
        return found;
    }

    boolean covers(IpAddress other) {
        return address.isNear(other, bits);
    }

    IpAddress first() {
        return of(value().andNot(rest()));
    }

    IpAddress last() {
        return of(value().or(rest()));
    }

    /// The address beside another one, or the same at the edge of the space.
    static IpAddress neighbour(IpAddress address, int distance) {
        var at = new Prefix(address, address.width(), 0);
        BigInteger next = at.value().add(BigInteger.valueOf(distance));
        return next.signum() < 0 || next.bitLength() > address.width() ? address : at.of(next);
    }

    static IpAddress within(RandomGenerator random, Prefix prefix) {
        var any = new BigInteger(1, octets(random, 16)).and(prefix.rest());
        return prefix.of(prefix.value().andNot(prefix.rest()).or(any));
    }

    /// Prefixes that nest, touch and repeat: most begin with a part of one before.
    static List<Prefix> random(RandomGenerator random, int count) {
        var prefixes = new ArrayList<Prefix>();
        for (int i = 0; i < count; i++) {
            boolean version6 = random.nextBoolean();
            IpAddress address = IpAddress.ofOctets(octets(random, version6 ? 16 : 4)).unmapped();
            if (!prefixes.isEmpty() && random.nextInt(4) > 0) {
                Prefix other = prefixes.get(random.nextInt(prefixes.size()));
                address =
                        switch (random.nextInt(4)) {
                            case 0 -> other.first();
                            case 1 -> neighbour(other.last(), 1);
                            case 2 -> neighbour(other.first(), -1);
                            default -> within(random, other);
                        };
            }
            int width = address.width();
            int bits =
                    switch (random.nextInt(8)) {
                        case 0 -> width;
                        case 1 -> random.nextInt(4);
                        case 2 -> Math.min(width, 63 + random.nextInt(3));
                        default -> random.nextInt(width + 1);
                    };
            prefixes.add(new Prefix(address, bits, random.nextInt(1 << random.nextInt(1, 26))));
        }
        return prefixes;
    }

    private static byte[] octets(RandomGenerator random, int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }

    private BigInteger value() {
        return new BigInteger(1, address.octets());
    }

    private BigInteger rest() {
        return BigInteger.ONE.shiftLeft(address.width() - bits).subtract(BigInteger.ONE);
    }

    private IpAddress of(BigInteger value) {
        byte[] octets = new byte[address.width() / 8];
        byte[] whole = value.toByteArray();
        for (int i = 0; i < Math.min(octets.length, whole.length); i++) {
            octets[octets.length - 1 - i] = whole[whole.length - 1 - i];
        }
        return IpAddress.ofOctets(octets);
    }
}
