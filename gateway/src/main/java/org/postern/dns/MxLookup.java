package org.postern.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.postern.mail.address.Domain;

/// Finds the mail exchangers of a domain. Thread-safe.
@FunctionalInterface
public interface MxLookup {
    /// @param limit longest wait; no answer by then is [MxAnswer.Unknown]
    MxAnswer exchangers(Domain.Name domain, Duration limit) throws InterruptedException;

    /// The addresses of an exchanger, those of IPv4 first. Waits for a bounded time. Where nothing else is said, the system
    /// is asked, which also knows names that are not in the DNS.
    ///
    /// @return at least one
    default InetAddress[] addresses(String host) throws UnknownHostException {
        return InetAddress.getAllByName(host);
    }
}
