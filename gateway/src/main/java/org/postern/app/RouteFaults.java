package org.postern.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.postern.deliver.Itself;
import org.postern.directory.Destination;
import org.postern.directory.DomainRoute;
import org.postern.directory.RecipientRules;
import org.postern.directory.Site;
import org.postern.dns.MxAnswer;
import org.postern.dns.MxLookup;
import org.postern.journey.NextHop;
import org.postern.journey.TlsUse;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.recipients.Answer;
import org.postern.recipients.Source;

/// Looks for routes that lead nowhere or back to this gateway or keep their login here, and for sources of recipients that
/// do not answer, for `postern doctor`.
///
/// @param hasList whether the list of a domain was read
/// @param standard encryption of routes that say nothing of it
record RouteFaults(
        Supplier<Site> site,
        Predicate<Domain> hasList,
        MxLookup mx,
        Itself itself,
        Function<RecipientRules.Source, Optional<Source>> sources,
        TlsUse standard) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    List<String> find() {
        var faults = new ArrayList<String>();
        Site now = site.get();
        RoutePlaces places = RoutePlaces.of(now);
        places.names().stream()
                .sorted()
                .filter(itself::isCalled)
                .forEach(it -> faults.add(it + " is a next hop, and this gateway itself"));
        places.exchangers().stream()
                .sorted(Comparator.comparing(NextHop.Exchangers::toString))
                .forEach(it -> look(it, faults));
        faults.addAll(withheld(now, standard));
        now.domains().stream()
                .map(DomainRoute::domain)
                .filter(it -> !hasList.test(it))
                .forEach(it ->
                        faults.add(
                                "recipients of "
                                        + it
                                        + " are put off: their list was not read since the start"));
        now.domains().forEach(it -> askAll(it, faults));
        return faults;
    }

    /// Logins that stay here, because an older release let their routes come into force.
    ///
    /// @param standard encryption of routes that say nothing of it
    static List<String> withheld(Site site, TlsUse standard) {
        var faults = new ArrayList<String>();
        for (DomainRoute domain : site.domains()) {
            if (domain.nextHop() instanceof Destination.Route route) {
                withheld(domain.domain().text(), route, standard).ifPresent(faults::add);
            }
        }
        site.outbound()
                .flatMap(it -> withheld("all other domains", it, standard))
                .ifPresent(faults::add);
        return faults;
    }

    private static Optional<String> withheld(
            String whose, Destination.Route route, TlsUse standard) {
        return route.withheld(standard)
                .map(it ->
                        "mail for "
                                + whose
                                + " waits, as login "
                                + route.login()
                                + " never leaves: "
                                + it);
    }

    /// Asks each source of recipients outside of this gateway for one that must be there.
    private void askAll(DomainRoute route, List<String> faults) {
        var postmaster = new Address("postmaster", route.domain());
        for (RecipientRules.Source source : route.recipients().sources()) {
            if (source == RecipientRules.Kind.ANY || source == RecipientRules.Kind.LIST) {
                continue;
            }
            try {
                Optional<Source> asked = sources.apply(source);
                if (asked.isPresent()
                        && asked.get().ask(postmaster) instanceof Answer.None(String why)) {
                    faults.add("recipients of " + route.domain() + ": " + source + " " + why);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void look(NextHop.Exchangers place, List<String> faults) {
        try {
            switch (mx.exchangers(place.domain(), PATIENCE)) {
                case MxAnswer.Found(var found) -> {
                    if (itself.isCalled(found.getFirst().host())) {
                        faults.add(place + " leads back to this gateway");
                    }
                }
                case MxAnswer.Nothing nothing ->
                        faults.add(place + " leads nowhere: " + words(nothing));
                case MxAnswer.Unknown(String why) -> faults.add(place + ": " + why);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String words(MxAnswer.Nothing nothing) {
        return switch (nothing) {
            case NO_RECORD -> "the domain has no MX record";
            case NULL_MX -> "the domain takes no mail";
            case NO_DOMAIN -> "there is no such domain";
        };
    }
}
