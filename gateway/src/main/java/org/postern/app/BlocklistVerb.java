package org.postern.app;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.journal.Printable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern blocklist …`: which clients are turned away, and why.
@Command(
        name = "blocklist",
        description = {
            "Say which clients are let in or turned away, and see why.",
            "A client is an address, a network, the name of a host, or .example.org for all names"
                    + " below one; a name counts where the address has it and it has the address."
        },
        subcommands = {
            BlocklistCheckVerb.class,
            BlocklistVerb.Add.class,
            BlocklistVerb.Remove.class,
            BlocklistVerb.ListEntries.class,
            BlocklistVerb.Import.class,
            BlocklistVerb.Export.class,
            BlocklistTopVerb.class,
            BlocklistWaitingVerb.class,
            BlocklistFeedsVerb.class,
            BlocklistVerb.Status.class,
            BlocklistVerb.Enable.class,
            BlocklistVerb.Disable.class
        })
final class BlocklistVerb extends VerbGroup {

    /// A verb about one of the two lists.
    abstract static class OfList extends Verb {
        @Option(
                names = "--allow",
                description = "The list of clients that are let in whatever else is found.")
        private boolean allow;

        final String list() {
            return allow ? "allow" : "block";
        }
    }

    /// Adds to a list.
    @Command(
            name = "add",
            description = "Turn clients away, or with --allow let them in, whatever else is found.")
    static final class Add extends OfList {
        @Parameters(
                arity = "1..*",
                paramLabel = "CLIENT",
                description = "Such as 192.0.2.7, 192.0.2.0/24, mail.example.org or .example.org.")
        private List<String> clients = List.of();

        @Option(
                names = "--comment",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Why, for whoever looks later.")
        private String comment;

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                defaultValue = "",
                description =
                        "From when on it counts no more: a day such as 2027-01-31 (UTC), a time such"
                                + " as 2027-01-31T12:00:00Z, or how long, such as 12h or 30d.")
        private String expires;

        @Override
        public Integer call() {
            Map<String, Object> args = new LinkedHashMap<>();
            args.put("list", list());
            args.put("clients", clients);
            args.put("comment", comment);
            args.put("expires", expires);
            return tell(this, "blocklist.add", args);
        }
    }

    /// Takes from a list.
    @Command(name = "remove", description = "Take clients from a list.")
    static final class Remove extends OfList {
        @Parameters(
                arity = "1..*",
                paramLabel = "CLIENT",
                description = "As the list has them; see postern blocklist list.")
        private List<String> clients = List.of();

        @Override
        public Integer call() {
            return tell(this, "blocklist.remove", Map.of("list", list(), "clients", clients));
        }
    }

    /// Shows a list.
    @Command(
            name = "list",
            description = {"List what our people added.", "Exit code 1 where a list is empty."})
    static final class ListEntries extends OfList {
        @Option(names = "--json", description = "Print one JSON object a line.")
        private boolean json;

        @Override
        public Integer call() {
            List<JsonNode> all = new ArrayList<>();
            Home.gateway().ask("blocklist.list", Map.of("list", list()), all::add);
            all.forEach(it -> out().println(json ? it.toString() : line(it)));
            return all.isEmpty() ? Exit.NO : Exit.OK;
        }

        private static String line(JsonNode entry) {
            String expires = entry.path("expires").asString("");
            String comment = entry.path("comment").asString();
            return String.format(
                    Locale.ROOT,
                    "%-30s %s by %s%s%s%s",
                    entry.path("client").asString(),
                    Times.print(Instant.parse(entry.path("added").asString())),
                    Printable.of(entry.path("author").asString()),
                    expires.isEmpty() ? "" : ", until " + expires,
                    entry.path("inForce").asBoolean() ? "" : " (expired)",
                    comment.isEmpty() ? "" : ": " + Printable.of(comment));
        }
    }

    /// Adds what a file has.
    @Command(
            name = "import",
            description = {
                "Add the lines of a file to a list.",
                "A line is a client, then expires=DATE if it shall end, then # and a comment; what"
                        + " export prints can be read again. A line that cannot be understood is"
                        + " told and left out; exit code 1 then."
            })
    static final class Import extends OfList {
        @Parameters(paramLabel = "FILE", description = "The file, - for standard input.")
        private String file;

        private int leftOut;

        @Override
        public Integer call() throws IOException {
            String token = LineFile.stage(file, "blocklist.stage");
            Map<String, Object> args = new LinkedHashMap<>();
            args.put("list", list());
            args.put("token", token);
            args.put("by", Asker.name());
            Home.gateway().ask("blocklist.import", args, this::tellOf);
            return leftOut == 0 ? Exit.OK : Exit.NO;
        }

        private void tellOf(JsonNode answer) {
            if (answer.has("line")) {
                err().println(
                                file
                                        + ":"
                                        + answer.path("line").asInt()
                                        + ": "
                                        + Printable.of(answer.path("problem").asString()));
                return;
            }
            leftOut = answer.path("leftOut").asInt();
            out().println(answer.path("said").asString());
        }
    }

    /// Prints a list as a file.
    @Command(name = "export", description = "Print a list as a file that import reads.")
    static final class Export extends OfList {
        @Override
        public Integer call() {
            Home.gateway()
                    .ask(
                            "blocklist.list",
                            Map.of("list", list()),
                            it -> out().println(it.path("text").asString()));
            return Exit.OK;
        }
    }

    /// Says what is in force.
    @Command(
            name = "status",
            description = "Say whether clients are tested, by which tests, and what follows.")
    static final class Status extends Verb {
        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        public Integer call() {
            Home.gateway()
                    .ask(
                            "blocklist.status",
                            Map.of(),
                            it -> {
                                if (json) {
                                    out().println(it);
                                } else {
                                    print(it);
                                }
                            });
            return Exit.OK;
        }

        private static String list(JsonNode list) {
            String remark = list.path("remark").asString("");
            return "  "
                    + list.path("list").asString()
                    + (list.path("asked").asBoolean() ? " is asked" : " is set aside")
                    + (remark.isEmpty() ? "" : ": " + Printable.of(remark));
        }

        private void print(JsonNode status) {
            out().println(
                            status.path("enabled").asBoolean()
                                    ? "clients are tested"
                                    : "clients are not tested (postern blocklist enable)");
            String changed = status.path("changedBy").asString();
            out().printf(
                            Locale.ROOT,
                            "lists of ours: %,d entries, revision %d%s%n",
                            status.path("entries").asLong(),
                            status.path("revision").asLong(),
                            changed.isEmpty() ? "" : ", changed by " + Printable.of(changed));
            String onFailure = status.path("onFailure").asString("");
            if (!onFailure.isEmpty()) {
                out().println("where a client cannot be tested: " + onFailure);
            }
            if (!status.path("remoteLists").isEmpty()) {
                out().println("lists of others:");
                status.path("remoteLists").forEach(it -> out().println(list(it)));
            }
            out().println("tests:");
            status.path("tests")
                    .forEach(it ->
                            out().printf(
                                            Locale.ROOT,
                                            "  %-24s %-10s %s%n",
                                            it.path("name").asString(),
                                            it.path("action").asString(),
                                            it.path("purpose").asString()));
        }
    }

    /// What follows where clients cannot be tested.
    static final class Direction {
        @Option(names = "--pass", description = "Where a client cannot be tested it is let in.")
        private boolean pass;

        @Option(
                names = "--tempfail",
                description = "Where a client cannot be tested it is put off.")
        private boolean tempfail;

        String word() {
            if (pass) {
                return "pass";
            }
            return tempfail ? "tempfail" : "";
        }
    }

    /// Has clients tested.
    @Command(name = "enable", description = "Test clients again, on every node.")
    static final class Enable extends Verb {
        @ArgGroup(exclusive = true)
        private Direction direction = new Direction();

        @Override
        public Integer call() {
            return tell(
                    this,
                    "blocklist.switch",
                    Map.of("enabled", true, "onFailure", direction.word()));
        }
    }

    /// Has no client tested.
    @Command(
            name = "disable",
            description = "Test no client, on any node: nobody is turned away until enabled again.")
    static final class Disable extends Verb {
        @Override
        public Integer call() {
            return tell(this, "blocklist.switch", Map.of("enabled", false, "onFailure", ""));
        }
    }

    private static int tell(Verb verb, String request, Map<String, ?> args) {
        var all = new LinkedHashMap<String, Object>(args);
        all.put("by", Asker.name());
        Home.gateway().ask(request, all, it -> verb.out().println(it.path("said").asString()));
        return Exit.OK;
    }
}
