package org.postern.app;

import java.net.InetAddress;
import org.postern.mail.address.Address;
import org.postern.milter.Site;
import org.postern.receive.Recipients;

/// The site settings in force, in the words of the milter door.
///
/// @param site what the edge asks too
record MilterSite(LiveSite site) implements Site {
    @Override
    public boolean isRelay(InetAddress client) {
        return site.isRelay(client);
    }

    @Override
    public boolean isOwn(Address recipient) {
        return site.route(recipient).map(Recipients.Route::own).orElse(false);
    }
}
