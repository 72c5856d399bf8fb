package org.postern.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern site recipient …`: who exists.
@Command(
        name = "recipient",
        description = {
            "Who exists in the domains of this site.",
            "Unknown recipients are refused at once; postmaster and abuse always exist."
        },
        subcommands = {
            RecipientVerb.From.class,
            RecipientVerb.Show.class,
            RecipientVerb.Add.class,
            RecipientVerb.Remove.class,
            RecipientVerb.ListAll.class,
            RecipientVerb.Import.class,
            RecipientVerb.Check.class
        })
final class RecipientVerb extends VerbGroup {

    /// Says whom to ask.
    @Command(
            name = "from",
            description = {
                "Say who knows which addresses exist in a domain.",
                "any: all do. list: the list of the domain. call-forward: the next hop is asked."
                        + " lookup:NAME: a lookup of the site. Of several, one that knows suffices."
            })
    static final class From extends SiteVerb.Changing {
        @Parameters(index = "0", paramLabel = "DOMAIN", description = "The domain.")
        private String domain;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "SOURCE",
                description = "any, list, call-forward or lookup:NAME.")
        private List<String> sources = List.of();

        @Option(
                names = "--plus",
                paramLabel = "SEPARATORS",
                defaultValue = "",
                description =
                        "Characters that part a user from a tag, such as +; none if not given.")
        private String plus;

        @Option(
                names = "--accept-unsure",
                description = "Accept an address where nobody can say; otherwise it is put off.")
        private boolean accept;

        @Override
        public Integer call() {
            var words = new ArrayList<>(sources);
            if (!plus.isEmpty()) {
                words.add("plus:" + plus);
            }
            if (accept) {
                words.add("unsure:accept");
            }
            return change(
                    "site.recipient.rules",
                    Map.of("domain", domain, "rules", String.join(" ", words)));
        }
    }

    /// Shows whom is asked.
    @Command(name = "show", description = "Show who knows the addresses of each domain.")
    static final class Show extends SiteVerb.Listing {
        @Override
        public Integer call() {
            return list("site.recipient.show", Map.of());
        }

        @Override
        String line(JsonNode domain) {
            long revision = domain.path("listRevision").asLong();
            return String.format(
                    Locale.ROOT,
                    "%-30s %s%s",
                    domain.path("domain").asString(),
                    domain.path("rules").asString(),
                    revision == 0 ? "" : " (list: revision " + revision + ")");
        }
    }

    /// Adds to a list.
    @Command(name = "add", description = "Add addresses to the lists of their domains.")
    static final class Add extends SiteVerb.Changing {
        @Parameters(
                arity = "1..*",
                paramLabel = "ADDRESS",
                description = "Such as ann@example.org.")
        private List<String> addresses = List.of();

        @Override
        public Integer call() {
            return change("site.recipient.put", Map.of("entries", addresses));
        }
    }

    /// Removes from a list.
    @Command(name = "remove", description = "Remove an address from the list of its domain.")
    static final class Remove extends SiteVerb.Changing {
        @Parameters(paramLabel = "ADDRESS", description = "The address.")
        private String address;

        @Override
        public Integer call() {
            return change("site.recipient.remove", Map.of("address", address));
        }
    }

    /// Shows a list.
    @Command(name = "list", description = "List the addresses and aliases of a domain.")
    static final class ListAll extends SiteVerb.Listing {
        @Parameters(paramLabel = "DOMAIN", description = "The domain.")
        private String domain;

        @Override
        public Integer call() {
            return list("site.recipient.list", Map.of("domain", domain));
        }

        @Override
        String line(JsonNode entry) {
            return AliasVerb.entry(entry);
        }
    }

    /// Tells of one address.
    @Command(name = "check", description = "Say whether an address exists, as a client would hear.")
    static final class Check extends SiteVerb.Listing {
        @Parameters(paramLabel = "ADDRESS", description = "The address.")
        private String address;

        @Override
        public Integer call() {
            return list("site.recipient.check", Map.of("address", address));
        }

        @Override
        String line(JsonNode answer) {
            return answer.path("address").asString() + " " + answer.path("standing").asString();
        }
    }

    /// Replaces a list.
    @Command(
            name = "import",
            description = {
                "Make the lines of a file the whole list of a domain.",
                "A line is an address, or an alias: sales@example.org: ann@example.org,"
                        + " ben@example.org. Lines with # in front are skipped."
            })
    static final class Import extends SiteVerb.Changing {
        @Parameters(index = "0", paramLabel = "DOMAIN", description = "The domain.")
        private String domain;

        @Parameters(
                index = "1",
                paramLabel = "FILE",
                description = "The file, - for standard input.")
        private String file;

        @Override
        public Integer call() throws IOException {
            String token = LineFile.stage(file, "site.recipient.stage");
            return change("site.recipient.import", Map.of("domain", domain, "token", token));
        }
    }
}
