package org.postern.receive;

import java.net.InetAddress;
import java.util.List;
import org.postern.settings.Network;
import org.postern.settings.Settings;

/// Who may speak for other clients: what they say decides whose limits and rights count, so nobody is trusted unless
/// named.
///
/// @param proxies must begin with a header of the PROXY protocol
/// @param tellers may say XCLIENT
public record Spokesmen(List<Network> proxies, List<Network> tellers) {
    /// Everybody speaks for themselves.
    public static final Spokesmen NONE = new Spokesmen(List.of(), List.of());

    public Spokesmen {
        proxies = List.copyOf(proxies);
        tellers = List.copyOf(tellers);
    }

    static Spokesmen from(Settings s) {
        return new Spokesmen(
                s.list(
                        "edge.proxy-from",
                        List.of(),
                        Network::parse,
                        "Networks of load balancers in front: from there every connection must begin"
                                + " with a PROXY header (version 1 or 2), from elsewhere none may."),
                s.list(
                        "edge.xclient-from",
                        List.of(),
                        Network::parse,
                        "Networks of servers in front that may say XCLIENT. What they say of a"
                                + " client counts for its limits and rights."));
    }

    boolean isProxy(InetAddress address) {
        return contain(proxies, address);
    }

    /// Behind a proxy is anybody, so nobody there may say XCLIENT.
    boolean mayTell(InetAddress address) {
        return contain(tellers, address) && !isProxy(address);
    }

    private static boolean contain(List<Network> networks, InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
