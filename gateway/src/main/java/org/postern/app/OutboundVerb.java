package org.postern.app;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `postern site outbound …`: where mail goes that relay networks send to domains that are not ours.
@Command(
        name = "outbound",
        description = {
            "Where relay networks' mail for all other domains goes.",
            "Without it they reach the domains of this site only; strangers always do."
        },
        subcommands = {OutboundVerb.Set.class, OutboundVerb.Show.class, OutboundVerb.Remove.class})
final class OutboundVerb extends VerbGroup {

    /// Opens the way out.
    @Command(
            name = "set",
            description = {
                "Let relay networks send to any domain.",
                "--next-hop mx sends by the MX records of each domain, HOST:PORT through a smarthost."
            })
    static final class Set extends SiteVerb.Changing {
        @Mixin private RouteOptions route;

        @Override
        public Integer call() {
            return change("site.outbound.set", Map.of("nextHop", route.text()));
        }
    }

    /// Closes it.
    @Command(name = "remove", description = "Let relay networks send to this site's domains only.")
    static final class Remove extends SiteVerb.Changing {
        @Override
        public Integer call() {
            return change("site.outbound.remove", Map.of());
        }
    }

    /// Shows it.
    @Command(name = "show", description = "Show where mail for all other domains goes.")
    static final class Show extends SiteVerb.Listing {
        @Override
        public Integer call() {
            return list("site.outbound.show", Map.of());
        }

        @Override
        String line(JsonNode route) {
            return "all other domains → " + route.path("nextHop").asString();
        }
    }
}
