package org.postern.app;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.directory.DomainRoute;
import org.postern.directory.Recipient;
import org.postern.directory.RecipientRules;
import org.postern.directory.RecipientStore;
import org.postern.directory.Site;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers about who exists.
record RecipientRequests(LiveSite site, Staged staged) {

    Map<String, Handler> handlers() {
        return Map.of(
                "site.recipient.rules", this::setRules,
                "site.recipient.show", this::show,
                "site.recipient.put", this::put,
                "site.recipient.remove", this::remove,
                "site.recipient.list", this::list,
                "site.recipient.stage", this::stage,
                "site.recipient.import", this::takeOver);
    }

    private void setRules(JsonNode args, Answers answers) throws SQLException, Refusal {
        Domain.Name name = domain(args);
        RecipientRules rules =
                SiteRequests.parse(Requests.text(args, "rules"), RecipientRules::parse);
        SiteRequests.change(
                site,
                args,
                it -> it.with(it.ours(name).with(rules)),
                "recipients of " + name + ": " + rules,
                answers);
    }

    private void show(JsonNode args, Answers answers) {
        for (DomainRoute it : site.site().domains()) {
            answers.add(
                    Map.of(
                            "domain", it.domain().text(),
                            "rules", it.recipients().toString(),
                            "listRevision", it.list()));
        }
    }

    private void put(JsonNode args, Answers answers) throws SQLException, Refusal {
        var byDomain = new LinkedHashMap<Domain.Name, List<Recipient>>();
        for (JsonNode text : args.path("entries")) {
            Recipient.Line line = SiteRequests.parse(text.asString(), Recipient::parse);
            checkRoutes(line.recipient());
            if (!(line.address().domain() instanceof Domain.Name name)) {
                throw new Refusal(Exit.USAGE, line.address() + " has no domain of ours");
            }
            byDomain.computeIfAbsent(name, _ -> new ArrayList<>()).add(line.recipient());
        }
        for (Map.Entry<Domain.Name, List<Recipient>> one : byDomain.entrySet()) {
            Domain.Name name = one.getKey();
            List<Recipient> entries = one.getValue();
            changeList(
                    args,
                    name,
                    (connection, route) ->
                            RecipientStore.put(connection, name, route.list(), entries),
                    "added to the list of " + name + ": " + words(entries),
                    answers);
        }
    }

    /// An alias that leads where nothing leads could be given and never be delivered to.
    private void checkRoutes(Recipient entry) throws Refusal {
        for (Address target : entry.targets()) {
            if (site.route(target).isEmpty()) {
                throw new Refusal(
                        Exit.NO,
                        "there is no route to "
                                + target
                                + "; first: postern site outbound set, or postern site domain add");
            }
        }
    }

    private void remove(JsonNode args, Answers answers) throws SQLException, Refusal {
        Address address =
                SiteRequests.parse(Requests.text(args, "address"), Recipient::parse).address();
        if (!(address.domain() instanceof Domain.Name name)) {
            throw new Refusal(Exit.USAGE, address + " has no domain of ours");
        }
        var gone = new Recipient(address.localPart(), List.of());
        changeList(
                args,
                name,
                (connection, route) ->
                        RecipientStore.remove(
                                connection, name, route.list(), List.of(gone.localPart())),
                "no more in the list of " + name + ": " + gone,
                answers);
    }

    private void list(JsonNode args, Answers answers) throws SQLException, Refusal {
        Domain.Name name = domain(args);
        boolean aliases = args.path("aliases").asBoolean();
        try {
            site.readList(
                    name,
                    it -> {
                        if (!aliases || !it.targets().isEmpty()) {
                            answers.add(
                                    Map.of(
                                            "address",
                                            new Address(it.localPart(), name).toString(),
                                            "targets",
                                            it.targets().stream().map(Address::toString).toList()));
                        }
                    });
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.NO, String.valueOf(e.getMessage()));
        }
    }

    private void stage(JsonNode args, Answers answers) throws Refusal {
        var lines = new ArrayList<String>();
        args.path("entries").forEach(it -> lines.add(it.asString()));
        staged.add(Requests.text(args, "token"), lines);
    }

    /// Makes what was staged the whole list of a domain, if every line of it can be read.
    private void takeOver(JsonNode args, Answers answers) throws SQLException, Refusal {
        Domain.Name name = domain(args);
        var entries = new LinkedHashMap<String, Recipient>();
        int number = 0;
        for (String text : staged.take(Requests.text(args, "token"))) {
            number++;
            String line = text.strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                Recipient entry = entry(name, line, number);
                checkRoutes(entry);
                entries.put(entry.localPart(), entry);
            }
        }
        changeList(
                args,
                name,
                (connection, _) -> RecipientStore.replace(connection, name, entries.values()),
                "the list of " + name + " has " + entries.size() + " entries",
                answers);
    }

    private static Recipient entry(Domain.Name domain, String line, int number) throws Refusal {
        try {
            int end = line.indexOf(':') < 0 ? line.length() : line.indexOf(':');
            boolean bare = line.lastIndexOf('@', end) < 0;
            String whole = line.substring(0, end).strip() + (bare ? "@" + domain : "");
            Recipient.Line read = Recipient.parse(whole + line.substring(end));
            if (!read.address().domain().equals(domain)) {
                throw new IllegalArgumentException("not in " + domain);
            }
            return read.recipient();
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.NO, "line " + number + ": " + e.getMessage());
        }
    }

    private void changeList(
            JsonNode args, Domain.Name domain, LiveSite.ListEdit edit, String said, Answers answers)
            throws SQLException, Refusal {
        String note = args.path("note").asString();
        Site now;
        try {
            now = site.changeList(domain, edit, Requests.by(args), note.isEmpty() ? said : note);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.NO, String.valueOf(e.getMessage()));
        }
        boolean asked = now.ours(domain).recipients().sources().contains(RecipientRules.Kind.LIST);
        String hint =
                asked
                        ? ""
                        : "; users in it count after: postern site recipient from "
                                + domain
                                + " list";
        answers.add(
                new SiteRequests.Done(
                        said + " (version " + now.version() + ")" + hint, now.version()));
    }

    private static String words(List<Recipient> entries) {
        return entries.size() > 3
                ? entries.size() + " entries"
                : String.join("; ", entries.stream().map(Recipient::toString).toList());
    }

    private static Domain.Name domain(JsonNode args) throws Refusal {
        return SiteRequests.parse(Requests.text(args, "domain"), DomainRoute::parse);
    }
}
