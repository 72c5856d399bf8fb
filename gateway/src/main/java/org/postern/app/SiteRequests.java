package org.postern.app;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.directory.Change;
import org.postern.directory.Destination;
import org.postern.directory.DomainRoute;
import org.postern.directory.Site;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;
import org.postern.settings.Network;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers about the site settings: what they are, what they were, and who changed them.
record SiteRequests(LiveSite site) {

    /// A domain in a list.
    record Listed(String name, String nextHop) {}

    /// What was done, in words, and the version that came of it.
    record Done(String said, long version) {}

    /// A version in the history.
    ///
    /// @param changes what it changed, one line each
    record Told(
            long version,
            String at,
            String author,
            String note,
            boolean inForce,
            List<String> changes) {}

    Map<String, Handler> handlers() {
        return Map.of(
                "site.domain.list", this::listDomains,
                "site.domain.add", this::addDomain,
                "site.domain.remove", this::removeDomain,
                "site.relay.list", this::listRelays,
                "site.relay.set", this::setRelays,
                "site.history", this::history,
                "site.rollback", this::rollBack);
    }

    private void listDomains(JsonNode args, Answers answers) {
        for (DomainRoute route : site.site().domains()) {
            answers.add(new Listed(route.domain().text(), route.nextHop().toString()));
        }
    }

    private void addDomain(JsonNode args, Answers answers) throws SQLException, Refusal {
        Domain.Name name = domain(Requests.text(args, "name"));
        Destination nextHop =
                parse(Requests.text(args, "nextHop"), it -> Destination.parse(it).checked());
        change(args, it -> it.with(name, nextHop), name + " goes to " + nextHop, answers);
    }

    private void removeDomain(JsonNode args, Answers answers) throws SQLException, Refusal {
        Domain.Name name = domain(Requests.text(args, "name"));
        if (site.site().domains().stream().noneMatch(it -> it.domain().equals(name))) {
            throw new Refusal(Exit.NO, name + " is not one of the domains");
        }
        change(args, it -> it.without(name), "no more mail for " + name, answers);
    }

    private void listRelays(JsonNode args, Answers answers) {
        site.site().relayNetworks().forEach(it -> answers.add(Map.of("network", it.toString())));
    }

    private void setRelays(JsonNode args, Answers answers) throws SQLException, Refusal {
        Network network = parse(Requests.text(args, "network"), Network::parse);
        boolean add = args.path("add").asBoolean();
        if (add && network.isEverybody()) {
            throw new Refusal(
                    Exit.USAGE, network + " is everybody; name the networks that are yours");
        }
        List<Network> others =
                site.site().relayNetworks().stream().filter(it -> !it.equals(network)).toList();
        if (!add && others.size() == site.site().relayNetworks().size()) {
            throw new Refusal(Exit.NO, network + " is not one of the relay networks");
        }
        UnaryOperator<Site> edit =
                it -> {
                    var networks = new ArrayList<>(it.relayNetworks());
                    networks.remove(network);
                    if (add) {
                        networks.add(network);
                    }
                    return it.withRelayNetworks(networks);
                };
        change(args, edit, network + (add ? " may relay" : " may not relay any more"), answers);
    }

    private void change(JsonNode args, UnaryOperator<Site> edit, String said, Answers answers)
            throws SQLException, Refusal {
        change(site, args, edit, said, answers);
    }

    /// Publishes a change and tells what was done.
    static void change(
            LiveSite site, JsonNode args, UnaryOperator<Site> edit, String said, Answers answers)
            throws SQLException, Refusal {
        Site now;
        try {
            now = site.change(edit, Requests.by(args), args.path("note").asString());
        } catch (IllegalArgumentException e) {
            // Settings that cannot go together.
            throw new Refusal(Exit.NO, String.valueOf(e.getMessage()));
        }
        answers.add(new Done(said + " (version " + now.version() + ")", now.version()));
    }

    private void history(JsonNode args, Answers answers) throws SQLException {
        int limit = Math.clamp(args.path("limit").asInt(20), 1, SiteVerb.MOST_VERSIONS);
        List<Change> changes = site.history(limit + 1);
        for (int i = 0; i < Math.min(limit, changes.size()); i++) {
            Change change = changes.get(i);
            Site before = i + 1 < changes.size() ? changes.get(i + 1).site() : Site.UNCONFIGURED;
            answers.add(
                    new Told(
                            change.site().version(),
                            change.at().toString(),
                            change.author(),
                            change.note(),
                            change.active(),
                            change.site().changesSince(before)));
        }
    }

    private void rollBack(JsonNode args, Answers answers) throws SQLException, Refusal {
        long older = args.path("version").asLong();
        Site now = site.rollBack(older, Requests.by(args), args.path("note").asString());
        answers.add(
                new Done(
                        "as in version " + older + " again (version " + now.version() + ")",
                        now.version()));
    }

    private static Domain.Name domain(String text) throws Refusal {
        return switch (AddressParser.ASCII.domain(text)) {
            case Parsed.Value<Domain>(Domain.Name name) -> name;
            case Parsed.Value<Domain>(Domain other) ->
                    throw new Refusal(
                            Exit.USAGE,
                            other + " is an address; write a domain such as example.org");
            case Parsed.Failed<Domain>(String why) ->
                    throw new Refusal(Exit.USAGE, text + ": " + why);
        };
    }

    static <T> T parse(String text, Function<String, T> parser) throws Refusal {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.USAGE, text + ": " + e.getMessage());
        }
    }
}
