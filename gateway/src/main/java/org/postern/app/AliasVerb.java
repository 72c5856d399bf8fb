package org.postern.app;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern site alias …`: addresses that stand for others.
@Command(
        name = "alias",
        description = {
            "Addresses of this site's domains that stand for other addresses.",
            "They may lead to other domains, and to aliases again."
        },
        subcommands = {AliasVerb.Add.class, AliasVerb.Remove.class, AliasVerb.ListAll.class})
final class AliasVerb extends VerbGroup {

    /// Adds an alias.
    @Command(name = "add", description = "Let an address stand for others.")
    static final class Add extends SiteVerb.Changing {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = "The alias.")
        private String address;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "TARGET",
                description = "What it stands for; itself among them keeps it an address too.")
        private List<String> targets = List.of();

        @Override
        public Integer call() {
            String entry = address + ": " + String.join(", ", targets);
            return change("site.recipient.put", Map.of("entries", List.of(entry)));
        }
    }

    /// Removes an alias.
    @Command(name = "remove", description = "Let an address stand for others no more.")
    static final class Remove extends SiteVerb.Changing {
        @Parameters(paramLabel = "ADDRESS", description = "The alias.")
        private String address;

        @Override
        public Integer call() {
            return change("site.recipient.remove", Map.of("address", address));
        }
    }

    /// Shows aliases.
    @Command(name = "list", description = "List the aliases of a domain.")
    static final class ListAll extends SiteVerb.Listing {
        @Parameters(paramLabel = "DOMAIN", description = "The domain.")
        private String domain;

        @Override
        public Integer call() {
            return list("site.recipient.list", Map.of("domain", domain, "aliases", true));
        }

        @Override
        String line(JsonNode entry) {
            return entry(entry);
        }
    }

    /// One entry for a person.
    static String entry(JsonNode entry) {
        List<String> targets = entry.path("targets").valueStream().map(JsonNode::asString).toList();
        String address = entry.path("address").asString();
        return targets.isEmpty() ? address : address + ": " + String.join(", ", targets);
    }
}
