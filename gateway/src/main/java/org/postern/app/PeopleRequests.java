package org.postern.app;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.directory.PeopleRule;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers about the directory of people who may log in.
record PeopleRequests(LiveSite site) {

    Map<String, Handler> handlers() {
        return Map.of(
                "site.people.set", this::set,
                "site.people.remove", this::remove,
                "site.people.show", this::show);
    }

    private void set(JsonNode args, Answers answers) throws SQLException, Refusal {
        List<String> addresses = new ArrayList<>();
        args.path("addresses").forEach(it -> addresses.add(it.asString()));
        PeopleRule rule;
        try {
            rule =
                    new PeopleRule(
                            Requests.text(args, "lookup"),
                            Requests.text(args, "filter"),
                            addresses);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.USAGE, String.valueOf(e.getMessage()));
        }
        SiteRequests.change(
                site, args, it -> it.withPeople(Optional.of(rule)), "people " + rule, answers);
    }

    private void remove(JsonNode args, Answers answers) throws SQLException, Refusal {
        if (site.site().people().isEmpty()) {
            throw new Refusal(Exit.NO, "no directory of people is named");
        }
        SiteRequests.change(
                site,
                args,
                it -> it.withPeople(Optional.empty()),
                "no directory of people",
                answers);
    }

    private void show(JsonNode args, Answers answers) {
        site.site().people().ifPresent(answers::add);
    }
}
