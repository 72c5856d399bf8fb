package org.postern.app;

import java.sql.SQLException;
import java.util.Map;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.directory.LookupRule;
import org.postern.directory.Recipient;
import org.postern.journey.Standing;
import org.postern.mail.address.Address;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers about lookups, and whether an address exists.
record LookupRequests(LiveSite site) {

    Map<String, Handler> handlers() {
        return Map.of(
                "site.lookup.add", this::add,
                "site.lookup.remove", this::remove,
                "site.lookup.list", this::list,
                "site.recipient.check", this::check);
    }

    private void add(JsonNode args, Answers answers) throws SQLException, Refusal {
        LookupRule rule;
        try {
            rule =
                    new LookupRule(
                            Requests.text(args, "name"),
                            Requests.text(args, "url"),
                            args.path("base").asString(),
                            Requests.text(args, "query"),
                            args.path("login").asString());
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.USAGE, String.valueOf(e.getMessage()));
        }
        SiteRequests.change(site, args, it -> it.with(rule), "lookup " + rule, answers);
    }

    private void remove(JsonNode args, Answers answers) throws SQLException, Refusal {
        String name = Requests.text(args, "name");
        if (site.site().lookups().stream().noneMatch(it -> it.name().equals(name))) {
            throw new Refusal(Exit.NO, "there is no lookup " + name);
        }
        SiteRequests.change(site, args, it -> it.withoutLookup(name), "no lookup " + name, answers);
    }

    private void list(JsonNode args, Answers answers) {
        site.site().lookups().forEach(answers::add);
    }

    private void check(JsonNode args, Answers answers) throws InterruptedException, Refusal {
        Address address =
                SiteRequests.parse(Requests.text(args, "address"), Recipient::parse).address();
        boolean ours = site.route(address).map(it -> it.own()).orElse(false);
        String said =
                ours
                        ? switch (site.standing(address)) {
                            case Standing.Certain.KNOWN -> "exists";
                            case Standing.Certain.UNKNOWN -> "does not exist";
                            case Standing.Alias(var targets) -> "stands for " + targets;
                            case Standing.Unsure(String why) -> "may exist: " + why;
                        }
                        : "is in no domain of this site";
        answers.add(Map.of("address", address.toString(), "standing", said));
    }
}
