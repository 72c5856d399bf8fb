package org.postern.mail.dns;

import java.util.Collection;

/// Somebody who can be asked: resolvers of the network, a zone file, or what was answered before. Time limits and counts are
/// kept by whoever asks the network; whoever asks here only sees a failure.
@FunctionalInterface
public interface DnsLookup {
    /// Follows aliases. Never throws for anything that is in the DNS or missing there.
    DnsAnswer lookup(DnsQuestion question) throws InterruptedException;

    /// Begins questions that will be asked soon, so that they need not be waited for one after the other. Waits for nothing,
    /// and may do nothing.
    default void prepare(Collection<DnsQuestion> questions) {}
}
