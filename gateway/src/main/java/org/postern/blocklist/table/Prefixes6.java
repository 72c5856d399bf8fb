package org.postern.blocklist.table;

/// Prefixes of IPv6 addresses on their way into a table, without an object for each. Halves of addresses have their first
/// bit the other way round, so that they compare as signed numbers. For one thread.
final class Prefixes6 implements AutoCloseable {
    private static final int BITS_AT = 32;

    private final Longs highs = new Longs();
    private final Longs lows = new Longs();
    private final Longs tails = new Longs();

    void add(long high, long low, int bits, int answer) {
        highs.add(high ^ Long.MIN_VALUE);
        lows.add(low ^ Long.MIN_VALUE);
        tails.add((long) bits << BITS_AT | answer);
    }

    long high(int at) {
        return highs.get(at);
    }

    long low(int at) {
        return lows.get(at);
    }

    int bits(int at) {
        return (int) (tails.get(at) >> BITS_AT);
    }

    int answer(int at) {
        return (int) tails.get(at);
    }

    int count() {
        return tails.size();
    }

    boolean isSamePrefix(int one, int other) {
        return high(one) == high(other) && low(one) == low(other) && bits(one) == bits(other);
    }

    /// Their places, by first address, the widest first, then by answer.
    Longs order() {
        var places = new Longs();
        for (int i = 0; i < count(); i++) {
            places.add(i);
        }
        places.sort((one, other) -> compare((int) one, (int) other));
        return places;
    }

    private int compare(int one, int other) {
        int order = Long.compare(high(one), high(other));
        if (order == 0) {
            order = Long.compare(low(one), low(other));
        }
        // Bits and answer, in this order.
        return order != 0 ? order : Long.compare(tails.get(one), tails.get(other));
    }

    @Override
    public void close() {
        highs.close();
        lows.close();
        tails.close();
    }
}
