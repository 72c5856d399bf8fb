package org.postern.blocklist.remote;

import java.time.Instant;
import java.util.List;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsType;

/// One list of others and how it is. Thread-safe.
final class RemoteList {
    /// Test entries that every list has and that none has (RFC 5782 §5).
    private static final IpAddress LISTED_4 = address("127.0.0.2");

    private static final IpAddress NOT_LISTED_4 = address("127.0.0.1");
    private static final IpAddress LISTED_6 = address("::ffff:7f00:2");
    private static final IpAddress NOT_LISTED_6 = address("::ffff:7f00:1");
    private static final DnsName LISTED_NAME = new DnsName("test");
    private static final DnsName NOT_LISTED_NAME = new DnsName("invalid");

    /// What is on a list.
    enum Content {
        ADDRESSES,
        DOMAINS
    }

    /// How a list is.
    sealed interface Health {
        /// Nobody knows yet; it is not asked.
        enum Untried implements Health {
            UNTRIED
        }

        /// It answers as it should.
        ///
        /// @param four whether it has addresses of IPv4, or domains
        /// @param six whether it has addresses of IPv6
        record Well(boolean four, boolean six) implements Health {}

        /// It does not; it is not asked.
        record Sick(String why, Instant since) implements Health {}
    }

    private sealed interface Finding {
        enum Good implements Finding {
            GOOD
        }

        /// It has no such entries.
        enum Absent implements Finding {
            ABSENT
        }

        record Bad(String why) implements Finding {}
    }

    private final DnsName domain;
    private final Content content;
    private volatile Health health = Health.Untried.UNTRIED;

    RemoteList(DnsName domain, Content content) {
        this.domain = domain;
        this.content = content;
    }

    DnsName domain() {
        return domain;
    }

    Content content() {
        return content;
    }

    Health health() {
        return health;
    }

    void become(Health now) {
        health = now;
    }

    boolean has(IpAddress address) {
        return health instanceof Health.Well(boolean four, boolean six)
                && (address.version6() ? six : four);
    }

    boolean isWell() {
        return health instanceof Health.Well;
    }

    /// What is asked about an address.
    DnsQuestion about(IpAddress address) {
        String reverse = address.reverseName();
        String zone = address.version6() ? ".ip6.arpa" : ".in-addr.arpa";
        String labels = reverse.substring(0, reverse.length() - zone.length());
        // The labels of an address have 63 characters at most, those of a list are looked at when
        // it is set.
        return about(new DnsName(labels));
    }

    /// What is asked about a domain that fits before the list's own.
    DnsQuestion about(DnsName name) {
        return new DnsQuestion(name.below(domain).orElse(domain), DnsType.A);
    }

    /// Asks for the test entries.
    Health probe(DnsLookup dns, Instant now) throws InterruptedException {
        if (content == Content.DOMAINS) {
            Finding name = probe(dns, about(LISTED_NAME), about(NOT_LISTED_NAME));
            // Some lists of domains have the test entry of addresses instead.
            return health(
                    name == Finding.Absent.ABSENT
                            ? probe(dns, about(LISTED_4), about(NOT_LISTED_NAME))
                            : name,
                    Finding.Absent.ABSENT,
                    now);
        }
        dns.prepare(
                List.of(
                        about(LISTED_4),
                        about(NOT_LISTED_4),
                        about(LISTED_6),
                        about(NOT_LISTED_6)));
        return health(
                probe(dns, about(LISTED_4), about(NOT_LISTED_4)),
                probe(dns, about(LISTED_6), about(NOT_LISTED_6)),
                now);
    }

    private static Health health(Finding four, Finding six, Instant now) {
        if (four instanceof Finding.Bad(var why)) {
            return new Health.Sick(why, now);
        }
        boolean has4 = four == Finding.Good.GOOD;
        boolean has6 = six == Finding.Good.GOOD;
        return has4 || has6
                ? new Health.Well(has4, has6)
                : new Health.Sick("it does not have its test entry", now);
    }

    private static Finding probe(DnsLookup dns, DnsQuestion listed, DnsQuestion notListed)
            throws InterruptedException {
        ListAnswer none = ListAnswer.read(dns.lookup(notListed));
        ListAnswer one = ListAnswer.read(dns.lookup(listed));
        return switch (none) {
            case ListAnswer.Unknown(var why) -> new Finding.Bad(why);
            case ListAnswer.Nonsense(var why) -> new Finding.Bad(why);
            case ListAnswer.Listed _ -> new Finding.Bad("it lists what no list has");
            case ListAnswer.NotListed _ ->
                    switch (one) {
                        case ListAnswer.Listed _ -> Finding.Good.GOOD;
                        case ListAnswer.NotListed _ -> Finding.Absent.ABSENT;
                        case ListAnswer.Unknown(var why) -> new Finding.Bad(why);
                        case ListAnswer.Nonsense(var why) -> new Finding.Bad(why);
                    };
        };
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
