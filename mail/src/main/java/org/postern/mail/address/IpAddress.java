package org.postern.mail.address;

import java.util.Optional;

/// An address of IP, version 4 or 6, as a value: two of them are equal if they are the same address, however they were
/// written.
///
/// @param high the first 64 bits of an IPv6 address; 0 for IPv4
/// @param low the last 64 bits of an IPv6 address; the 32 bits of an IPv4 address
public record IpAddress(boolean version6, long high, long low) {
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long TRANSLATED = 0x0064_ff9b_0000_0000L;
    private static final long MASK_32 = 0xffff_ffffL;
    private static final int GROUPS = 8;

    public IpAddress {
        if (!version6 && (high != 0 || (low & ~MASK_32) != 0)) {
            throw new IllegalArgumentException("more bits than an IPv4 address has");
        }
    }

    /// Reads an address as it stands alone, such as `192.0.2.1` or `2001:db8::1`: no brackets, no zone, no short forms.
    public static Optional<IpAddress> parse(String text) {
        if (text.indexOf(':') < 0) {
            long bits = IpText.v4(text);
            return bits < 0 ? Optional.empty() : Optional.of(new IpAddress(false, 0, bits));
        }
        int[] groups = IpText.v6(text);
        if (groups.length != GROUPS) {
            return Optional.empty();
        }
        return Optional.of(new IpAddress(true, join(groups, 0), join(groups, GROUPS / 2)));
    }

    /// The one form of an address that a protocol says the version of; empty where the text is no address of that version.
    public static Optional<String> canonical(String text, boolean version6) {
        return parse(text).filter(it -> it.version6() == version6).map(IpAddress::toString);
    }

    /// @param octets four or sixteen, in network order
    public static IpAddress ofOctets(byte[] octets) {
        return switch (octets.length) {
            case 4 -> new IpAddress(false, 0, bits(octets, 0, 4));
            case 16 -> new IpAddress(true, bits(octets, 0, 8), bits(octets, 8, 8));
            default ->
                    throw new IllegalArgumentException(
                            "no address has " + octets.length + " octets");
        };
    }

    /// Four or sixteen octets, in network order.
    public byte[] octets() {
        byte[] octets = new byte[width() / 8];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (bit64(i * 8) >> 56 - i * 8 % 64);
        }
        return octets;
    }

    /// How many bits an address of this version has.
    public int width() {
        return version6 ? 128 : 32;
    }

    /// The IPv4 address that an address such as `::ffff:192.0.2.1` stands for; any other address is itself.
    public IpAddress unmapped() {
        return version6 && high == 0 && (low & ~MASK_32) == MAPPED
                ? new IpAddress(false, 0, low & MASK_32)
                : this;
    }

    /// The IPv4 address that a translator before an IPv6 network made an address such as `64:ff9b::192.0.2.1` of (RFC 6052);
    /// any other address is itself.
    public IpAddress untranslated() {
        return version6 && high == TRANSLATED && (low & ~MASK_32) == 0
                ? new IpAddress(false, 0, low & MASK_32)
                : this;
    }

    /// Whether the first bits of both are the same; no address is near one of the other version.
    ///
    /// @param bits 0 to [#width()]
    public boolean isNear(IpAddress other, int bits) {
        if (other.version6 != version6) {
            return false;
        }
        if (bits < 0 || bits > width()) {
            throw new IllegalArgumentException("a prefix of " + bits + " bits");
        }
        if (!version6) {
            return bits == 0 || (low ^ other.low) >>> 32 - bits == 0;
        }
        if (bits <= 64) {
            return bits == 0 || (high ^ other.high) >>> 64 - bits == 0;
        }
        return high == other.high && (low ^ other.low) >>> 128 - bits == 0;
    }

    /// The name under which the DNS has the names of this address, such as `1.2.0.192.in-addr.arpa`.
    public String reverseName() {
        var name = new StringBuilder(72);
        byte[] octets = octets();
        for (int i = octets.length - 1; i >= 0; i--) {
            if (version6) {
                name.append(Character.forDigit(octets[i] & 15, 16))
                        .append('.')
                        .append(Character.forDigit(octets[i] >> 4 & 15, 16));
            } else {
                name.append(octets[i] & 255);
            }
            name.append('.');
        }
        return name.append(version6 ? "ip6.arpa" : "in-addr.arpa").toString();
    }

    /// The dotted form of IPv4, or that of RFC 5952; reading it gives the same address.
    @Override
    public String toString() {
        if (!version6) {
            return (low >> 24)
                    + "."
                    + (low >> 16 & 255)
                    + "."
                    + (low >> 8 & 255)
                    + "."
                    + (low & 255);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (int) (bit64(i * 16) >> 48 - i * 16 % 64 & 0xffff);
        }
        return IpText.print(groups);
    }

    /// The half in which a bit is; the one half of an IPv4 address has its bits where the high half has them.
    private long bit64(int bit) {
        if (!version6) {
            return low << 32;
        }
        return bit < 64 ? high : low;
    }

    private static long join(int[] groups, int from) {
        long bits = 0;
        for (int i = from; i < from + GROUPS / 2; i++) {
            bits = bits << 16 | groups[i];
        }
        return bits;
    }

    private static long bits(byte[] octets, int from, int count) {
        long bits = 0;
        for (int i = from; i < from + count; i++) {
            bits = bits << 8 | octets[i] & 255;
        }
        return bits;
    }
}
