package org.postern.directory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.postern.mail.address.Domain;

/// One version of the site settings.
///
/// @param version 0 where nothing was published yet
public record Site(List<DomainRoute> domains, List<Network> relayNetworks, long version) {

    /// What holds before anybody published anything: mail for one example domain, which goes to the built-in sink.
    public static final Site UNCONFIGURED =
            new Site(
                    List.of(
                            new DomainRoute(
                                    new Domain.Name("postern.example"),
                                    Destination.BuiltInSink.SINK)),
                    List.of(),
                    0);

    public Site {
        domains = List.copyOf(domains);
        relayNetworks = List.copyOf(relayNetworks);
        var seen = new HashSet<Domain.Name>();
        for (DomainRoute route : domains) {
            if (!seen.add(route.domain())) {
                throw new IllegalArgumentException("listed twice: " + route.domain());
            }
        }
    }

    /// Whether this is the example that comes with the program.
    public boolean isUnconfigured() {
        return version == 0;
    }

    /// These settings with a domain added, or sent elsewhere. The first domain takes the place of the example.
    public Site with(DomainRoute route) {
        var routes = new ArrayList<DomainRoute>(isUnconfigured() ? List.of() : domains);
        routes.removeIf(it -> it.domain().equals(route.domain()));
        routes.add(route);
        return new Site(routes, relayNetworks, version);
    }

    public Site without(Domain.Name domain) {
        return new Site(
                domains.stream().filter(it -> !it.domain().equals(domain)).toList(),
                relayNetworks,
                version);
    }

    public Site withRelayNetworks(List<Network> networks) {
        return new Site(domains, networks, version);
    }

    Site at(long number) {
        return new Site(domains, relayNetworks, number);
    }
}
