package org.postern.journey;

/// A mail server that takes messages for a domain.
///
/// @param host name or numeric address
/// @param port 1 to 65535
public record NextHop(String host, int port) {
    public NextHop {
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a next hop: " + host + ":" + port);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
