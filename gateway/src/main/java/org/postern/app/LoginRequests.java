package org.postern.app;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.directory.LoginRow;
import org.postern.directory.LoginStore;
import org.postern.journal.Event;
import org.postern.journal.Journal;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;
import org.postern.mail.sasl.SaslPrep;
import org.postern.mail.sasl.ScramKeys;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers about logins. Passwords do not come here: the command line makes keys of them.
record LoginRequests(Database database, Journal journal) {

    /// A login in a list.
    record Listed(String name, List<String> senders, String changedAt, String changedBy) {}

    Map<String, Handler> handlers() {
        return Map.of(
                "login.list", this::list,
                "login.add", this::add,
                "login.remove", this::remove,
                "login.password", this::password);
    }

    private void list(JsonNode args, Answers answers) throws SQLException {
        for (LoginRow row : database.transaction(DatabaseRole.MANAGER, LoginStore::all)) {
            answers.add(
                    new Listed(
                            row.name(),
                            row.senders(),
                            row.changedAt().toString(),
                            row.changedBy()));
        }
    }

    private void add(JsonNode args, Answers answers) throws SQLException, Refusal {
        String name = name(args);
        ScramKeys keys = keys(args);
        List<String> senders = senders(args, name);
        boolean added =
                database.transaction(
                        DatabaseRole.MANAGER,
                        it -> LoginStore.add(it, name, keys, senders, Requests.by(args)));
        if (!added) {
            throw new Refusal(Exit.NO, name + " is there already; see postern login password");
        }
        done(args, answers, name, "added", name + " may log in and send as " + of(senders));
    }

    private void remove(JsonNode args, Answers answers) throws SQLException, Refusal {
        String name = name(args);
        if (!database.transaction(DatabaseRole.MANAGER, it -> LoginStore.remove(it, name))) {
            throw nobody(name);
        }
        done(args, answers, name, "removed", name + " may not log in any more");
    }

    private void password(JsonNode args, Answers answers) throws SQLException, Refusal {
        String name = name(args);
        ScramKeys keys = keys(args);
        boolean changed =
                database.transaction(
                        DatabaseRole.MANAGER,
                        it -> LoginStore.changeKeys(it, name, keys, Requests.by(args)));
        if (!changed) {
            throw nobody(name);
        }
        done(args, answers, name, "password-changed", name + " has another password");
    }

    private void done(JsonNode args, Answers answers, String name, String what, String said) {
        journal.record(new Event.LoginChanged(journal.stamp(), name, Requests.by(args), what));
        answers.add(Map.of("said", said));
    }

    private static Refusal nobody(String name) {
        return new Refusal(Exit.NO, name + " is not one of the logins");
    }

    private static String name(JsonNode args) throws Refusal {
        String text = Requests.text(args, "name");
        return SaslPrep.prepare(text)
                .map(LiveLogins::stored)
                .orElseThrow(() ->
                        new Refusal(
                                Exit.USAGE, "a login is 1 to 255 characters that can be typed"));
    }

    private static ScramKeys keys(JsonNode args) throws Refusal {
        return ScramKeys.parse(args.path("keys").asString())
                .orElseThrow(() -> new Refusal(Exit.USAGE, "keys are missing"));
    }

    private static List<String> senders(JsonNode args, String name) throws Refusal {
        var senders = new ArrayList<String>();
        for (JsonNode sender : args.path("senders")) {
            senders.add(sender(sender.asString()));
        }
        if (senders.isEmpty()) {
            senders.add(sender(name));
        }
        return senders.stream().distinct().toList();
    }

    private static String sender(String text) throws Refusal {
        String canonical =
                text.startsWith("@")
                        ? AddressParser.INTERNATIONAL.domain(text.substring(1))
                                        instanceof Parsed.Value<Domain>(Domain domain)
                                ? "@" + domain
                                : ""
                        : AddressParser.INTERNATIONAL.address(text)
                                        instanceof Parsed.Value<Address>(Address address)
                                ? address.toString()
                                : "";
        if (canonical.isEmpty()) {
            throw new Refusal(
                    Exit.USAGE,
                    text
                            + " is no address to send as; name one with --address, such as"
                            + " ann@example.org, or @example.org for all of a domain");
        }
        return canonical.toLowerCase(Locale.ROOT);
    }

    private static String of(List<String> senders) {
        return String.join(", ", senders);
    }
}
