package org.postern.deliver;

import org.postern.journey.NextHop;
import org.postern.journey.TlsUse;
import org.postern.journey.Transport;

/// One server and how this node speaks to it. Equal ones share connections.
///
/// @param login name of the login, empty for none
record Endpoint(String host, int port, Transport transport, TlsUse tls, String login) {

    static Endpoint of(String host, int port, NextHop nextHop, TlsUse standard) {
        return new Endpoint(
                host, port, nextHop.transport(), nextHop.tls().orElse(standard), nextHop.login());
    }

    @Override
    public String toString() {
        return new NextHop.Server(host, port).toString();
    }
}
