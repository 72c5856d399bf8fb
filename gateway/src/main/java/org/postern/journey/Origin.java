package org.postern.journey;

import java.net.InetAddress;
import java.util.List;

/// Whom a message really came from where the client only passed it on: the first server on its way, seen from us, that is
/// not one of those whose trace fields are believed.
///
/// @param address as the first server saw it that is believed
/// @param loggedIn whether it had logged in there
/// @param through the believed servers, the client first
public record Origin(InetAddress address, boolean loggedIn, List<InetAddress> through) {
    public Origin {
        through = List.copyOf(through);
        if (through.isEmpty()) {
            throw new IllegalArgumentException("nobody stands between");
        }
    }

    /// The address, numeric.
    public String ip() {
        return Client.numeric(address);
    }
}
