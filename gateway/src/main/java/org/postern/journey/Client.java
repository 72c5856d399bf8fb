package org.postern.journey;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The peer that handed a message over.
///
/// @param address where the connection came from
/// @param hello what the peer called itself in HELO or EHLO, already checked for control characters
/// @param extended whether it said EHLO
/// @param tls how the connection is protected, empty when it is not
/// @param relay whether the peer stands in a relay network, and may therefore send to any domain
/// @param login who the peer proved to be, empty where it did not
public record Client(
        InetSocketAddress address,
        String hello,
        boolean extended,
        Optional<Tls> tls,
        boolean relay,
        Optional<String> login) {

    /// A peer that did not log in.
    public Client(
            InetSocketAddress address,
            String hello,
            boolean extended,
            Optional<Tls> tls,
            boolean relay) {
        this(address, hello, extended, tls, relay, Optional.empty());
    }

    /// The protection of a connection, in the JDK's standard names.
    public record Tls(String protocol, String cipher) {}

    /// The numeric address, without scope or host name.
    public String ip() {
        return numeric(address);
    }

    /// The numeric form of an address, without scope or host name.
    public static String numeric(InetSocketAddress address) {
        return numeric(address.getAddress());
    }

    /// The same of an address alone.
    public static String numeric(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
