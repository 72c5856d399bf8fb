package org.postern.app;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.directory.Destination;
import org.postern.directory.DomainRoute;
import org.postern.directory.Site;
import org.postern.directory.Target;
import org.postern.journey.NextHop;
import org.postern.mail.address.Domain;

/// The places that the routes of a site name, those of the way out among them.
///
/// @param ofEach whether the way out leads to the mail exchangers of whatever domain mail is for
record RoutePlaces(Set<NextHop.Place> all, boolean ofEach) {
    RoutePlaces {
        all = Set.copyOf(all);
    }

    static RoutePlaces of(Site site) {
        var ours = site.domains().stream().flatMap(RoutePlaces::places);
        var out =
                site.outbound().stream()
                        .flatMap(it -> it.targets().stream())
                        .flatMap(it -> place(it, Optional.empty()).stream());
        return new RoutePlaces(
                Stream.concat(ours, out).collect(Collectors.toSet()),
                site.outbound().stream()
                        .flatMap(it -> it.targets().stream())
                        .anyMatch(it -> place(it, Optional.empty()).isEmpty()));
    }

    private static Stream<NextHop.Place> places(DomainRoute domain) {
        return domain.nextHop() instanceof Destination.Route route
                ? route.targets().stream()
                        .flatMap(it -> place(it, Optional.of(domain.domain())).stream())
                : Stream.empty();
    }

    /// @param of the domain that the mail is for, where it is one
    private static Optional<NextHop.Place> place(Target target, Optional<Domain.Name> of) {
        return switch (target.place()) {
            case Target.Server(String host, int port) ->
                    Optional.of(new NextHop.Server(host, port));
            case Target.Exchangers(var domain, int port) ->
                    domain.or(() -> of).map(it -> new NextHop.Exchangers(it, port));
        };
    }

    /// Host names, not addresses.
    Set<String> names() {
        return all.stream()
                .filter(NextHop.Server.class::isInstance)
                .map(it -> ((NextHop.Server) it).host())
                .filter(it -> it.indexOf(':') < 0 && !it.matches("[0-9.]+"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Domains whose exchangers are used by name.
    Set<NextHop.Exchangers> exchangers() {
        return all.stream()
                .filter(NextHop.Exchangers.class::isInstance)
                .map(NextHop.Exchangers.class::cast)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Whether mail waits when no resolver answers.
    boolean needResolvers() {
        return ofEach || !exchangers().isEmpty();
    }
}
