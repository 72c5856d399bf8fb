package org.postern.directory;

import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;

/// A domain we take mail for, where its mail goes, and who is there.
///
/// @param list which revision of the domain's list of recipients and aliases holds, 0 for none
public record DomainRoute(
        Domain.Name domain, Destination nextHop, RecipientRules recipients, long list) {

    /// Where everybody exists.
    public DomainRoute(Domain.Name domain, Destination nextHop) {
        this(domain, nextHop, RecipientRules.ANY, 0);
    }

    /// Reads both as people write them.
    public static DomainRoute parse(String domain, String nextHop) {
        return new DomainRoute(parse(domain), Destination.parse(nextHop));
    }

    DomainRoute to(Destination other) {
        return new DomainRoute(domain, other, recipients, list);
    }

    /// The same domain with other rules.
    public DomainRoute with(RecipientRules rules) {
        return new DomainRoute(domain, nextHop, rules, list);
    }

    /// The same domain with another revision of its list.
    public DomainRoute with(long revision) {
        return new DomainRoute(domain, nextHop, recipients, revision);
    }

    /// Reads the name of a domain, in any case and with letters of any script.
    public static Domain.Name parse(String domain) {
        if (AddressParser.INTERNATIONAL.domain(domain)
                instanceof Parsed.Value<Domain>(Domain.Name name)) {
            return name;
        }
        throw new IllegalArgumentException(domain + ": write the name of a domain");
    }
}
