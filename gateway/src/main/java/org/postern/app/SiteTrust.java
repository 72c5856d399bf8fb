package org.postern.app;

import java.net.InetAddress;
import java.util.List;
import org.postern.journey.Journey;
import org.postern.settings.Network;

/// Whose trace fields this site believes.
///
/// @param trusted servers that bring mail of others
record SiteTrust(LiveSite site, List<Network> trusted) implements Journey.Trust {
    SiteTrust {
        trusted = List.copyOf(trusted);
    }

    @Override
    public boolean believes(InetAddress server) {
        return bringsMail(server) || site.isRelay(server);
    }

    @Override
    public boolean bringsMail(InetAddress server) {
        return trusted.stream().anyMatch(it -> it.contains(server));
    }
}
