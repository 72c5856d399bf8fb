package org.postern.app;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.directory.Destination;
import org.postern.directory.DomainRoute;
import org.postern.directory.Network;
import org.postern.directory.Site;
import org.postern.journal.Journal;
import org.postern.journey.MailId;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;
import org.postern.quarantine.HeldCopy;
import org.postern.quarantine.Quarantine;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers to the command line. Texts come from a person at a keyboard; each is parsed before
/// anything is done.
record Requests(LiveSite site, Quarantine quarantine, Journal journal, Doctor doctor) {
    private static final int MOST_LISTED = 10_000;

    /// All requests by name.
    Map<String, Handler> handlers() {
        var handlers = new HashMap<String, Handler>();
        handlers.put("site.domain.list", this::listDomains);
        handlers.put("site.domain.add", this::addDomain);
        handlers.put("site.domain.remove", this::removeDomain);
        handlers.put("site.relay.list", this::listRelays);
        handlers.put("site.relay.set", this::setRelays);
        handlers.put("hold.list", this::listHeld);
        handlers.put("hold.show", this::showHeld);
        handlers.put("hold.release", this::release);
        handlers.put("hold.delete", this::delete);
        handlers.put("doctor", (_, answers) -> doctor.examine().forEach(answers::add));
        handlers.put("journal.backlog", this::backlog);
        handlers.put("counters", (_, answers) -> answers.add(journal.counters()));
        return handlers;
    }

    private void listDomains(JsonNode args, Answers answers) {
        for (DomainRoute route : site.site().domains()) {
            answers.add(
                    Map.of("name", route.domain().text(), "nextHop", route.nextHop().toString()));
        }
    }

    private void addDomain(JsonNode args, Answers answers) throws SQLException, Refusal {
        Domain.Name name = domain(text(args, "name"));
        Destination nextHop = parse(text(args, "nextHop"), Destination::parse);
        change(
                args,
                it -> it.with(new DomainRoute(name, nextHop)),
                name + " goes to " + nextHop,
                answers);
    }

    private void removeDomain(JsonNode args, Answers answers) throws SQLException, Refusal {
        Domain.Name name = domain(text(args, "name"));
        if (site.site().domains().stream().noneMatch(it -> it.domain().equals(name))) {
            throw new Refusal(Exit.NO, name + " is not one of the domains");
        }
        change(args, it -> it.without(name), "no more mail for " + name, answers);
    }

    private void listRelays(JsonNode args, Answers answers) {
        site.site().relayNetworks().forEach(it -> answers.add(Map.of("network", it.toString())));
    }

    private void setRelays(JsonNode args, Answers answers) throws SQLException, Refusal {
        Network network = parse(text(args, "network"), Network::parse);
        boolean add = args.path("add").asBoolean();
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
        Site now = site.change(edit, by(args), args.path("note").asString());
        answers.add(
                Map.of(
                        "said",
                        said + " (version " + now.version() + ")",
                        "version",
                        now.version()));
    }

    private void listHeld(JsonNode args, Answers answers) throws SQLException {
        int limit = Math.clamp(args.path("limit").asInt(50), 1, MOST_LISTED);
        String to = args.path("to").asString().toLowerCase(Locale.ROOT);
        for (HeldCopy copy : quarantine.waiting(to, args.path("from").asString(), limit)) {
            answers.add(fields(copy));
        }
    }

    private void showHeld(JsonNode args, Answers answers) throws Exception {
        List<HeldCopy> copies = quarantine.copies(id(args));
        if (copies.isEmpty()) {
            throw new Refusal(Exit.NO, "nothing of " + text(args, "id") + " was ever held");
        }
        for (HeldCopy copy : copies) {
            Map<String, Object> fields = fields(copy);
            boolean there =
                    copy.state() == HeldCopy.State.HELD || copy.state() == HeldCopy.State.RELEASING;
            if (there && args.path("octets").asBoolean()) {
                fields.put("octets", Base64.getEncoder().encodeToString(quarantine.octets(copy)));
            }
            answers.add(fields);
        }
    }

    private void release(JsonNode args, Answers answers) throws Exception {
        quarantine.release(id(args), by(args)).forEach(it -> answers.add(fields(it)));
    }

    private void delete(JsonNode args, Answers answers) throws Exception {
        quarantine.delete(id(args), by(args)).forEach(it -> answers.add(fields(it)));
    }

    private void backlog(JsonNode args, Answers answers) throws InterruptedException {
        long seconds = Math.clamp(args.path("wait").asLong(0), 0, 600);
        boolean filed = seconds == 0 || journal.awaitFiled(Duration.ofSeconds(seconds));
        Journal.Backlog backlog = journal.backlog();
        answers.add(Map.of("events", backlog.events(), "octets", backlog.octets(), "filed", filed));
    }

    private static Map<String, Object> fields(Quarantine.Result result) {
        return Map.of(
                "done", result.done(), "detail", result.detail(), "copy", fields(result.copy()));
    }

    private static Map<String, Object> fields(HeldCopy copy) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("message", copy.message().toString());
        fields.put("at", copy.at().toString());
        fields.put("expiresAt", copy.expiresAt().toString());
        fields.put("sender", copy.sender());
        fields.put("recipients", copy.recipients());
        fields.put("subject", copy.subject());
        fields.put("reason", copy.reason());
        fields.put("size", copy.size());
        fields.put("state", copy.state().name());
        fields.put("stateBy", copy.stateBy());
        return fields;
    }

    private static MailId id(JsonNode args) throws Refusal {
        String text = text(args, "id");
        return MailId.parse(text)
                .orElseThrow(() -> new Refusal(Exit.USAGE, text + " is not the id of a message"));
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

    private static <T> T parse(String text, Function<String, T> parser) throws Refusal {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.USAGE, text + ": " + e.getMessage());
        }
    }

    private static String text(JsonNode args, String field) throws Refusal {
        String text = args.path(field).asString();
        if (text.isEmpty()) {
            throw new Refusal(Exit.USAGE, field + " is missing");
        }
        return text;
    }

    private static String by(JsonNode args) {
        String by = args.path("by").asString();
        return by.isEmpty() ? "cli" : by;
    }
}
