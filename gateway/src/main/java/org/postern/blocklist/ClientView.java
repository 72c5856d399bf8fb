package org.postern.blocklist;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postern.mail.dns.CapturedAnswers;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.Zone;

/// A client as tests see it: one view of the DNS for all of them, and what one test found out is there for the next. For one
/// thread.
public final class ClientView {
    private final Caller caller;
    private final Instant now;
    private final CapturedAnswers dns;
    private final boolean trial;
    private @Nullable ClientNames names;

    public ClientView(Caller caller, Instant now, DnsLookup dns) {
        this(caller, now, dns, false);
    }

    /// @param trial whether somebody only wants to know what would be found
    ClientView(Caller caller, Instant now, DnsLookup dns, boolean trial) {
        this.caller = caller;
        this.now = now;
        this.dns = new CapturedAnswers(dns);
        this.trial = trial;
    }

    /// Whether there is no such client, and no test may remember it.
    public boolean isTrial() {
        return trial;
    }

    public Caller caller() {
        return caller;
    }

    /// When the client is looked at, for entries that expire.
    public Instant now() {
        return now;
    }

    /// Asks within the budget of this client.
    public DnsLookup dns() {
        return dns;
    }

    /// What the client is called; asked for once.
    public ClientNames names() throws InterruptedException {
        ClientNames known = names;
        if (known == null) {
            known = ClientNames.of(caller, dns);
            names = known;
        }
        return known;
    }

    /// All that was asked, for the record.
    public Map<DnsQuestion, DnsAnswer> answers() {
        return dns.answers();
    }

    /// The same as a zone, for judging again without the network.
    public Zone replay() {
        return dns.replay();
    }
}
