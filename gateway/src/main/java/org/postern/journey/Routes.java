package org.postern.journey;

import java.util.Optional;
import org.postern.mail.address.Address;

/// Where mail goes on, by the door it came in through: what a mail server beside us handed over goes back to that server,
/// all else to the next hops of the recipients' domains. Thread-safe.
@FunctionalInterface
public interface Routes {
    /// The next hop, or empty where nothing takes mail for the address.
    Optional<NextHop> of(Door door, Address recipient);

    /// The same for one door.
    default Plan.NextHops through(Door door) {
        return recipient -> of(door, recipient);
    }
}
