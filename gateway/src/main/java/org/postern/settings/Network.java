package org.postern.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// A range of IP addresses, written `192.0.2.0/24` or `2001:db8::/32`; an address alone is a range of one.
///
/// An IPv4 address in IPv6 clothes (`::ffff:192.0.2.1`) is that IPv4 address, on both sides of the comparison.
public final class Network {
    private final byte[] prefix;
    private final int bits;

    private Network(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    public static Network parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (literal.indexOf('%') >= 0 || literal.indexOf('[') >= 0 || isShort(literal)) {
            throw wrong(text);
        }
        byte[] address;
        try {
            // The JDK turns an IPv4 address in IPv6 clothes into IPv4 by itself.
            address = InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException _) {
            throw wrong(text);
        }
        int width = address.length * 8;
        int bits = slash < 0 ? width : number(text, text.substring(slash + 1));
        if (slash >= 0 && address.length == 4 && literal.indexOf(':') >= 0) {
            bits -= 96;
        }
        if (bits < 0 || bits > width) {
            throw wrong(text);
        }
        if (!Arrays.equals(address, masked(address, bits))) {
            throw new IllegalArgumentException(
                    text
                            + " has bits past its prefix; write "
                            + print(masked(address, bits), bits));
        }
        return new Network(address, bits);
    }

    /// Whether every address of its kind is in it.
    public boolean isEverybody() {
        return bits == 0;
    }

    public boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length != prefix.length) {
            return false;
        }
        int whole = bits >> 3;
        for (int i = 0; i < whole; i++) {
            if (octets[i] != prefix[i]) {
                return false;
            }
        }
        int rest = bits & 7;
        return rest == 0 || ((octets[whole] ^ prefix[whole]) & 0xff) >> (8 - rest) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network
                && network.bits == bits
                && Arrays.equals(network.prefix, prefix);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(prefix) + bits;
    }

    @Override
    public String toString() {
        return print(prefix, bits);
    }

    private static boolean isShort(String literal) {
        return literal.indexOf(':') < 0 && literal.chars().filter(c -> c == '.').count() != 3;
    }

    private static int number(String text, String digits) {
        if (!digits.matches("0|[1-9][0-9]{0,2}")) {
            throw wrong(text);
        }
        return Integer.parseInt(digits);
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = new byte[address.length];
        for (int bit = 0; bit < bits; bit++) {
            masked[bit >> 3] |= (byte) (address[bit >> 3] & 0x80 >> (bit & 7));
        }
        return masked;
    }

    private static String print(byte[] address, int bits) {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                text + ": write a network such as 192.0.2.0/24 or 2001:db8::/32");
    }
}
