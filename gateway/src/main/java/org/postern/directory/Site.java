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

    /// Whether nobody named a domain yet, so that the example is there which comes with the program.
    public boolean isUnconfigured() {
        return domains.stream().anyMatch(Site::isExample);
    }

    private static boolean isExample(DomainRoute route) {
        return route.nextHop() instanceof Destination.BuiltInSink;
    }

    /// These settings with a domain added, or sent elsewhere. The first domain takes the place of the example.
    public Site with(DomainRoute route) {
        var routes = new ArrayList<DomainRoute>(domains);
        routes.removeIf(it -> isExample(it) || it.domain().equals(route.domain()));
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

    /// What these settings changed, one line for each difference: domains with their next hops, relay networks.
    public List<String> changesSince(Site before) {
        var changes = new ArrayList<String>();
        compare(changes, before.routes(), routes());
        compare(changes, before.relays(), relays());
        return List.copyOf(changes);
    }

    private List<String> routes() {
        return domains.stream().map(it -> it.domain() + " → " + it.nextHop()).toList();
    }

    private List<String> relays() {
        return relayNetworks.stream().map(it -> "relay " + it).toList();
    }

    private static void compare(List<String> changes, List<String> before, List<String> after) {
        var old = new HashSet<>(before);
        var now = new HashSet<>(after);
        before.stream().filter(it -> !now.contains(it)).map(it -> "- " + it).forEach(changes::add);
        after.stream().filter(it -> !old.contains(it)).map(it -> "+ " + it).forEach(changes::add);
    }

    Site at(long number) {
        return new Site(domains, relayNetworks, number);
    }
}
