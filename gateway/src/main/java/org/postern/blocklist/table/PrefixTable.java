package org.postern.blocklist.table;

import java.lang.foreign.Arena;
import org.postern.mail.address.IpAddress;

/// Prefixes of IPv4 and IPv6 addresses, each with a number: finds the number of the longest prefix around an address.
/// Immutable; any number of threads may ask while another builds the next table.
///
/// # Layout
///
/// Prefixes nest, segments do not: [the builder][PrefixTableBuilder] cuts the space of all addresses where the answer changes, and the
/// table keeps where each segment begins and its answer. A search for the longest match is then one search among sorted
/// numbers, whatever the lengths of the prefixes are: the "binary search on ranges" of Lampson, Srinivasan and Varghese,
/// *IP Lookups Using Multiway and Multicolumn Search* (IEEE/ACM Transactions on Networking 7(3), 1999). n prefixes make
/// 2n + 1 segments at most; neighbours with the same answer are one.
///
/// The first bits of an address lead through a directory to the few segments that begin with them, as in Gupta, Lin and
/// McKeown, *Routing Lookups in Hardware at Memory Access Speeds* (INFOCOM 1998, "DIR-24-8"). The directory has about as many
/// places as a quarter of the segments, so that two lines of cache answer: one of the directory, one of the segments. Unlike a DIR-24-8 it
/// does not grow with short prefixes, and unlike a trie (Asai and Ohara, *Poptrie*, SIGCOMM 2015) its worst case is a
/// search in 2^16 sorted numbers.
///
/// # Memory
///
/// It is outside the heap, which is small and is copied by each collection while everybody waits. Whoever swaps tables closes
/// the old one when no reader can be at it any longer; one who is gets an [IllegalStateException], never a wrong answer.
public final class PrefixTable implements AutoCloseable {
    /// What is found where no prefix is.
    public static final int NONE = -1;

    /// The table without prefixes.
    public static final PrefixTable EMPTY = empty();

    private final Arena arena;
    private final Segments4 version4;
    private final Segments6 version6;
    private final long prefixes;
    private final int widest4;
    private final int widest6;

    PrefixTable(Arena arena, Segments4 version4, Segments6 version6, PrefixTableBuilder from) {
        this.arena = arena;
        this.version4 = version4;
        this.version6 = version6;
        this.prefixes = from.prefixes();
        this.widest4 = from.widest4();
        this.widest6 = from.widest6();
    }

    private static PrefixTable empty() {
        try (var builder = new PrefixTableBuilder()) {
            return builder.build();
        }
    }

    /// The number of the longest prefix around an address, or [#NONE]. An IPv4 address in IPv6 clothes is that IPv4 address.
    public int find(IpAddress address) {
        IpAddress plain = address.unmapped();
        return plain.version6()
                ? findVersion6(plain.high(), plain.low())
                : findVersion4((int) plain.low());
    }

    /// The same without an object.
    ///
    /// @param address 32 bits
    public int findVersion4(int address) {
        return version4.answer(version4.locate(address)) - 1;
    }

    /// The same for the two halves of an IPv6 address, which is not looked at for an IPv4 address inside.
    public int findVersion6(long high, long low) {
        return version6.answer(version6.locate(high, low)) - 1;
    }

    /// The number of one of the prefixes that share an address with a network, or [#NONE] if none does. For guards: it may
    /// look at all segments within the network.
    ///
    /// @param bits 0 to the width of the address; bits of the address past them do not matter
    public int findTouching(IpAddress network, int bits) {
        if (bits < 0 || bits > network.width()) {
            throw new IllegalArgumentException("a prefix of " + bits + " bits");
        }
        if (!network.version6()) {
            int mask = (int) (-1L << 32 - bits);
            int first = (int) network.low() & mask;
            return firstAnswer(version4.locate(first), version4.locate(first | ~mask), false);
        }
        long highMask = bits == 0 ? 0 : -1L << 64 - Math.min(bits, 64);
        long lowMask = bits <= 64 ? 0 : -1L << 128 - bits;
        long high = network.high() & highMask;
        long low = network.low() & lowMask;
        return firstAnswer(
                version6.locate(high, low),
                version6.locate(high | ~highMask, low | ~lowMask),
                true);
    }

    /// How many prefixes the table was made of; the same one twice counts twice.
    public long prefixes() {
        return prefixes;
    }

    /// The length of the shortest prefix of IPv4; 32 where there is none.
    public int widestVersion4() {
        return widest4;
    }

    /// The length of the shortest prefix of IPv6; 128 where there is none.
    public int widestVersion6() {
        return widest6;
    }

    /// How many IPv4 addresses a prefix covers.
    public long coveredVersion4() {
        return version4.covered();
    }

    /// What the table takes of memory, outside the heap.
    public long octets() {
        return version4.octets() + version6.octets();
    }

    private int firstAnswer(int from, int to, boolean isVersion6) {
        for (int at = from; at <= to; at++) {
            int answer = isVersion6 ? version6.answer(at) : version4.answer(at);
            if (answer != 0) {
                return answer - 1;
            }
        }
        return NONE;
    }

    /// Gives the memory back. [#EMPTY] stays.
    @Override
    public void close() {
        if (arena.scope().isAlive() && this != EMPTY) {
            arena.close();
        }
    }
}
