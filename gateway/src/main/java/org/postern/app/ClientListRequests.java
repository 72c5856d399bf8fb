package org.postern.app;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.blocklist.local.Clients;
import org.postern.blocklist.local.Entry;
import org.postern.blocklist.local.EntryStore;
import org.postern.blocklist.local.EntryText;
import org.postern.blocklist.local.ListKind;
import org.postern.journal.ClientEvent;
import org.postern.journal.Journal;
import org.postern.settings.Parse;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers about the lists of clients.
record ClientListRequests(
        Blocking blocking, Database database, Journal journal, Staged staged, InstantSource clock) {
    /// Lines of a file that are told one by one.
    private static final int MOST_PROBLEMS = 100;

    /// Entries of both lists together, which every node has in its heap; about 40 MiB.
    private static final int MOST_ENTRIES = 100_000;

    Map<String, Handler> handlers() {
        return Map.of(
                "blocklist.add", this::add,
                "blocklist.remove", this::remove,
                "blocklist.list", this::list,
                "blocklist.stage", this::stage,
                "blocklist.import", this::takeOver);
    }

    private void add(JsonNode args, Answers answers) throws SQLException, Refusal {
        ListKind list = listOf(args);
        Optional<Instant> expires = expires(args.path("expires").asString());
        String comment = args.path("comment").asString();
        var entries = new ArrayList<Entry>();
        for (Clients clients : clients(args)) {
            entries.add(
                    SiteRequests.parse(
                            comment,
                            it -> new Entry(list, clients, it, "", clock.instant(), expires)));
        }
        put(entries, args);
        done(args, answers, list.word() + " list: added " + words(entries));
    }

    private Optional<Instant> expires(String text) throws Refusal {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Instant time =
                SiteRequests.parse(
                        text,
                        it ->
                                it.matches("[0-9]+[smhd]")
                                        ? now.plus(Parse.duration("1s", "3650d").apply(it))
                                        : EntryText.time(it));
        if (!time.isAfter(now)) {
            throw new Refusal(Exit.USAGE, text + " is over");
        }
        return Optional.of(time);
    }

    private void remove(JsonNode args, Answers answers) throws SQLException, Refusal {
        ListKind list = listOf(args);
        List<Clients> wanted = clients(args);
        List<Clients> gone =
                database.transaction(
                        DatabaseRole.MANAGER,
                        it -> EntryStore.remove(it, list, wanted, Requests.by(args)));
        if (!gone.isEmpty()) {
            done(args, answers, list.word() + " list: removed " + words(gone));
        }
        if (gone.size() < wanted.size()) {
            var missing = new ArrayList<>(wanted);
            missing.removeAll(gone);
            throw new Refusal(Exit.NO, "not in the " + list.word() + " list: " + words(missing));
        }
    }

    private void list(JsonNode args, Answers answers) throws SQLException, Refusal {
        ListKind list = listOf(args);
        Instant now = clock.instant();
        try (var connection = database.connection(DatabaseRole.MANAGER)) {
            EntryStore.read(connection, Optional.of(list), it -> answers.add(fields(it, now)));
        }
    }

    private static Map<String, Object> fields(Entry entry, Instant now) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("client", entry.clients().toString());
        fields.put("comment", entry.comment());
        fields.put("author", entry.author());
        fields.put("added", entry.added().toString());
        entry.expires().ifPresent(it -> fields.put("expires", it.toString()));
        fields.put("inForce", entry.isInForce(now));
        fields.put(
                "text",
                EntryText.print(
                        new EntryText.Line(entry.clients(), entry.expires(), entry.comment())));
        return fields;
    }

    private void stage(JsonNode args, Answers answers) throws Refusal {
        var lines = new ArrayList<String>();
        args.path("entries").forEach(it -> lines.add(it.asString()));
        staged.add(Requests.text(args, "token"), lines);
    }

    /// Adds what was staged; a line that cannot be understood is told and left out.
    private void takeOver(JsonNode args, Answers answers) throws SQLException, Refusal {
        ListKind list = listOf(args);
        Map<Clients, Entry> entries = new LinkedHashMap<>();
        int number = 0;
        int leftOut = 0;
        for (String text : staged.take(Requests.text(args, "token"))) {
            number++;
            try {
                EntryText.parse(text).ifPresent(it -> entries.put(it.clients(), entry(list, it)));
            } catch (IllegalArgumentException e) {
                leftOut++;
                if (leftOut <= MOST_PROBLEMS) {
                    answers.add(Map.of("line", number, "problem", String.valueOf(e.getMessage())));
                }
            }
        }
        if (blocking.lists().now().size() + entries.size() > MOST_ENTRIES) {
            throw new Refusal(
                    Exit.NO,
                    "more than "
                            + MOST_ENTRIES
                            + " entries in both lists; a longer list belongs into blocklist.feeds");
        }
        if (!entries.isEmpty()) {
            put(List.copyOf(entries.values()), args);
        }
        String said =
                String.format(
                        Locale.ROOT,
                        "%s list: %,d entries imported%s",
                        list.word(),
                        entries.size(),
                        leftOut == 0
                                ? ""
                                : String.format(Locale.ROOT, ", %,d lines left out", leftOut));
        if (!entries.isEmpty()) {
            record(args, said);
        }
        answers.add(Map.of("said", said, "leftOut", leftOut));
    }

    private Entry entry(ListKind list, EntryText.Line line) {
        return new Entry(list, line.clients(), line.comment(), "", clock.instant(), line.expires());
    }

    private void put(List<Entry> entries, JsonNode args) throws SQLException {
        database.transaction(
                DatabaseRole.MANAGER,
                it -> {
                    EntryStore.put(it, entries, Requests.by(args));
                    return true;
                });
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

    private static ListKind listOf(JsonNode args) throws Refusal {
        return ListKind.of(args.path("list").asString())
                .orElseThrow(() -> new Refusal(Exit.USAGE, "neither allow nor block"));
    }

    private static List<Clients> clients(JsonNode args) throws Refusal {
        var clients = new ArrayList<Clients>();
        for (JsonNode text : args.path("clients")) {
            clients.add(SiteRequests.parse(text.asString(), Clients::parse));
        }
        return clients.stream().distinct().toList();
    }

    private static String words(List<?> things) {
        int shown = 10;
        String words =
                String.join(
                        ", ",
                        things.stream()
                                .limit(shown)
                                .map(it -> it instanceof Entry entry ? entry.clients() : it)
                                .map(Object::toString)
                                .toList());
        return things.size() <= shown ? words : words + " and " + (things.size() - shown) + " more";
    }
}
