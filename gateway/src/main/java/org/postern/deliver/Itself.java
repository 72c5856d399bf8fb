package org.postern.deliver;

import java.net.InetAddress;

/// Knows this gateway when it sees it, so that it never sends to itself. Thread-safe.
public interface Itself {
    /// Where it cannot meet itself.
    Itself NOWHERE =
            new Itself() {
                @Override
                public boolean isCalled(String host) {
                    return false;
                }

                @Override
                public boolean isAt(InetAddress address, int port) {
                    return false;
                }
            };

    /// Whether it is this gateway that the DNS means by a name.
    boolean isCalled(String host);

    /// Whether who connects there meets this gateway.
    boolean isAt(InetAddress address, int port);
}
