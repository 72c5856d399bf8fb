package org.postern.journey;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;

/// Servers whose trace fields are believed, under the test's thumb.
final class TestTrust implements Journey.Trust {
    /// Of a relay network.
    final Set<String> relays = new HashSet<>();

    /// Which bring mail of others.
    final Set<String> bringing = new HashSet<>();

    @Override
    public boolean believes(InetAddress server) {
        return bringsMail(server) || relays.contains(server.getHostAddress());
    }

    @Override
    public boolean bringsMail(InetAddress server) {
        return bringing.contains(server.getHostAddress());
    }
}
