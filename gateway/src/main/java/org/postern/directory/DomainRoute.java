package org.postern.directory;

import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;

/// A domain we take mail for, and where its mail goes.
public record DomainRoute(Domain.Name domain, Destination nextHop) {

    /// Reads both as people write them.
    public static DomainRoute parse(String domain, String nextHop) {
        return new DomainRoute(parse(domain), Destination.parse(nextHop));
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
