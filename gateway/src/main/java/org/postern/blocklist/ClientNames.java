package org.postern.blocklist;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsRecord;

/// What a client is called. Whoever has an address says what it is called, so only a confirmed name says who it is; the
/// others say what the owner of the address wrote down. All of them are names that a host can have.
///
/// @param confirmed names that have the address too
/// @param denied names that do not have it, for certain
/// @param open names of which that could not be found out
/// @param leftOut names that were not looked at: they are no names of hosts, or there were too many
/// @param failure why it is not known what the client is called; empty where it is known
public record ClientNames(
        List<DnsName> confirmed,
        List<DnsName> denied,
        List<DnsName> open,
        int leftOut,
        Optional<String> failure) {
    /// Names of one address that are looked at (RFC 7208 §5.5 has the same bound).
    public static final int MOST = 10;

    public ClientNames {
        confirmed = List.copyOf(confirmed);
        denied = List.copyOf(denied);
        open = List.copyOf(open);
    }

    private static final ClientNames NONE =
            new ClientNames(List.of(), List.of(), List.of(), 0, Optional.empty());

    /// Whether the address has no name, for certain.
    public boolean isNone() {
        return failure.isEmpty() && leftOut == 0 && all().isEmpty();
    }

    /// Whether there is a name and none has the address, for certain.
    public boolean isUnconfirmed() {
        return failure.isEmpty()
                && confirmed.isEmpty()
                && open.isEmpty()
                && (leftOut > 0 || !denied.isEmpty());
    }

    /// All names, those that are confirmed first.
    public List<DnsName> all() {
        var all = new ArrayList<>(confirmed);
        all.addAll(open);
        all.addAll(denied);
        return all;
    }

    /// Finds the names of a client. A name that the mail server which asks has confirmed is believed, and nothing is asked
    /// then. Where it has none the DNS is asked, because only it tells that there is none from that nobody knows.
    public static ClientNames of(Caller caller, DnsLookup dns) throws InterruptedException {
        Optional<DnsName> believed = believed(caller);
        if (believed.isPresent()) {
            return new ClientNames(
                    List.of(believed.get()), List.of(), List.of(), 0, Optional.empty());
        }
        return switch (dns.lookup(DnsQuestion.namesOf(caller.address()))) {
            case DnsAnswer.Failed(_, var why) -> unknown(caller, why);
            case DnsAnswer.Nothing _ -> NONE;
            case DnsAnswer.Found found -> confirm(caller.address(), found.records(), dns);
        };
    }

    /// What is asked of the DNS first.
    public static List<DnsQuestion> questions(Caller caller) {
        return believed(caller).isPresent()
                ? List.of()
                : List.of(DnsQuestion.namesOf(caller.address()));
    }

    private static Optional<DnsName> believed(Caller caller) {
        return caller.told().flatMap(Caller.ToldNames::confirmed).flatMap(ClientNames::host);
    }

    private static ClientNames unknown(Caller caller, String why) {
        Optional<DnsName> said =
                caller.told().flatMap(Caller.ToldNames::reverse).flatMap(ClientNames::host);
        return new ClientNames(List.of(), List.of(), said.stream().toList(), 0, Optional.of(why));
    }

    private static Optional<DnsName> host(String text) {
        return DnsName.of(text).filter(DnsName::isHost);
    }

    /// The names are sorted first, so that a DNS that turns them round changes nothing.
    private static ClientNames confirm(IpAddress address, List<DnsRecord> records, DnsLookup dns)
            throws InterruptedException {
        var hosts = new TreeSet<DnsName>();
        for (DnsRecord record : records) {
            if (record instanceof DnsRecord.Pointer(var host) && host.isHost()) {
                hosts.add(host);
            }
        }
        List<DnsName> looked = hosts.stream().limit(MOST).toList();
        dns.prepare(looked.stream().map(it -> DnsQuestion.addressesOf(it, address)).toList());
        var confirmed = new ArrayList<DnsName>();
        var denied = new ArrayList<DnsName>();
        var open = new ArrayList<DnsName>();
        for (DnsName name : looked) {
            switch (dns.lookup(DnsQuestion.addressesOf(name, address))) {
                case DnsAnswer.Found found ->
                        (found.records().contains(new DnsRecord.Address(address))
                                        ? confirmed
                                        : denied)
                                .add(name);
                case DnsAnswer.Nothing _ -> denied.add(name);
                case DnsAnswer.Failed _ -> open.add(name);
            }
        }
        return new ClientNames(
                confirmed, denied, open, records.size() - looked.size(), Optional.empty());
    }
}
