package org.postern.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern site …`: what all nodes share. Each change is a new version with an author and a note.
@Command(
        name = "site",
        description = "Change what all nodes of the site share.",
        subcommands = {SiteVerb.DomainGroup.class, SiteVerb.RelayGroup.class})
final class SiteVerb extends VerbGroup {

    /// `postern site domain …`
    @Command(
            name = "domain",
            description = "The domains that mail is taken for, and where it goes.",
            subcommands = {Add.class, ListDomains.class, Remove.class})
    static final class DomainGroup extends VerbGroup {}

    /// Takes mail for one more domain.
    @Command(name = "add", description = "Take mail for a domain, or change its next hop.")
    static final class Add extends Verb {
        @Parameters(paramLabel = "NAME", description = "The domain, such as example.org.")
        private String name;

        @Option(
                names = "--next-hop",
                required = true,
                paramLabel = "HOST:PORT",
                description = "The mail server behind this gateway that takes its mail.")
        private String nextHop;

        @Option(
                names = "--note",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Why, for the history.")
        private String note;

        @Override
        public Integer call() {
            return change(
                    this,
                    "site.domain.add",
                    Map.of("name", name, "nextHop", nextHop, "note", note, "by", by()));
        }
    }

    /// Stops taking mail for a domain.
    @Command(name = "remove", description = "Take no more mail for a domain.")
    static final class Remove extends Verb {
        @Parameters(paramLabel = "NAME", description = "The domain.")
        private String name;

        @Option(
                names = "--note",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Why, for the history.")
        private String note;

        @Override
        public Integer call() {
            return change(
                    this, "site.domain.remove", Map.of("name", name, "note", note, "by", by()));
        }
    }

    /// Shows the domains.
    @Command(name = "list", description = "List the domains and their next hops.")
    static final class ListDomains extends Verb {
        @Option(names = "--json", description = "Print one JSON object a line.")
        private boolean json;

        @Override
        public Integer call() {
            List<JsonNode> domains = new ArrayList<>();
            Home.gateway().ask("site.domain.list", Map.of(), domains::add);
            for (JsonNode domain : domains) {
                if (json) {
                    out().println(domain);
                } else {
                    out().printf(
                                    Locale.ROOT,
                                    "%-30s → %s%n",
                                    domain.path("name").asString(),
                                    domain.path("nextHop").asString());
                }
            }
            return domains.isEmpty() ? Exit.NO : Exit.OK;
        }
    }

    /// `postern site relay …`
    @Command(
            name = "relay",
            description = "The networks whose clients may send to any routed domain.",
            subcommands = {AddRelay.class, ListRelays.class, RemoveRelay.class})
    static final class RelayGroup extends VerbGroup {}

    /// Lets a network relay.
    @Command(name = "add", description = "Let a network relay.")
    static final class AddRelay extends Verb {
        @Parameters(paramLabel = "NETWORK", description = "Such as 192.0.2.0/24 or 2001:db8::1.")
        private String network;

        @Option(
                names = "--note",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Why, for the history.")
        private String note;

        @Override
        public Integer call() {
            return change(
                    this,
                    "site.relay.set",
                    Map.of("network", network, "add", true, "note", note, "by", by()));
        }
    }

    /// Takes that right back.
    @Command(name = "remove", description = "Let a network relay no more.")
    static final class RemoveRelay extends Verb {
        @Parameters(paramLabel = "NETWORK", description = "As it was added.")
        private String network;

        @Option(
                names = "--note",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Why, for the history.")
        private String note;

        @Override
        public Integer call() {
            return change(
                    this,
                    "site.relay.set",
                    Map.of("network", network, "add", false, "note", note, "by", by()));
        }
    }

    /// Shows the relay networks.
    @Command(name = "list", description = "List the relay networks.")
    static final class ListRelays extends Verb {
        @Option(names = "--json", description = "Print one JSON object a line.")
        private boolean json;

        @Override
        public Integer call() {
            List<JsonNode> networks = new ArrayList<>();
            Home.gateway().ask("site.relay.list", Map.of(), networks::add);
            for (JsonNode network : networks) {
                out().println(json ? network.toString() : network.path("network").asString());
            }
            return networks.isEmpty() ? Exit.NO : Exit.OK;
        }
    }

    private static int change(Verb verb, String request, Map<String, ?> args) {
        Home.gateway()
                .ask(request, args, answer -> verb.out().println(answer.path("said").asString()));
        return Exit.OK;
    }

    private static String by() {
        return "cli:" + System.getProperty("user.name", "unknown");
    }
}
