package org.postern.blocklist.reverse;

import java.util.Optional;
import org.postern.mail.address.IpAddress;

/// A list of networks. Thread-safe.
@FunctionalInterface
public interface Networks {
    /// What is said of the network that the address is in, such as the name of the list; empty if it is in none.
    Optional<String> contains(IpAddress address);
}
