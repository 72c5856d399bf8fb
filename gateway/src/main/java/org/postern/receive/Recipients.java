package org.postern.receive;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.journey.NextHop;
import org.postern.journey.Standing;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;

/// Whom the site takes mail for, and from whom it takes mail for others. Asked for every recipient, so answers come from
/// memory where nothing else is said. Thread-safe.
public interface Recipients {

    /// Where mail for an address goes, or empty where nothing takes it.
    Optional<Route> route(Address recipient);

    /// What is known of an address of ours. May wait for somebody else's answer, no more than a few seconds, on the
    /// thread that asks.
    Standing standing(Address recipient) throws InterruptedException;

    /// Whom an address of ours that takes mail means: the same text for all ways to write it, with any tag and in any
    /// case. Nobody where knowing it shows nothing, as such an address is everywhere.
    Optional<String> person(Address recipient);

    /// Whether a client stands in a relay network, and may therefore send to any domain that has a route.
    boolean isRelay(InetAddress client);

    /// Whether a client brings mail of many others, so that what is limited for single clients is not for it.
    default boolean isExempt(InetAddress client) {
        return isRelay(client);
    }

    /// The domain that `postmaster` without a domain belongs to.
    Domain home();

    /// A way to an address.
    ///
    /// @param own whether the domain is one of ours: strangers may send to those and to no others
    record Route(NextHop nextHop, boolean own) {}
}
