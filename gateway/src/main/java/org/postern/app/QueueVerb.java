package org.postern.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.journal.Printable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `postern queue …`: what was accepted and is on its way.
@Command(
        name = "queue",
        description = "List, show, retry, hold back or delete mail that is on its way.",
        subcommands = {
            QueueVerb.ListQueued.class,
            QueueVerb.Show.class,
            QueueVerb.Retry.class,
            QueueVerb.Hold.class,
            QueueVerb.Release.class,
            QueueVerb.Delete.class,
            QueueVerb.Stats.class
        })
final class QueueVerb extends VerbGroup {
    private static final int MOST_OF_AN_ANSWER = 160;

    /// What waits.
    @Command(name = "list", description = "List mail on its way, what is due first at the top.")
    static final class ListQueued extends Verb {
        @Option(
                names = "--to",
                paramLabel = "ADDRESS",
                defaultValue = "",
                description = "For this recipient, or for a domain written @DOMAIN.")
        private String to;

        @Option(
                names = "--from",
                paramLabel = "ADDRESS",
                defaultValue = "",
                description = "Sent by this address.")
        private String from;

        @Option(
                names = "--next-hop",
                paramLabel = "HOST:PORT",
                defaultValue = "",
                description = "Waits for this server.")
        private String nextHop;

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
            var args = Map.of("to", to, "from", from, "nextHop", nextHop, "limit", limit);
            List<JsonNode> rows = new ArrayList<>();
            Home.gateway().ask("queue.list", args, rows::add);
            rows.forEach(it -> out().println(json ? it.toString() : line(it)));
            if (rows.isEmpty()) {
                boolean filtered = !to.isEmpty() || !from.isEmpty() || !nextHop.isEmpty();
                err().println("the queue is empty" + (filtered ? ", as far as that matches" : ""));
            }
            return rows.isEmpty() ? Exit.NO : Exit.OK;
        }

