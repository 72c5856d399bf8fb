package org.postern.settings;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Where to listen, written `*:25`, `127.0.0.1:2525` or `[::1]:25`; port 0 is any free one.
///
/// Names are not resolved: no part of Postern finds another by the name of the machine, so what is written here is what
/// listens. `localhost` stands for `127.0.0.1`.
public record Listen(String host, int port) {
    public Listen {
        Parse.checkPort(port);
    }

    public static Listen parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || !Parse.isDigits(text.substring(colon + 1))) {
            throw new IllegalArgumentException("write an address and a port such as \"*:25\"");
        }
        String host = text.substring(0, colon);
        long port = Parse.digits(text.substring(colon + 1));
        if (port > 65_535) {
            throw new IllegalArgumentException("a port is from 0 to 65535");
        }
        var listen = new Listen(host, (int) port);
        listen.address();
        return listen;
    }

    /// The address to bind.
    public InetSocketAddress address() {
        if (host.equals("*")) {
            return new InetSocketAddress(port);
        }
        String literal = host.equals("localhost") ? "127.0.0.1" : host;
        boolean bracketed = literal.startsWith("[") && literal.endsWith("]");
        if (bracketed) {
            literal = literal.substring(1, literal.length() - 1);
        }
        InetAddress address;
        try {
            if (!bracketed && literal.split("\\.", -1).length != 4) {
                throw new IllegalArgumentException("an old short form of IPv4");
            }
            address = InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("write an IP address or *, names are not resolved");
        }
        if (address instanceof Inet6Address != bracketed) {
            throw new IllegalArgumentException(
                    "an IPv6 address, and only that, stands in brackets");
        }
        return new InetSocketAddress(address, port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
