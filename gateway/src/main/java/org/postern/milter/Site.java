package org.postern.milter;

import java.net.InetAddress;
import org.postern.mail.address.Address;

/// What the site knows of clients and recipients. Answers come from memory. Thread-safe.
public interface Site {
    /// Whether a client stands in a relay network.
    boolean isRelay(InetAddress client);

    /// Whether the domain of an address is one of ours.
    boolean isOwn(Address recipient);
}
