package org.postern.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.deliver.Itself;
import org.postern.directory.DomainRoute;
import org.postern.directory.RecipientRules;
import org.postern.dns.MxAnswer;
import org.postern.dns.MxLookup;
import org.postern.journey.NextHop;
import org.postern.mail.address.Address;
import org.postern.recipients.Answer;
import org.postern.recipients.Source;

/// Looks for routes that lead nowhere or back to this gateway, and sources of recipients that do not answer, for `postern doctor`.
record RouteFaults(
        LiveSite site,
        MxLookup mx,
        Itself itself,
        Function<RecipientRules.Source, Optional<Source>> sources) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    List<String> find() {
        var faults = new ArrayList<String>();
        site.names().stream()
                .sorted()
                .filter(itself::isCalled)
                .forEach(it -> faults.add(it + " is a next hop, and this gateway itself"));
        site.exchangers().stream()
                .sorted(Comparator.comparing(NextHop.Exchangers::toString))
                .forEach(it -> look(it, faults));
        site.site().domains().forEach(it -> askAll(it, faults));
        return faults;
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
