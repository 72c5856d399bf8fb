package org.postern.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.postern.journal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `postern hold …`: what waits in quarantine, and what shall become of it.
@Command(
        name = "hold",
        description = "List, show, release or delete held messages.",
        subcommands = {
            HoldVerb.ListHeld.class,
            HoldVerb.Show.class,
            HoldVerb.Release.class,
            HoldVerb.Delete.class
        })
final class HoldVerb extends VerbGroup {
    /// What waits.
    @Command(name = "list", description = "List held messages, newest first.")
    static final class ListHeld extends Verb {
        @Option(
                names = "--to",
                paramLabel = "ADDRESS",
                defaultValue = "",
                description = "Held for this recipient.")
        private String to;

        @Option(
                names = "--from",
                paramLabel = "ADDRESS",
                defaultValue = "",
                description = "Sent by this address.")
        private String from;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description =
                        "At most so many, up to "
                                + Requests.MOST_LISTED
                                + ". Default: ${DEFAULT-VALUE}.")
        private int limit;

        @Option(names = "--json", description = "Print one JSON object a line.")
        private boolean json;

        @Override
        public Integer call() {
            Requests.checkLimit(limit);
            var args = Map.of("to", to, "from", from, "limit", limit);
            List<JsonNode> copies = new ArrayList<>();
            Home.gateway().ask("hold.list", args, copies::add);
            for (JsonNode copy : copies) {
                if (json) {
                    out().println(copy);
                } else {
                    print(copy);
                }
            }
            if (copies.isEmpty()) {
                err().println(
                                "nothing is held"
                                        + (to.isEmpty() && from.isEmpty() ? "" : " that matches"));
            }
            return copies.isEmpty() ? Exit.NO : Exit.OK;
        }

        private void print(JsonNode copy) {
            String subject = copy.path("subject").asString();
            out().printf(
                            Locale.ROOT,
                            "%s  %s  %-10s  %s → %s%s%n",
                            copy.path("message").asString(),
                            Told.time(copy, "at"),
                            copy.path("reason").asString(),
                            Told.sender(copy),
                            Told.list(copy.path("recipients")),
                            subject.isEmpty() ? "" : "  “" + Printable.of(subject) + "”");
        }
    }

    /// One message.
    @Command(name = "show", description = "Show a held message: what is known of it and its text.")
    static final class Show extends Verb {
        @Parameters(
                paramLabel = "ID",
                description = "The id of the message, as in its reply and its log.")
        private String id;

        @Option(
                names = "--raw",
                description = "Print the octets as they were received, and nothing else.")
        private boolean raw;

        @Option(names = "--json", description = "Print one JSON object for each held copy.")
        private boolean json;

        @Override
        public Integer call() {
            var copies = new AtomicInteger();
            HeldOctets octets = raw ? HeldOctets.asTheyCome(System.out) : HeldOctets.asText(out());
            Consumer<JsonNode> show =
                    line -> {
                        if (HeldOctets.arePiece(line)) {
                            octets.take(line);
                            return;
                        }
                        copies.incrementAndGet();
                        octets.end();
                        if (json) {
                            out().println(line);
                        } else if (!raw) {
                            describe(line);
                        }
                    };
            Home.gateway().ask("hold.show", Map.of("id", id, "octets", !json), show);
            octets.end();
            return copies.get() == 0 ? Exit.NO : Exit.OK;
        }

        private void describe(JsonNode copy) {
            out().println("message    " + copy.path("message").asString());
            out().println(
                            "state      "
                                    + copy.path("state").asString().toLowerCase(Locale.ROOT)
                                    + by(copy));
            out().println("reason     " + copy.path("reason").asString());
            out().println("held       " + Told.time(copy, "at"));
            out().println("kept until " + Told.time(copy, "expiresAt"));
            out().println("from       " + Told.sender(copy));
            out().println("for        " + Told.list(copy.path("recipients")));
            out().println("size       " + copy.path("size").asLong() + " octets");
            out().println();
        }

        private static String by(JsonNode copy) {
            String by = copy.path("stateBy").asString();
            return by.isEmpty() ? "" : " by " + by;
        }
    }

    /// A verb that decides about held messages.
    abstract static class Deciding extends Verb {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of messages.")
        private List<String> ids;

        @Option(
                names = "--json",
                description = "Print one JSON object for each held copy: what became of it.")
        private boolean json;

        final int decide(String request, String done, String not) {
            int exit = Exit.OK;
            for (String id : ids) {
                List<JsonNode> results = new ArrayList<>();
                var args = Map.of("id", id, "by", Asker.name());
                Home.gateway().ask(request, args, results::add);
                if (results.isEmpty()) {
                    err().println(id + ": nothing of it is held");
                    exit = Exit.NO;
                }
                for (JsonNode result : results) {
                    boolean good = result.path("done").asBoolean();
                    out().println(json ? result.toString() : line(id, result, good ? done : not));
                    exit = good ? exit : Exit.NO;
                }
            }
            return exit;
        }

        private static String line(String id, JsonNode result, String became) {
            String recipients = Told.list(result.path("copy").path("recipients"));
            String detail = Printable.of(result.path("detail").asString());
            return id + " for " + recipients + ": " + became + " (" + detail + ")";
        }
    }

    /// Sends a held message on.
    @Command(name = "release", description = "Deliver held messages to their recipients.")
    static final class Release extends Deciding {
        @Override
        public Integer call() {
            return decide("hold.release", "released", "stays held");
        }
    }

    /// Throws a held message away.
    @Command(name = "delete", description = "Delete held messages, and the keys to their octets.")
    static final class Delete extends Deciding {
        @Override
        public Integer call() {
            return decide("hold.delete", "deleted", "not deleted");
        }
    }
}
