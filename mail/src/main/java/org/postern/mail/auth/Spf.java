package org.postern.mail.auth;

import java.time.InstantSource;
import org.postern.mail.dns.DnsLookup;

/// Says whether a client may send for a domain, by what the domain publishes (RFC 7208). Thread-safe if the lookup is.
public final class Spf {
    private final DnsLookup dns;
    private final SpfLimits limits;
    private final String receiver;
    private final InstantSource clock;

    /// @param dns where time is kept: an answer that came too late is a failure there
    /// @param receiver the name of this host, for explanations
    public Spf(DnsLookup dns, SpfLimits limits, String receiver, InstantSource clock) {
        this.dns = dns;
        this.limits = limits;
        this.receiver = receiver;
        this.clock = clock;
    }

    public SpfVerdict check(SpfQuestion question) throws InterruptedException {
        return new SpfEvaluation(new SpfLookups(dns, limits), limits, receiver, clock, question)
                .verdict();
    }
}
