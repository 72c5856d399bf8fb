package org.postern.blocklist.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientView;
import org.postern.blocklist.Outside;
import org.postern.blocklist.Result;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.TestKind;
import org.postern.blocklist.hello.HelloText;
import org.postern.blocklist.remote.RemoteList.Content;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;

/// Finds clients one of whose names a list of others has: a confirmed name, the one in HELO, or the sender's domain.
public final class DomainLists implements StandardTest {
    /// Confirmed names of one client that are asked for.
    private static final int MOST_NAMES = 3;

    private final TestKind kind;
    private final Listing listing;

    private DomainLists(TestKind kind, Listing listing) {
        this.kind = kind;
        this.listing = listing;
    }

    /// The three tests of names.
    public static List<DomainLists> all(RemoteLists lists, List<ListSite> sites) {
        var listing = new Listing(lists, sites, Content.DOMAINS);
        return List.of(
                new DomainLists(TestKind.REVERSE_DOMAIN_LIST, listing),
                new DomainLists(TestKind.HELO_DOMAIN_LIST, listing),
                new DomainLists(TestKind.SENDER_DOMAIN_LIST, listing));
    }

    @Override
    public TestKind kind() {
        return kind;
    }

    @Override
    public boolean isDue(Caller caller) {
        return !listing.isEmpty()
                && Outside.has(caller.address())
                && (kind == TestKind.REVERSE_DOMAIN_LIST || said(caller).isPresent());
    }

    @Override
    public List<DnsQuestion> questions(Caller caller) {
        return said(caller).map(listing::questions).orElse(List.of());
    }

    /// The name that is known before anybody asks the DNS.
    private Optional<DnsName> said(Caller caller) {
        return switch (kind) {
            case HELO_DOMAIN_LIST -> caller.hello().map(HelloText::read).flatMap(HelloText::asName);
            case SENDER_DOMAIN_LIST -> caller.sender().flatMap(DomainLists::domain);
            default -> Optional.empty();
        };
    }

    private static Optional<DnsName> domain(ReversePath sender) {
        return sender instanceof ReversePath.Mailbox(var address)
                        && address.domain() instanceof Domain.Name(var text)
                ? DnsName.of(text).filter(DnsName::isHost)
                : Optional.empty();
    }

    @Override
    public Result examine(ClientView client) throws InterruptedException {
        List<DnsName> names =
                kind == TestKind.REVERSE_DOMAIN_LIST
                        ? client.names().confirmed().stream().limit(MOST_NAMES).toList()
                        : said(client.caller()).stream().toList();
        for (DnsName name : names) {
            client.dns().prepare(listing.questions(name));
        }
        var failures = new ArrayList<String>();
        int answered = 0;
        for (DnsName name : names) {
            Listing.Sum sum = listing.ask(name, client);
            if (sum.weight() > 0) {
                return new Result.Hit(name + " is on " + sum.detail(), sum.weight());
            }
            answered += sum.answered();
            sum.failure().ifPresent(failures::add);
        }
        return answered == 0 && !failures.isEmpty()
                ? new Result.NotDone(failures.getFirst())
                : Result.Clear.CLEAR;
    }
}
