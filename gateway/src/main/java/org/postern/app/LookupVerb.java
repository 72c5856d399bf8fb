package org.postern.app;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern site lookup …`: directories that know who exists.
@Command(
        name = "lookup",
        description = {
            "LDAP directories and PostgreSQL databases that know which addresses exist.",
            "A domain asks one after: postern site recipient from DOMAIN lookup:NAME"
        },
        subcommands = {LookupVerb.Add.class, LookupVerb.Remove.class, LookupVerb.ListAll.class})
final class LookupVerb extends VerbGroup {

    /// Adds or changes a lookup.
    @Command(name = "add", description = "Add a lookup, or change it.")
    static final class Add extends SiteVerb.Changing {
        @Parameters(paramLabel = "NAME", description = "What rules of recipients call it.")
        private String name;

        @Option(
                names = "--url",
                required = true,
                paramLabel = "URL",
                description =
                        "ldaps://HOST, ldap+starttls://HOST, ldap://HOST:PORT or"
                                + " jdbc:postgresql://HOST:PORT/DATABASE.")
        private String url;

        @Option(
                names = "--base",
                paramLabel = "DN",
                defaultValue = "",
                description = "Where LDAP searches, such as ou=people,dc=example,dc=org.")
        private String base;

        @Option(
                names = "--query",
                required = true,
                paramLabel = "QUERY",
                description = {
                    "LDAP: a filter such as (mail={address}); {local} and {domain} are its parts.",
                    "SQL: a query with ? for the address, such as: select 1 from users where mail"
                            + " = ?"
                })
        private String query;

        @Option(
                names = "--login",
                paramLabel = "NAME",
                defaultValue = "",
                description = "A login of the site: the DN or the database user, and its secret.")
        private String login;

        @Override
        public Integer call() {
            return change(
                    "site.lookup.add",
                    Map.of("name", name, "url", url, "base", base, "query", query, "login", login));
        }
    }

    /// Removes a lookup.
    @Command(name = "remove", description = "Remove a lookup that no domain asks any more.")
    static final class Remove extends SiteVerb.Changing {
        @Parameters(paramLabel = "NAME", description = "Its name.")
        private String name;

        @Override
        public Integer call() {
            return change("site.lookup.remove", Map.of("name", name));
        }
    }

    /// Shows the lookups.
    @Command(name = "list", description = "List the lookups.")
    static final class ListAll extends SiteVerb.Listing {
        @Override
        public Integer call() {
            return list("site.lookup.list", Map.of());
        }

        @Override
        String line(JsonNode lookup) {
            String base = lookup.path("base").asString();
            return lookup.path("name").asString()
                    + "  "
                    + lookup.path("url").asString()
                    + (base.isEmpty() ? "" : "  " + base)
                    + "  "
                    + lookup.path("query").asString();
        }
    }
}
