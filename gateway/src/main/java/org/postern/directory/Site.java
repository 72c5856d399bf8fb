package org.postern.directory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.mail.address.Domain;
import org.postern.settings.Network;

/// One version of the site settings.
///
/// @param outbound where relay networks send mail for domains that are not ours, empty where they may not
/// @param logins what we show to servers of others
/// @param lookups where recipients are looked up
/// @param people which directory knows who may log in, empty where only the logins that are stored may
/// @param version 0 where nothing was published yet
public record Site(
        List<DomainRoute> domains,
        List<Network> relayNetworks,
        Optional<Destination.Route> outbound,
        List<Login> logins,
        List<LookupRule> lookups,
        Optional<PeopleRule> people,
        long version) {

    /// What holds before anybody published anything: mail for one example domain, which goes to the built-in sink.
    public static final Site UNCONFIGURED =
            new Site(
                    List.of(
                            new DomainRoute(
                                    new Domain.Name("postern.example"),
                                    Destination.BuiltInSink.SINK)),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    0);

    public Site {
        domains = List.copyOf(domains);
        relayNetworks = List.copyOf(relayNetworks);
        logins = List.copyOf(logins);
        lookups = List.copyOf(lookups);
        var seen = new HashSet<Object>();
        domains.forEach(it -> addOnce(seen, it.domain()));
        logins.forEach(it -> addOnce(seen, it.name()));
        for (String login : loginsInUse(domains, outbound, lookups)) {
            if (!seen.contains(login)) {
                throw missing("login", login);
            }
        }
        var known = new HashSet<Object>();
        lookups.forEach(it -> addOnce(known, it.name()));
        if (people.isPresent()) {
            people.get().checkAmong(lookups);
        }
        for (DomainRoute route : domains) {
            for (RecipientRules.Source source : route.recipients().sources()) {
                if (source instanceof RecipientRules.Lookup(String name) && !known.contains(name)) {
                    throw missing("lookup", name);
                }
            }
        }
    }

    static IllegalArgumentException missing(String what, String name) {
        return new IllegalArgumentException(
                "there is no %1$s %2$s; add it with: postern site %1$s add %2$s"
                        .formatted(what, name));
    }

    private static void addOnce(HashSet<Object> seen, Object name) {
        if (!seen.add(name)) {
            throw new IllegalArgumentException("listed twice: " + name);
        }
    }

    private static List<String> loginsInUse(
            List<DomainRoute> domains,
            Optional<Destination.Route> outbound,
            List<LookupRule> lookups) {
        Stream<String> routes =
                Stream.concat(domains.stream().map(DomainRoute::nextHop), outbound.stream())
                        .filter(Destination.Route.class::isInstance)
                        .map(it -> ((Destination.Route) it).login());
        return Stream.concat(routes, lookups.stream().map(LookupRule::login))
                .filter(it -> !it.isEmpty())
                .toList();
    }

    /// Whether nobody named a domain yet, so that the example is there which comes with the program.
    public boolean isUnconfigured() {
        return domains.stream().anyMatch(Site::isExample);
    }

    private static boolean isExample(DomainRoute route) {
        return route.nextHop() instanceof Destination.BuiltInSink;
    }

    /// One of the domains.
    public Optional<DomainRoute> domain(Domain.Name name) {
        return domains.stream().filter(it -> it.domain().equals(name)).findFirst();
    }

    /// These settings with a domain added, or sent elsewhere; who is there stays. The first domain takes the place of the
    /// example.
    public Site with(Domain.Name name, Destination nextHop) {
        return with(
                domain(name)
                        .map(it -> it.to(nextHop))
                        .orElseGet(() -> new DomainRoute(name, nextHop)));
    }

    /// These settings with a domain added, or changed. The first domain takes the place of the example.
    public Site with(DomainRoute route) {
        var routes = new ArrayList<DomainRoute>(domains);
        routes.removeIf(it -> isExample(it) || it.domain().equals(route.domain()));
        routes.add(route);
        return new Site(routes, relayNetworks, outbound, logins, lookups, people, version);
    }

    public Site without(Domain.Name domain) {
        List<DomainRoute> others =
                domains.stream().filter(it -> !it.domain().equals(domain)).toList();
        return new Site(others, relayNetworks, outbound, logins, lookups, people, version);
    }

    /// @throws IllegalArgumentException it is not one of the domains
    public DomainRoute ours(Domain.Name name) {
        return domain(name)
                .orElseThrow(
                        () -> new IllegalArgumentException(name + " is not one of the domains"));
    }

    public Site withRelayNetworks(List<Network> networks) {
        return new Site(domains, networks, outbound, logins, lookups, people, version);
    }

    public Site withOutbound(Optional<Destination.Route> route) {
        return new Site(domains, relayNetworks, route, logins, lookups, people, version);
    }

    /// These settings with a login added, or another user and secret for it.
    public Site with(Login login) {
        var all = new ArrayList<>(withoutLogin(login.name()));
        all.add(login);
        return new Site(domains, relayNetworks, outbound, all, lookups, people, version);
    }

    /// @throws IllegalArgumentException it is in use
    public Site withoutLoginOf(String name) {
        return new Site(
                domains, relayNetworks, outbound, withoutLogin(name), lookups, people, version);
    }

    /// These settings with a lookup added or changed.
    public Site with(LookupRule lookup) {
        var all = new ArrayList<>(othersThan(lookup.name()));
        all.add(lookup);
        return new Site(domains, relayNetworks, outbound, logins, all, people, version);
    }

    /// @throws IllegalArgumentException it is in use
    public Site withoutLookup(String name) {
        return new Site(
                domains, relayNetworks, outbound, logins, othersThan(name), people, version);
    }

    /// These settings with another directory of people, or none.
    public Site withPeople(Optional<PeopleRule> rule) {
        return new Site(domains, relayNetworks, outbound, logins, lookups, rule, version);
    }

    private List<LookupRule> othersThan(String name) {
        return lookups.stream().filter(it -> !it.name().equals(name)).toList();
    }

    private List<Login> withoutLogin(String name) {
        return logins.stream().filter(it -> !it.name().equals(name)).toList();
    }

    /// What these settings changed, one line for each difference.
    public List<String> changesSince(Site before) {
        var old = new HashSet<>(before.lines());
        var now = new HashSet<>(lines());
        return Stream.concat(
                        before.lines().stream()
                                .filter(it -> !now.contains(it))
                                .map(it -> "- " + it),
                        lines().stream().filter(it -> !old.contains(it)).map(it -> "+ " + it))
                .toList();
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        for (DomainRoute it : domains) {
            lines.add(it.domain() + " → " + it.nextHop());
            if (!it.recipients().equals(RecipientRules.ANY)) {
                lines.add("recipients of " + it.domain() + ": " + it.recipients());
            }
            if (it.list() > 0) {
                lines.add("list of " + it.domain() + ": revision " + it.list());
            }
        }
        relayNetworks.forEach(it -> lines.add("relay " + it));
        outbound.ifPresent(it -> lines.add("all other domains → " + it));
        lookups.forEach(it -> lines.add("lookup " + it));
        people.ifPresent(it -> lines.add("people " + it));
        // The number is the same for the same sealed secret only, so that a new secret shows.
        logins.forEach(
                it -> lines.add("login %s, secret #%08x".formatted(it, it.sealed().hashCode())));
        return lines;
    }

    Site at(long number) {
        return new Site(domains, relayNetworks, outbound, logins, lookups, people, number);
    }
}
