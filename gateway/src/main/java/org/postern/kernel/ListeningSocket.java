package org.postern.kernel;

import java.net.InetAddress;

/// A TCP socket that waits for connections.
///
/// @param inode the kernel's name of the socket, by which processes can be found that hold it
public record ListeningSocket(InetAddress address, int port, long inode) {

    /// Whether it can be reached from this machine only.
    public boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    @Override
    public String toString() {
        String host = address.isAnyLocalAddress() ? "*" : address.getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
