package org.postern.mail.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsAnswer.Failed;
import org.postern.mail.dns.DnsAnswer.Found;
import org.postern.mail.dns.DnsAnswer.Nothing;
import org.postern.mail.dns.DnsFailure;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsRecord;
import org.postern.mail.dns.DnsType;

/// Asks for one check, and counts what RFC 7208 §4.6.4 limits.
final class SpfLookups {
    private final DnsLookup dns;
    private final SpfLimits limits;
    private int terms;
    private int voids;
    private @Nullable List<DnsName> confirmed;

    SpfLookups(DnsLookup dns, SpfLimits limits) {
        this.dns = dns;
        this.limits = limits;
    }

    int terms() {
        return terms;
    }

    int voids() {
        return voids;
    }

    /// Begins a term that asks.
    void term() throws SpfError {
        if (terms == limits.terms()) {
            throw SpfError.permanent("more than " + limits.terms() + " terms ask the DNS");
        }
        terms++;
    }

    /// The texts of a name, and that of no others: there can be none.
    List<String> texts(DnsName name) throws SpfError, InterruptedException {
        var texts = new ArrayList<String>();
        for (DnsRecord record : records(new DnsQuestion(name, DnsType.TXT))) {
            if (record instanceof DnsRecord.Text(var octets)) {
                texts.add(octets);
            }
        }
        return texts;
    }

    /// The same where nothing depends on it; empty also where it is not known.
    List<String> textsIfAny(DnsName name) throws InterruptedException {
        try {
            return texts(name);
        } catch (SpfError _) {
            return List.of();
        }
    }

    /// The addresses of a name that are of the client's version.
    List<IpAddress> addresses(DnsName name, IpAddress client)
            throws SpfError, InterruptedException {
        return counted(addressesOf(records(DnsQuestion.addressesOf(name, client))));
    }

    /// Whether the name has an address of IPv4.
    boolean exists(DnsName name) throws SpfError, InterruptedException {
        return !counted(records(new DnsQuestion(name, DnsType.A))).isEmpty();
    }

    /// The hosts that take mail for a name.
    List<DnsName> exchangers(DnsName name) throws SpfError, InterruptedException {
        var hosts = new ArrayList<DnsName>();
        for (DnsRecord record : counted(records(new DnsQuestion(name, DnsType.MX)))) {
            if (record instanceof DnsRecord.Exchanger(_, var host) && !host.equals(DnsName.ROOT)) {
                hosts.add(host);
            }
        }
        if (hosts.size() > limits.names()) {
            // Also where one of the first would match, so that their order does not matter.
            throw SpfError.permanent(
                    "more than "
                            + limits.names()
                            + " hosts take mail for "
                            + SpfTexts.cut(name.text()));
        }
        return hosts;
    }

    /// The names of the client that have its address too. Whatever fails here is the client's matter, not the domain's, so
    /// it ends nothing and is not counted (RFC 7208 §5.5).
    List<DnsName> names(IpAddress client) throws InterruptedException {
        if (confirmed == null) {
            confirmed = confirm(client);
        }
        return confirmed;
    }

    private List<DnsName> confirm(IpAddress client) throws InterruptedException {
        var names = new ArrayList<DnsName>();
        int asked = 0;
        for (DnsRecord record : recordsIfAny(DnsQuestion.namesOf(client))) {
            if (record instanceof DnsRecord.Pointer(var name) && asked++ < limits.names()) {
                List<DnsRecord> found = recordsIfAny(DnsQuestion.addressesOf(name, client));
                if (addressesOf(found).contains(client)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /// The name for `%{p}`: the domain itself, else one below it, else any.
    Optional<DnsName> nameFor(IpAddress client, Optional<DnsName> domain)
            throws InterruptedException {
        List<DnsName> names = names(client);
        for (DnsName name : names) {
            if (domain.isPresent() && name.equals(domain.get())) {
                return Optional.of(name);
            }
        }
        for (DnsName name : names) {
            if (domain.isPresent() && name.isWithin(domain.get())) {
                return Optional.of(name);
            }
        }
        return names.stream().findFirst();
    }

    private static List<IpAddress> addressesOf(List<DnsRecord> records) {
        var addresses = new ArrayList<IpAddress>();
        for (DnsRecord record : records) {
            if (record instanceof DnsRecord.Address(var address)) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private <T> List<T> counted(List<T> found) throws SpfError {
        if (found.isEmpty()) {
            if (voids == limits.voids()) {
                throw SpfError.permanent("more than " + limits.voids() + " questions find nothing");
            }
            voids++;
        }
        return found;
    }

    private List<DnsRecord> records(DnsQuestion question) throws SpfError, InterruptedException {
        return switch (dns.lookup(question)) {
            case Found found -> found.records();
            case Nothing _ -> List.of();
            case Failed(DnsFailure cause, _) ->
                    throw SpfError.temporary(
                            "the DNS has no answer for "
                                    + SpfTexts.cut(question.toString())
                                    + " ("
                                    + cause.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                                    + ")");
        };
    }

    private List<DnsRecord> recordsIfAny(DnsQuestion question) throws InterruptedException {
        DnsAnswer answer = dns.lookup(question);
        return answer instanceof Found found ? found.records() : List.of();
    }
}
