package org.postern.app;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.blocklist.Caller;
import org.postern.blocklist.feed.FeedState;
import org.postern.blocklist.local.EntryStore;
import org.postern.blocklist.local.Standing;
import org.postern.blocklist.remote.RemoteLists;
import org.postern.journal.ClientEvent;
import org.postern.journal.Journal;
import org.postern.journal.Printable;
import org.postern.journal.RefusedClients;
import org.postern.journal.RefusedClients.By;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.IpAddress;
import org.postern.mail.address.Parsed;
import org.postern.mail.address.ReversePath;
import org.postern.settings.Parse;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers about the tests of clients.
record BlocklistRequests(
        Blocking blocking,
        Supplier<List<RemoteLists.Status>> remote,
        Database database,
        Journal journal,
        InstantSource clock) {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_COUNTS = 1000;

    Map<String, Handler> handlers() {
        return Map.of(
                "blocklist.check", this::check,
                "blocklist.top", this::top,
                "blocklist.waiting", this::waiting,
                "blocklist.let-in", this::letIn,
                "blocklist.feeds", this::feeds,
                "blocklist.status", this::status,
                "blocklist.switch", this::turn);
    }

    private void check(JsonNode args, Answers answers) throws Exception {
        Caller caller = caller(args);
        answers.add(
                Verdicts.fields(
                        caller,
                        blocking.explain(caller),
                        blocking.lists().now().standing().enabled()));
    }

    private static Caller caller(JsonNode args) throws Refusal {
        String address = Requests.text(args, "address");
        return new Caller(
                IpAddress.parse(address)
                        .orElseThrow(
                                () -> new Refusal(Exit.USAGE, address + " is no address of IP")),
                Optional.empty(),
                Optional.of(args.path("hello").asString()).filter(it -> !it.isEmpty()),
                sender(args.path("sender").asString()),
                address(args.path("recipient").asString()),
                Optional.empty());
    }

    private static Optional<ReversePath> sender(String text) throws Refusal {
        return text.equals("<>")
                ? Optional.of(ReversePath.Null.NULL)
                : address(text).map(ReversePath.Mailbox::new);
    }

    private static Optional<Address> address(String text) throws Refusal {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (AddressParser.INTERNATIONAL.address(text)
                instanceof Parsed.Value<Address>(Address address)) {
            return Optional.of(address);
        }
        throw new Refusal(Exit.USAGE, text + " is no address of mail");
    }

    /// What was told a moment ago is filed first.
    private void top(JsonNode args, Answers answers) throws Exception {
        By by = SiteRequests.parse(Requests.text(args, "by"), Parse.oneOf(By.class));
        Duration back =
                SiteRequests.parse(Requests.text(args, "since"), Parse.duration("1s", "365d"));
        int limit = Math.clamp(args.path("limit").asInt(), 1, MOST_COUNTS);
        boolean _ = journal.awaitFiled(PATIENCE);
        new RefusedClients(() -> database.connection(DatabaseRole.MANAGER))
                .most(by, clock.instant().minus(back), limit)
                .forEach(it ->
                        answers.add(
                                Map.of(
                                        "what", it.what(),
                                        "refusals", it.refusals(),
                                        "reasons", it.reasons(),
                                        "last", it.last().toString())));
    }

    private void waiting(JsonNode args, Answers answers) {
        var room = blocking.room();
        room.waiting(clock.instant())
                .forEach(it ->
                        answers.add(
                                Map.of(
                                        "organisation", it.name(),
                                        "client", it.client(),
                                        "since", it.since().toString(),
                                        "last", it.last().toString(),
                                        "tries", it.tries(),
                                        "mayComeAt", it.mayComeAt(room.rules()).toString())));
    }

    private void letIn(JsonNode args, Answers answers) throws Refusal {
        String name = Requests.text(args, "organisation");
        if (!blocking.room().letIn(name, clock.instant())) {
            throw new Refusal(Exit.NO, Printable.of(name, 80) + " did not wait; it is let in now");
        }
        String said = name + " is let in";
        journal.record(new ClientEvent.ListsChanged(journal.stamp(), Requests.by(args), said));
        answers.add(Map.of("said", said));
    }

    private void feeds(JsonNode args, Answers answers) throws InterruptedException, Refusal {
        String accepted = args.path("accept").asString();
        if (!accepted.isEmpty()) {
            if (blocking.feeds().states().stream()
                    .noneMatch(it -> it.source().name().equals(accepted))) {
                throw new Refusal(Exit.NO, "no list is called " + Printable.of(accepted, 80));
            }
            blocking.feeds().accept(accepted);
            journal.record(
                    new ClientEvent.ListsChanged(
                            journal.stamp(), Requests.by(args), "taken as it is: " + accepted));
        } else if (args.path("now").asBoolean()) {
            blocking.feeds().reloadNow();
        }
        blocking.feeds().states().forEach(it -> answers.add(fields(it)));
    }

    private static Map<String, Object> fields(FeedState feed) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", feed.source().name());
        fields.put("entries", feed.entries());
        fields.put("leftOut", feed.leftOut());
        fields.put("octets", feed.octets());
        feed.confirmed().ifPresent(it -> fields.put("at", it.toString()));
        feed.trouble().ifPresent(it -> fields.put("trouble", it));
        return fields;
    }

    private void status(JsonNode args, Answers answers) {
        var lists = blocking.lists().now();
        Standing standing = lists.standing();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("enabled", standing.enabled());
        fields.put("entries", lists.size());
        fields.put("revision", Math.max(0, standing.revision()));
        fields.put("changedBy", standing.by());
        fields.put(
                "onFailure",
                standing.onFailure().map(it -> it.name().toLowerCase(Locale.ROOT)).orElse(""));
        fields.put("remoteLists", remote.get());
        fields.put("tests", blocking.rules().rules().stream().map(Verdicts::fields).toList());
        answers.add(fields);
    }

    private void turn(JsonNode args, Answers answers) throws SQLException, Refusal {
        boolean enabled = args.path("enabled").asBoolean();
        Optional<Standing.OnFailure> onFailure =
                switch (args.path("onFailure").asString()) {
                    case "" -> Optional.empty();
                    case "pass" -> Optional.of(Standing.OnFailure.PASS);
                    case "tempfail" -> Optional.of(Standing.OnFailure.TEMPFAIL);
                    default -> throw new Refusal(Exit.USAGE, "neither pass nor tempfail");
                };
        database.transaction(
                DatabaseRole.MANAGER,
                it -> {
                    EntryStore.change(it, enabled, onFailure, Requests.by(args));
                    return true;
                });
        String direction =
                onFailure
                        .map(it ->
                                it == Standing.OnFailure.PASS
                                        ? "; who cannot be tested is let in"
                                        : "; who cannot be tested is put off")
                        .orElse("");
        done(
                args,
                answers,
                (enabled ? "clients are tested" : "clients are not tested") + direction);
    }

    private void done(JsonNode args, Answers answers, String said) throws SQLException {
        record(args, said);
        answers.add(Map.of("said", said));
    }

    /// This node need not wait for its next look.
    private void record(JsonNode args, String said) throws SQLException {
        blocking.lists().refresh(database);
        journal.record(new ClientEvent.ListsChanged(journal.stamp(), Requests.by(args), said));
    }
}
