package org.postern.mail.address;

import java.util.Optional;

/// All addresses of IP that begin with the same bits (RFC 4632, RFC 4291 §2.3), as a value.
///
/// @param first the lowest of them
/// @param bits how many bits they share, 0 to [IpAddress#width()]
public record IpPrefix(IpAddress first, int bits) {
    private static final int MOST_DIGITS = 3;

    /// How many more bits an IPv4 address in IPv6 clothes has.
    private static final int MAPPED_BITS = 96;

    public IpPrefix {
        if (bits < 0 || bits > first.width()) {
            throw new IllegalArgumentException("a prefix of " + bits + " bits");
        }
        if (!masked(first, bits).equals(first)) {
            throw new IllegalArgumentException("bits past the prefix");
        }
    }

    /// An address alone.
    public static IpPrefix of(IpAddress address) {
        return new IpPrefix(address, address.width());
    }

    /// The prefix of a length in which an address is.
    public static IpPrefix around(IpAddress address, int bits) {
        return new IpPrefix(masked(address, bits), bits);
    }

    /// Reads `192.0.2.0/24`, `2001:db8::/32`, or an address alone. Bits past the prefix are not overlooked: whoever wrote
    /// them meant something else. What is written as IPv4 in IPv6 clothes (`::ffff:192.0.2.0/120`) is that IPv4 prefix.
    public static Optional<IpPrefix> parse(String text) {
        return parse(text, false);
    }

    /// The same, but bits past the prefix are cut off, for lists of others.
    public static Optional<IpPrefix> parseLoosely(String text) {
        return parse(text, true);
    }

    private static Optional<IpPrefix> parse(String text, boolean loosely) {
        int slash = text.indexOf('/');
        Optional<IpAddress> written = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (written.isEmpty()) {
            return Optional.empty();
        }
        IpAddress address = written.get().unmapped();
        int bits = slash < 0 ? address.width() : number(text, slash + 1);
        if (slash >= 0 && written.get().width() != address.width()) {
            bits -= MAPPED_BITS;
        }
        if (bits < 0 || bits > address.width()) {
            return Optional.empty();
        }
        IpAddress first = masked(address, bits);
        return loosely || first.equals(address)
                ? Optional.of(new IpPrefix(first, bits))
                : Optional.empty();
    }

    /// A number without signs and leading zeros, or -1.
    private static int number(String text, int from) {
        int digits = text.length() - from;
        if (digits < 1 || digits > MOST_DIGITS || digits > 1 && text.charAt(from) == '0') {
            return -1;
        }
        int number = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    private static IpAddress masked(IpAddress address, int bits) {
        if (!address.version6()) {
            return new IpAddress(false, 0, address.low() & highest(32 + bits) & 0xffff_ffffL);
        }
        return new IpAddress(
                true,
                address.high() & highest(Math.min(bits, 64)),
                address.low() & highest(Math.max(bits - 64, 0)));
    }

    /// The highest bits of 64.
    private static long highest(int bits) {
        return bits == 0 ? 0 : -1L << 64 - bits;
    }

    public boolean contains(IpAddress address) {
        return first.isNear(address, bits);
    }

    /// Whether every address of the other prefix is in this one.
    public boolean contains(IpPrefix other) {
        return other.bits >= bits && contains(other.first);
    }

    /// As it is read; an address alone has no length.
    @Override
    public String toString() {
        return bits == first.width() ? first.toString() : first + "/" + bits;
    }
}
