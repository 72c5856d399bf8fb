package org.postern.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern site people …`: the directory whose people may log in and hand in mail.
@Command(
        name = "people",
        description = {
            "The LDAP directory whose people may log in and hand in mail.",
            "Logins of postern login come first; the directory is asked for all other names."
        },
        subcommands = {PeopleVerb.Set.class, PeopleVerb.Show.class, PeopleVerb.Remove.class})
final class PeopleVerb extends VerbGroup {
    private static final String FILTER = "(uid={login})";

    /// Names the directory.
    @Command(
            name = "set",
            description = {
                "Let the people of a directory log in.",
                "Passwords are checked there, so only PLAIN and LOGIN are offered, over TLS."
            })
    static final class Set extends SiteVerb.Changing {
        @Parameters(paramLabel = "LOOKUP", description = "An LDAP lookup of the site.")
        private String lookup;

        @ArgGroup private Finding finding = new Finding();

        /// One of these.
        static final class Finding {
            @Option(
                    names = "--filter",
                    paramLabel = "FILTER",
                    description = "Finds the one entry of a person. Default: " + FILTER + ".")
            private String filter = FILTER;

            @Option(
                    names = "--dn",
                    paramLabel = "DN",
                    description = {
                        "The name of that entry, so that nothing is searched, such as",
                        "uid={local},ou=people,dc=example,dc=org; {local} and {domain} are the parts"
                                + " of {login}."
                    })
            private String dn = "";
        }

        @Option(
                names = "--address",
                paramLabel = "ATTRIBUTE",
                description =
                        "An attribute with addresses that the person may send as. Repeatable."
                                + " Default: mail.")
        private List<String> addresses = new ArrayList<>();

        @Override
        public Integer call() {
            return change(
                    "site.people.set",
                    Map.of(
                            "lookup",
                            lookup,
                            "filter",
                            finding.dn.isEmpty() ? finding.filter : finding.dn,
                            "addresses",
                            addresses.isEmpty() ? List.of("mail") : addresses));
        }
    }

    /// Names none.
    @Command(name = "remove", description = "Let only the logins of postern login in.")
    static final class Remove extends SiteVerb.Changing {
        @Override
        public Integer call() {
            return change("site.people.remove", Map.of());
        }
    }

    /// Shows it.
    @Command(name = "show", description = "Show which directory is asked, and for what.")
    static final class Show extends SiteVerb.Listing {
        @Override
        public Integer call() {
            return list("site.people.show", Map.of());
        }

        @Override
        String line(JsonNode rule) {
            var addresses = new ArrayList<String>();
            rule.path("addresses").forEach(it -> addresses.add(it.asString()));
            return "people of lookup "
                    + rule.path("lookup").asString()
                    + "  "
                    + rule.path("filter").asString()
                    + "  "
                    + String.join(",", addresses);
        }
    }
}
