package org.postern.app;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.journal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern site …`: what all nodes share. Each change is a new version with an author and a note, and can be taken back.
@Command(
        name = "site",
        description = {
            "Change what all nodes of the site share.",
            "Each change is a version with an author and a note, and can be taken back."
        },
        subcommands = {
            SiteVerb.DomainGroup.class,
            SiteVerb.RelayGroup.class,
            OutboundVerb.class,
            LoginVerb.class,
            RecipientVerb.class,
            AliasVerb.class,
            LookupVerb.class,
            PeopleVerb.class,
            SiteVerb.History.class,
            SiteVerb.RollBack.class
        })
final class SiteVerb extends VerbGroup {
    static final int MOST_VERSIONS = 1000;

    /// A verb that makes a new version.
    abstract static class Changing extends Verb {
        @Option(
                names = "--note",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Why, for the history.")
        private String note;

        @Option(
                names = "--json",
                description = "Print one JSON object: what was done, and the version.")
        private boolean json;

        final int change(String request, Map<String, ?> args) {
            var all = new LinkedHashMap<String, Object>(args);
            all.put("note", note);
            all.put("by", Asker.name());
            Home.gateway()
                    .ask(
                            request,
                            all,
                            it -> out().println(json ? it.toString() : it.path("said").asString()));
            return Exit.OK;
        }
    }

    /// A verb that lists something.
    abstract static class Listing extends Verb {
        @Option(names = "--json", description = "Print one JSON object a line.")
        private boolean json;

        final int list(String request, Map<String, ?> args) {
            List<JsonNode> all = new ArrayList<>();
            Home.gateway().ask(request, args, all::add);
            all.forEach(it -> out().println(json ? it.toString() : line(it)));
            if (all.isEmpty()) {
                err().println("there is none");
            }
            return all.isEmpty() ? Exit.NO : Exit.OK;
        }

        /// One answer for a person.
        abstract String line(JsonNode answer);
    }

    /// `postern site domain …`
    @Command(
            name = "domain",
            description = "The domains that mail is taken for, and where it goes.",
            subcommands = {Add.class, ListDomains.class, Remove.class})
    static final class DomainGroup extends VerbGroup {}

    /// Takes mail for one more domain.
    @Command(name = "add", description = "Take mail for a domain, or change its next hop.")
    static final class Add extends Changing {
        @Parameters(paramLabel = "NAME", description = "The domain, such as example.org.")
        private String name;

        @Mixin private RouteOptions route;

        @Override
        public Integer call() {
            return change("site.domain.add", Map.of("name", name, "nextHop", route.text()));
        }
    }

    /// Stops taking mail for a domain.
    @Command(name = "remove", description = "Take no more mail for a domain.")
    static final class Remove extends Changing {
        @Parameters(paramLabel = "NAME", description = "The domain.")
        private String name;

        @Override
        public Integer call() {
            return change("site.domain.remove", Map.of("name", name));
        }
    }

    /// Shows the domains.
    @Command(name = "list", description = "List the domains and their next hops.")
    static final class ListDomains extends Listing {
        @Override
        public Integer call() {
            return list("site.domain.list", Map.of());
        }

        @Override
        String line(JsonNode domain) {
            String name = domain.path("name").asString();
            return String.format(
                    Locale.ROOT, "%-30s → %s", name, domain.path("nextHop").asString());
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
    static final class AddRelay extends Changing {
        @Parameters(paramLabel = "NETWORK", description = "Such as 192.0.2.0/24 or 2001:db8::1.")
        private String network;

        @Override
        public Integer call() {
            return change("site.relay.set", Map.of("network", network, "add", true));
        }
    }

    /// Takes that right back.
    @Command(name = "remove", description = "Let a network relay no more.")
    static final class RemoveRelay extends Changing {
        @Parameters(paramLabel = "NETWORK", description = "As it was added.")
        private String network;

        @Override
        public Integer call() {
            return change("site.relay.set", Map.of("network", network, "add", false));
        }
    }

    /// Shows the relay networks.
    @Command(name = "list", description = "List the relay networks.")
    static final class ListRelays extends Listing {
        @Override
        public Integer call() {
            return list("site.relay.list", Map.of());
        }

        @Override
        String line(JsonNode relay) {
            return relay.path("network").asString();
        }
    }

    /// Shows who changed what, when and why.
    @Command(
            name = "history",
            description = "List the versions and what each changed, newest first.")
    static final class History extends Listing {
        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "20",
                description =
                        "At most so many, up to " + MOST_VERSIONS + ". Default: ${DEFAULT-VALUE}.")
        private int limit;

        @Override
        public Integer call() {
            if (limit < 1 || limit > MOST_VERSIONS) {
                throw Complaint.usage("--limit takes 1 to " + MOST_VERSIONS);
            }
            return list("site.history", Map.of("limit", limit));
        }

        @Override
        String line(JsonNode version) {
            var line = new StringBuilder();
            line.append(version.path("version").asLong()).append("  ");
            line.append(Times.print(Instant.parse(version.path("at").asString()))).append("  ");
            line.append(Printable.of(version.path("author").asString()));
            line.append(version.path("inForce").asBoolean() ? "  in force" : "");
            String note = version.path("note").asString();
            line.append(note.isEmpty() ? "" : "  “" + Printable.of(note) + "”");
            version.path("changes").forEach(it -> line.append("\n    ").append(it.asString()));
            return line.toString();
        }
    }

    /// Takes changes back.
    @Command(
            name = "rollback",
            description = {
                "Put in force again what an older version says, as a new version.",
                "0 is the state before the first change."
            })
    static final class RollBack extends Changing {
        @Parameters(paramLabel = "VERSION", description = "Its number, as in the history.")
        private long version;

        @Override
        public Integer call() {
            return change("site.rollback", Map.of("version", version));
        }
    }
}
