package org.postern.connect;

import java.net.Inet4Address;
import java.net.InetAddress;

/// Whom limits are counted for: one IPv4 address, or the 64-bit network of an IPv6 address, since a single host owns a
/// whole network there.
///
/// @param bits the address, or the first half of it
record ClientNet(long bits, boolean version6) {

    static ClientNet of(InetAddress address) {
        byte[] octets = address.getAddress();
        int length = address instanceof Inet4Address ? 4 : 8;
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits = bits << 8 | octets[i] & 0xff;
        }
        return new ClientNet(bits, length == 8);
    }
}
