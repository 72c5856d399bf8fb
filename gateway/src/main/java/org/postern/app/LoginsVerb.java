package org.postern.app;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.journal.Printable;
import org.postern.mail.sasl.SaslPrep;
import org.postern.mail.sasl.ScramKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern login …`: who may hand in mail. Passwords are read from the terminal or from standard input, never from the
/// command line, which others can see; only keys made from them go to the gateway.
@Command(
        name = "login",
        description = {
            "Say who may log in and hand in mail for anywhere.",
            "A login sends only as its own addresses."
        },
        subcommands = {
            LoginsVerb.Add.class,
            LoginsVerb.ListLogins.class,
            LoginsVerb.Password.class,
            LoginsVerb.Remove.class
        })
final class LoginsVerb extends VerbGroup {
    private static final int SALT = 16;

    /// Shorter ones are guessed, however slowly.
    private static final int SHORTEST = 8;

    private static final int GENERATED = 20;

    /// Letters and digits that are not taken for each other.
    private static final String LETTERS =
            "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// A verb about one login.
    abstract static class About extends Verb {
        @Parameters(paramLabel = "NAME", description = "The login, such as ann@example.org.")
        private String name;

        final int change(String request, Map<String, ?> args) {
            var all = new LinkedHashMap<String, Object>(args);
            all.put("name", name);
            all.put("by", Asker.name());
            Home.gateway().ask(request, all, it -> out().println(it.path("said").asString()));
            return Exit.OK;
        }
    }

    /// A verb that needs a password.
    abstract static class WithPassword extends About {
        @Option(names = "--generate", description = "Make a password, and print it once.")
        private boolean generate;

        /// The keys of the password that a person types, pipes in or is given.
        final String keys() throws IOException {
            var random = new SecureRandom();
            String password = generate ? generated(random) : typed();
            String prepared =
                    SaslPrep.prepare(password)
                            .filter(it -> it.length() >= SHORTEST)
                            .orElseThrow(() ->
                                    Complaint.usage(
                                            "a password is "
                                                    + SHORTEST
                                                    + " to 255 characters that can be"
                                                    + " typed"));
            byte[] salt = new byte[SALT];
            random.nextBytes(salt);
            return ScramKeys.of(prepared, salt, ScramKeys.ROUNDS).print();
        }

        private String generated(SecureRandom random) {
            var password = new StringBuilder();
            for (int i = 0; i < GENERATED; i++) {
                password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            out().println("password: " + password);
            return password.toString();
        }

        private static String typed() throws IOException {
            Optional<Console> terminal =
                    Optional.ofNullable(System.console()).filter(Console::isTerminal);
            return terminal.isPresent() ? asked(terminal.get()) : piped();
        }

        private static String piped() throws IOException {
            String line =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .readLine();
            return line == null ? "" : line;
        }

        private static String asked(Console console) {
            char[] first = console.readPassword("Password: ");
            char[] again = console.readPassword("Again: ");
            if (first == null || again == null || !new String(first).equals(new String(again))) {
                throw Complaint.usage("the two are not the same");
            }
            return new String(first);
        }
    }

    /// Lets somebody log in.
    @Command(
            name = "add",
            description = {
                "Let somebody log in.",
                "The password is asked for, or read as the first line of standard input."
            })
    static final class Add extends WithPassword {
        @Option(
                names = "--address",
                paramLabel = "ADDRESS",
                description =
                        "What it may send as: an address, or @example.org for all of a domain."
                                + " Repeatable. Default: NAME.")
        private List<String> senders = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            return change("login.add", Map.of("keys", keys(), "senders", senders));
        }
    }

    /// Gives somebody another password.
    @Command(
            name = "password",
            description = {
                "Give a login another password.",
                "It is asked for, or read as the first line of standard input."
            })
    static final class Password extends WithPassword {
        @Override
        public Integer call() throws IOException {
            return change("login.password", Map.of("keys", keys()));
        }
    }

    /// Lets somebody log in no more.
    @Command(name = "remove", description = "Let somebody log in no more.")
    static final class Remove extends About {
        @Override
        public Integer call() {
            return change("login.remove", Map.of());
        }
    }

    /// Shows the logins.
    @Command(name = "list", description = "List the logins and what they may send as.")
    static final class ListLogins extends Verb {
        @Option(names = "--json", description = "Print one JSON object a line.")
        private boolean json;

        @Override
        public Integer call() {
            List<JsonNode> all = new ArrayList<>();
            Home.gateway().ask("login.list", Map.of(), all::add);
            all.forEach(it -> out().println(json ? it.toString() : line(it)));
            return all.isEmpty() ? Exit.NO : Exit.OK;
        }

        private static String line(JsonNode login) {
            var senders = new ArrayList<String>();
            login.path("senders").forEach(it -> senders.add(it.asString()));
            return String.format(
                    Locale.ROOT,
                    "%-30s sends as %s, changed %s by %s",
                    Printable.of(login.path("name").asString()),
                    Printable.of(String.join(", ", senders)),
                    Times.print(Instant.parse(login.path("changedAt").asString())),
                    Printable.of(login.path("changedBy").asString()));
        }
    }
}
