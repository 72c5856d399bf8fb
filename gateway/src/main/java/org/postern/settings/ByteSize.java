package org.postern.settings;

import java.util.function.Function;

/// A number of octets, written `25MiB`. Binary units only, and a unit is never guessed.
public record ByteSize(long octets) implements Comparable<ByteSize> {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    public ByteSize {
        if (octets < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }

    public static ByteSize parse(String text) {
        for (int power = UNITS.length - 1; power >= 0; power--) {
            if (!text.endsWith(UNITS[power])) {
                continue;
            }
            String digits = text.substring(0, text.length() - UNITS[power].length()).strip();
            if (Parse.isDigits(digits)) {
                long size = Parse.digits(digits);
                if (size > Long.MAX_VALUE >> (10 * power)) {
                    throw new IllegalArgumentException("larger than any size");
                }
                return new ByteSize(size << (10 * power));
            }
        }
        throw new IllegalArgumentException("write a size such as 25MiB (B, KiB, MiB, GiB or TiB)");
    }

    /// Parses a size and refuses one outside the two, which are both allowed themselves.
    public static Function<String, ByteSize> between(String least, String most) {
        ByteSize low = parse(least);
        ByteSize high = parse(most);
        return text -> {
            ByteSize size = parse(text);
            if (size.compareTo(low) < 0 || size.compareTo(high) > 0) {
                throw new IllegalArgumentException("must be from " + least + " to " + most);
            }
            return size;
        };
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(octets, other.octets);
    }

    /// The size in the largest unit that divides it, as a settings file would have it.
    @Override
    public String toString() {
        int power = 0;
        while (power + 1 < UNITS.length && octets != 0 && octets % (1L << 10 * (power + 1)) == 0) {
            power++;
        }
        return (octets >> 10 * power) + UNITS[power];
    }
}
