package org.postern.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.function.Supplier;
import org.postern.deliver.Itself;
import org.postern.journey.NextHop;

/// This gateway as others find it: by its name, or at the addresses of this machine where its edge listens.
///
/// @param edge where the edge listens
record OwnPlace(String node, Supplier<List<InetSocketAddress>> edge) implements Itself {

    @Override
    public boolean isCalled(String host) {
        return host.equalsIgnoreCase(node);
    }

    /// A mail exchanger on loopback is this machine whatever listens there: servers there trust us.
    @Override
    public boolean isAt(InetAddress address, int port) {
        if (port == NextHop.Exchangers.PORT
                && (address.isLoopbackAddress() || address.isAnyLocalAddress())) {
            return true;
        }
        return edge.get().stream().anyMatch(it -> it.getPort() == port) && isOfThisMachine(address);
    }

    static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false;
        }
    }
}
