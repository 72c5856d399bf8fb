package org.postern.blocklist.table;

import java.lang.foreign.Arena;
import org.postern.mail.address.IpAddress;

/// Takes prefixes in any order, from any number of sources, and makes a table of them. For one thread, and for one table.
///
/// A prefix of IPv4 takes eight octets until the table is made, and eight more meanwhile; one of IPv6 24 and 16. All of that
/// is outside the heap, and given back by closing.
public final class PrefixTableBuilder implements AutoCloseable {
    /// No number is greater.
    public static final int GREATEST = (1 << 26) - 2;

    private static final int EXCLUDED = 0;
    private static final long MAPPED = 0xffff_0000_0000L;

    private final Longs version4 = new Longs();
    private final Prefixes6 version6 = new Prefixes6();
    private int greatest;
    private int widest4 = 32;
    private int widest6 = 128;

    /// Adds a prefix. Where the same one comes twice, the lesser number holds.
    ///
    /// @param bits 0 to the width of the address; bits of the address past them do not matter
    /// @param number 0 to [#GREATEST]
    public void add(IpAddress address, int bits, int number) {
        if (address.version6()) {
            addVersion6(address.high(), address.low(), bits, number);
        } else {
            addVersion4((int) address.low(), bits, number);
        }
    }

    /// The same without an object.
    public void addVersion4(int address, int bits, int number) {
        version4(address, bits, answer(number));
    }

    /// The same for the halves of an IPv6 address. Prefixes of `::ffff:0:0/96` are those of the IPv4 addresses in them.
    public void addVersion6(long high, long low, int bits, int number) {
        version6(high, low, bits, answer(number));
    }

    /// Adds every address from one to another, both included.
    public void addRangeVersion4(int first, int last, int number) {
        range(first, last, answer(number));
    }

    /// Says that a prefix is not in the table, although a wider one may be; a longer one may be as well. An exclusion wins over the same
    /// prefix.
    public void exclude(IpAddress address, int bits) {
        if (address.version6()) {
            version6(address.high(), address.low(), bits, EXCLUDED);
        } else {
            version4((int) address.low(), bits, EXCLUDED);
        }
    }

    /// Says that no address from one to another is in the table, but for longer prefixes than the range is made of.
    public void excludeRangeVersion4(int first, int last) {
        range(first, last, EXCLUDED);
    }

    /// How many prefixes were added; a range is several.
    public long prefixes() {
        return (long) version4.size() + version6.count();
    }

    /// Makes the table; there is one to a builder.
    public PrefixTable build() {
        Arena arena = Arena.ofShared();
        try {
            version4.sort();
            var segments4 = new Segments4.Writer(arena, most(version4.size()), greatest);
            Sweep4.run(version4, segments4);
            var segments6 = new Segments6.Writer(arena, most(version6.count()));
            Sweep6.run(version6, segments6);
            return new PrefixTable(arena, segments4.done(), segments6.done(), this);
        } catch (MemoryIsShort e) {
            arena.close();
            throw e;
        }
    }

    /// Each prefix makes a segment where it begins and one where it ends, and there is one before all of them.
    private static int most(int prefixes) {
        return Math.addExact(Math.multiplyExact(2, prefixes), 1);
    }

    /// Gives back what building took.
    @Override
    public void close() {
        version4.close();
        version6.close();
    }

    int widest4() {
        return widest4;
    }

    int widest6() {
        return widest6;
    }

    private void range(int first, int last, int answer) {
        long from = Integer.toUnsignedLong(first);
        long to = Integer.toUnsignedLong(last);
        if (from > to) {
            throw new IllegalArgumentException("a range that ends before it begins");
        }
        while (from <= to) {
            // The widest prefix that begins here and does not reach past the end.
            int zeros = from == 0 ? 32 : Long.numberOfTrailingZeros(from);
            int fits = 63 - Long.numberOfLeadingZeros(to - from + 1);
            int open = Math.min(zeros, fits);
            version4((int) from, 32 - open, answer);
            from += 1L << open;
        }
    }

    private void version4(int address, int bits, int answer) {
        check(bits, 32);
        widest4 = answer == EXCLUDED ? widest4 : Math.min(widest4, bits);
        version4.add(Sweep4.key(address & (int) (-1L << 32 - bits), bits, answer));
    }

    private void version6(long high, long low, int bits, int answer) {
        check(bits, 128);
        if (bits >= 96 && high == 0 && (low & ~0xffff_ffffL) == MAPPED) {
            version4((int) low, bits - 96, answer);
            return;
        }
        widest6 = answer == EXCLUDED ? widest6 : Math.min(widest6, bits);
        version6.add(
                bits == 0 ? 0 : high & -1L << 64 - Math.min(bits, 64),
                bits <= 64 ? 0 : low & -1L << 128 - bits,
                bits,
                answer);
    }

    private static void check(int bits, int width) {
        if (bits < 0 || bits > width) {
            throw new IllegalArgumentException("a prefix of " + bits + " bits");
        }
    }

    private int answer(int number) {
        if (number < 0 || number > GREATEST) {
            throw new IllegalArgumentException("no number for a prefix: " + number);
        }
        greatest = Math.max(greatest, number + 1);
        return number + 1;
    }
}
