package org.postern.deliver;

import org.postern.journey.NextHop;
import org.postern.journey.TlsUse;
import org.postern.journey.Transport;

/// One server and how this node speaks to it. Equal ones share connections.
///
/// @param login name of the login, empty for none
/// @param named who says that it is one
record Endpoint(String host, int port, Transport transport, TlsUse tls, String login, Named named) {

    /// Who says that mail goes to a server.
    enum Named {
        /// Our own site, which may mean any server.
        BY_THE_SITE,
        /// The DNS of a domain, which may be a stranger's.
        BY_THE_DNS
    }

    static Endpoint of(NextHop.Server server, NextHop nextHop, TlsUse standard, Named named) {
        return new Endpoint(
                server.host(),
                server.port(),
                nextHop.transport(),
                nextHop.tls().orElse(standard),
                nextHop.login(),
                named);
    }

    @Override
    public String toString() {
        return new NextHop.Server(host, port).toString();
    }
}
