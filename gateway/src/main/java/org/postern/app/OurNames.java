package org.postern.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Supplier;
import org.postern.blocklist.hello.Ourselves;
import org.postern.directory.Site;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsName;
import org.postern.settings.Network;

/// This node and this site, as strangers must not call themselves.
///
/// @param node the name of this node
/// @param site what holds now
/// @param trustedRelays servers that bring mail of others to this site, which may have names of ours
record OurNames(String node, Supplier<Site> site, List<Network> trustedRelays)
        implements Ourselves {

    @Override
    public boolean isName(DnsName name) {
        return name.text().equals(node)
                || site.get().domains().stream()
                        .anyMatch(it -> it.domain().text().equals(name.text()));
    }

    @Override
    public boolean isAddress(IpAddress address) {
        return OwnPlace.isOfThisMachine(net(address));
    }

    @Override
    public boolean isOneOfUs(IpAddress client) {
        InetAddress address = net(client);
        return contains(trustedRelays, address)
                || contains(site.get().relayNetworks(), address)
                || OwnPlace.isOfThisMachine(address);
    }

    private static boolean contains(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(it -> it.contains(address));
    }

    private static InetAddress net(IpAddress address) {
        try {
            return InetAddress.getByAddress(address.octets());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not the length of an address: " + address, e);
        }
    }
}
