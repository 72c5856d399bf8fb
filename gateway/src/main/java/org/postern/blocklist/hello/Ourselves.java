package org.postern.blocklist.hello;

import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsName;

/// Who we are. Thread-safe; what it says may change from one question to the next.
public interface Ourselves {
    /// Whether it is the name of a node of ours or one of our domains.
    boolean isName(DnsName name);

    /// Whether it is an address of a node of ours.
    boolean isAddress(IpAddress address);

    /// Whether a client is one of us: a node of ours, or in a network of ours. It may call itself as we do.
    boolean isOneOfUs(IpAddress client);
}