        private static String line(JsonNode row) {
            String answer = row.path("answer").asString();
            return String.format(
                    Locale.ROOT,
                    "%s  %s  %-9s  %s → %s  by %s, attempts %d%s",
                    row.path("message").asString(),
                    Told.time(row, "at"),
                    row.path("state").asString(),
                    Told.sender(row),
                    Told.list(row.path("recipients")),
                    Printable.of(row.path("nextHop").asString()),
                    row.path("attempts").asInt(),
                    answer.isEmpty() ? "" : ": " + Printable.of(answer, MOST_OF_AN_ANSWER));
        }
    }

    /// One message.
    @Command(name = "show", description = "Show one message and how it stands.")
    static final class Show extends Verb {
        @Parameters(
                paramLabel = "ID",
                description = "The id of the message, as in its reply and its log.")
        private String id;

        @Option(names = "--json", description = "Print one JSON object for each copy.")
        private boolean json;

        @Override
        public Integer call() {
            Home.gateway().ask("queue.show", Map.of("id", id), this::show);
            return Exit.OK;
        }

        private void show(JsonNode row) {
            if (json) {
                out().println(row);
                return;
            }
            String subject = row.path("subject").asString();
            String answer = row.path("answer").asString();
            out().println("message    " + row.path("message").asString());
            out().println("state      " + row.path("state").asString());
            out().println("from       " + Told.sender(row));
            out().println("for        " + Told.list(row.path("recipients")));
            if (!subject.isEmpty()) {
                out().println("subject    " + Printable.of(subject));
            }
            out().println("next hop   " + Printable.of(row.path("nextHop").asString()));
            out().println("accepted   " + Told.time(row, "at"));
            out().println("attempts   " + row.path("attempts").asInt());
            out().println("next try   " + Told.time(row, "dueAt"));
            out().println("given up   " + Told.time(row, "expiresAt"));
            out().println("then       " + then(row));
            out().println("size       " + row.path("size").asLong() + " octets");
            if (!answer.isEmpty()) {
                out().println("last answer");
                out().println("  " + Printable.of(answer));
            }
            out().println();
        }

        private static String then(JsonNode row) {
            if (row.path("state").asString().equals("returning")) {
                return "its sender is being told; it is held as undeliverable where that fails";
            }
            return switch (row.path("whenItFails").asString()) {
                case "sender" -> "its sender is told";
                case "quarantine" -> "it is held as undeliverable; its sender may be a stranger";
                default -> "it is dropped: it is a notice of ours";
            };
        }
    }

    /// A verb that decides about mail on its way.
    abstract static class Deciding extends Verb {
        @Option(
                names = "--json",
                description = "Print one JSON object for each ID: how many copies it was.")
        private boolean json;

        final int each(String request, List<String> ids) {
            int exit = Exit.OK;
            for (String id : ids) {
                try {
                    done(request, Map.of("id", id));
                } catch (Complaint e) {
                    err().println(e.getMessage());
                    exit = e.exit();
                }
            }
            return exit;
        }

        final int done(String request, Map<String, String> wish) {
            var args = new HashMap<String, Object>(wish);
            args.put("by", Asker.name());
            String id = wish.getOrDefault("id", "");
            Home.gateway()
                    .ask(request, args, it -> out().println(json ? json(id, it) : line(id, it)));
            return Exit.OK;
        }

        private static String line(String id, JsonNode answer) {
            return (id.isEmpty() ? "" : id + ": ") + answer.path("said").asString();
        }

        private static String json(String id, JsonNode answer) {
            return !id.isEmpty() && answer instanceof ObjectNode object
                    ? object.put("message", id).toString()
                    : answer.toString();
        }
    }

    /// Now instead of later.
    @Command(
            name = "retry",
            description = "Try now what waits: some messages, all for one server, or everything.")
    static final class Retry extends Deciding {
        @ArgGroup(multiplicity = "1")
        private Which which;

        /// One of these.
        static final class Which {
            @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of messages.")
            private List<String> ids = List.of();

            @Option(
                    names = "--next-hop",
                    paramLabel = "HOST:PORT",
                    description = "Everything that waits for this server.")
            private String nextHop = "";

            @Option(names = "--all", description = "Everything that waits.")
            private boolean all;
        }

        @Override
        public Integer call() {
            return which.ids.isEmpty()
                    ? done("queue.retry", Map.of("nextHop", which.all ? "" : which.nextHop))
                    : each("queue.retry", which.ids);
        }
    }

    /// Not until somebody says so.
    @Command(name = "hold", description = "Keep messages back until they are released.")
    static final class Hold extends Deciding {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of messages.")
        private List<String> ids;

        @Override
        public Integer call() {
            return each("queue.hold", ids);
        }
    }

    /// The other way round.
    @Command(name = "release", description = "Let go on what was kept back.")
    static final class Release extends Deciding {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of messages.")
        private List<String> ids;

        @Override
        public Integer call() {
            return each("queue.release", ids);
        }
    }

    /// Never.
    @Command(name = "delete", description = "Delete messages. Nobody is told.")
    static final class Delete extends Deciding {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of messages.")
        private List<String> ids;

        @Override
        public Integer call() {
            return each("queue.delete", ids);
        }
    }

    /// By next hop.
    @Command(name = "stats", description = "How much waits for each next hop, and why.")
    static final class Stats extends Verb {
        @Option(names = "--json", description = "Print one JSON object for each next hop.")
        private boolean json;

        @Override
        public Integer call() {
            List<JsonNode> hops = new ArrayList<>();
            Home.gateway().ask("queue.stats", Map.of(), hops::add);
            if (hops.isEmpty()) {
                err().println("the queue is empty");
                return Exit.OK;
            }
            if (!json) {
                out().println("waiting  leased    held   aside  oldest                next hop");
            }
            hops.forEach(it -> out().println(json ? it.toString() : line(it)));
            return Exit.OK;
        }

        private static String line(JsonNode hop) {
            String answer = hop.path("answer").asString();
            return String.format(
                    Locale.ROOT,
                    "%7d %7d %7d %7d  %s  %s%s",
                    hop.path("waiting").asLong(),
                    hop.path("leased").asLong(),
                    hop.path("held").asLong(),
                    hop.path("aside").asLong(),
                    Told.time(hop, "oldest"),
                    Printable.of(hop.path("nextHop").asString()),
                    answer.isEmpty() ? "" : ": " + Printable.of(answer, MOST_OF_AN_ANSWER));
        }
    }
}
