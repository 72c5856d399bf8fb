package org.postern.blocklist.feed;

import java.util.Optional;
import org.postern.mail.address.IpAddress;

/// One entry of a list: an address, a prefix or a range, read into the same object again and again.
final class Span {
    private static final int NUMBERS = 4;

    private boolean version6;
    private long high;
    private long low;
    private int bits;
    private int first;
    private int last;
    private int at;
    private int octets;

    /// What forms of an IPv4 address a format knows.
    enum Style {
        /// Four numbers; a range is of two addresses.
        WHOLE,
        /// Fewer numbers are a prefix, and the end of a range may be its last number alone, as rbldnsd(8) has it.
        SHORT,
        /// The same without ranges.
        SHORT_PREFIX,
        /// None at all; of an IPv6 address the first numbers are a prefix.
        VERSION6
    }

    boolean isVersion6() {
        return version6;
    }

    /// First half of an IPv6 address.
    long high() {
        return high;
    }

    long low() {
        return low;
    }

    /// Length of the prefix; for IPv4 that of the widest prefix that the range could be.
    int bits() {
        return bits;
    }

    /// First address of a range of IPv4.
    int first() {
        return first;
    }

    int last() {
        return last;
    }

    /// Reads what stands between two places.
    ///
    /// @return what is wrong, or nothing
    Optional<String> read(Lines line, int from, int to, Style style) {
        for (int i = from; i < to; i++) {
            if (line.at(i) == ':') {
                return style == Style.SHORT || style == Style.SHORT_PREFIX
                        ? Optional.of("an IPv6 address")
                        : version6(line.text(from, to), style);
            }
        }
        if (style == Style.VERSION6) {
            return Optional.of("no IPv6 address");
        }
        version6 = false;
        at = from;
        long start = version4(line, to, style);
        if (start < 0) {
            return Optional.of("no address");
        }
        int known = octets;
        first = (int) start;
        if (at < to && line.at(at) == '/') {
            return prefix(line, to, start);
        }
        while (at < to && Lines.isSpace(line.at(at))) {
            at++;
        }
        if (at < to && line.at(at) == '-' && style != Style.SHORT_PREFIX) {
            return range(line, to, style, known);
        }
        bits = 8 * known;
        last = first | rest(bits);
        return at == to ? Optional.empty() : Optional.of("something behind the address");
    }

    private Optional<String> prefix(Lines line, int to, long start) {
        at++;
        int length = number(line, to, 32);
        if (length < 0 || at != to) {
            return Optional.of("no length of a prefix");
        }
        bits = length;
        int rest = rest(bits);
        if ((start & Integer.toUnsignedLong(rest)) != 0) {
            return Optional.of("bits past the prefix");
        }
        last = first | rest;
        return Optional.empty();
    }

    private Optional<String> range(Lines line, int to, Style style, int known) {
        at++;
        while (at < to && Lines.isSpace(line.at(at))) {
            at++;
        }
        long end = version4(line, to, style);
        if (end < 0 || at != to) {
            return Optional.of("no end of the range");
        }
        if (style == Style.SHORT && octets == 1 && known > 1) {
            // The end is the last number of the beginning.
            int open = 32 - 8 * known;
            end = Integer.toUnsignedLong(first) & ~(255L << open) | end >>> 24 << open;
            octets = known;
        }
        last = (int) end | rest(8 * octets);
        if (Integer.compareUnsigned(first, last) > 0) {
            return Optional.of("a range that ends before it begins");
        }
        bits = Integer.numberOfLeadingZeros(first ^ last);
        return Optional.empty();
    }

    /// All but so many bits.
    private static int rest(int bits) {
        return bits == 0 ? -1 : (int) (0xffff_ffffL >>> bits);
    }

    /// The first numbers of an address, the rest is 0; negative where there is none.
    private long version4(Lines line, int to, Style style) {
        long address = 0;
        octets = 0;
        while (octets < NUMBERS) {
            int number = number(line, to, 255);
            if (number < 0) {
                return -1;
            }
            address |= (long) number << 24 - 8 * octets++;
            if (at == to || line.at(at) != '.') {
                break;
            }
            at++;
            if (octets == NUMBERS) {
                return -1;
            }
        }
        return octets == NUMBERS || style != Style.WHOLE ? address : -1;
    }

    private int number(Lines line, int to, int most) {
        int start = at;
        int value = 0;
        while (at < to && at - start < 3) {
            int digit = line.at(at) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = 10 * value + digit;
            at++;
        }
        boolean octal = at - start > 1 && line.at(start) == '0';
        boolean more = at < to && line.at(at) >= '0' && line.at(at) <= '9';
        return at == start || octal || more || value > most ? -1 : value;
    }

    private Optional<String> version6(String text, Style style) {
        int cut = text.indexOf('/');
        String literal = cut < 0 ? text : text.substring(0, cut);
        Optional<IpAddress> address = IpAddress.parse(literal);
        int known = 128;
        if (address.isEmpty() && style == Style.VERSION6) {
            known = 16 * (int) (1 + literal.chars().filter(c -> c == ':').count());
            address = IpAddress.parse(literal + "::");
        }
        if (address.isEmpty()) {
            return Optional.of("no address");
        }
        int length = cut < 0 ? known : length(text.substring(cut + 1));
        if (length < 0) {
            return Optional.of("no length of a prefix");
        }
        version6 = true;
        high = address.get().high();
        low = address.get().low();
        bits = length;
        if (!address.get().version6()) {
            return Optional.of("no address");
        }
        boolean past =
                (length < 64 && (high & -1L >>> length) != 0)
                        || (length <= 64 && low != 0)
                        || (length > 64 && length < 128 && (low & -1L >>> length - 64) != 0);
        return past ? Optional.of("bits past the prefix") : Optional.empty();
    }

    private static int length(String digits) {
        if (digits.isEmpty() || digits.length() > 3) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value <= 128 ? value : -1;
    }
}
