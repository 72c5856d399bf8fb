package org.postern.app;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.journal.LogQuery;
import org.postern.journal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `postern log`: what became of mail, as a list or as the story of one message.
@Command(
        name = "log",
        description = {
            "Find messages and what became of them; with an ID, tell the story of one.",
            "Refused clients and recipients are found too. All conditions must hold."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  postern log --to ben@example.org --since 2d",
            "  postern log --from sender.example --outcome held",
            "  postern log 01m7yzmhg0e00r000000000001"
        })
final class LogVerb extends Verb {
    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            defaultValue = "",
            description =
                    "Id of a message as in its reply, the first 8 characters or more of it, or the"
                            + " queue id of the mail server beside Postern.")
    private String id;

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            defaultValue = "",
            description = "Sender or From address, or the domain of one; <> for the null sender.")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            defaultValue = "",
            description = "Recipient, or the domain of one.")
    private String to;

    @Option(
            names = "--subject",
            paramLabel = "WORDS",
            defaultValue = "",
            description = "Words of the subject, in any order.")
    private String subject;

    @Option(
            names = "--message-id",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "The Message-ID field.")
    private String messageId;

    @Option(
            names = "--peer",
            paramLabel = "IP",
            defaultValue = "",
            description = "Address of the client, or a network such as 192.0.2.0/24.")
    private String peer;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "",
            description =
                    "From 2h or 3d ago, or 2026-11-21, or 2026-11-21T10:00 (UTC). Default: 7d.")
    private String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            defaultValue = "",
            description = "Before that time. Default: now.")
    private String until;

    @Option(
            names = "--outcome",
            paramLabel = "WORD",
            defaultValue = "",
            completionCandidates = Outcomes.class,
            description = "What became of it: ${COMPLETION-CANDIDATES}.")
    private String outcome;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description =
                    "At most so many, the newest, up to "
                            + LogQuery.MOST
                            + ". Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        Map<String, Object> conditions = conditions();
        if (limit < 1 || limit > LogQuery.MOST) {
            throw Complaint.usage("--limit takes 1 to " + LogQuery.MOST);
        }
        if (id.isEmpty()) {
            conditions.put("limit", limit);
            return find(conditions);
        }
        if (!conditions.isEmpty()) {
            throw Complaint.usage("an ID needs no " + conditions.keySet());
        }
        return show();
    }

    private Map<String, Object> conditions() {
        var given = new LinkedHashMap<String, Object>();
        given.put("from", from);
        given.put("to", to);
        given.put("subject", subject);
        given.put("messageId", messageId);
        given.put("peer", peer);
        given.put("since", since);
        given.put("until", until);
        given.put("outcome", outcome);
        given.values().removeIf(""::equals);
        return given;
    }

    private int find(Map<String, Object> conditions) {
        List<JsonNode> entries = new ArrayList<>();
        Home.gateway().ask("log.find", conditions, entries::add);
        for (JsonNode entry : entries) {
            out().println(json ? entry.toString() : line(entry));
        }
        if (entries.isEmpty()) {
            err().println("nothing was found" + (since.isEmpty() ? " in the last 7 days" : ""));
        } else if (entries.size() == limit) {
            err().println("there may be more: --limit " + limit + " was reached");
        }
        return entries.isEmpty() ? Exit.NO : Exit.OK;
    }

    private int show() {
        List<JsonNode> answers = new ArrayList<>();
        Home.gateway().ask("log.show", Map.of("id", id), answers::add);
        for (JsonNode answer : answers) {
            if (json && answer instanceof ObjectNode object) {
                object.remove("story");
                out().println(object);
            } else {
                out().print(answer.path("story").asString());
            }
        }
        return answers.isEmpty() ? Exit.NO : Exit.OK;
    }

    private static String line(JsonNode entry) {
        var line = new StringBuilder(160);
        line.append(entry.path("id").asString()).append("  ");
        line.append(Times.print(Instant.parse(entry.path("at").asString()))).append("  ");
        String outcome = entry.path("outcome").asString();
        String reason = entry.path("reason").asString();
        line.append(String.format(Locale.ROOT, "%-9s", outcome)).append("  ");
        String sender = entry.path("sender").asString();
        line.append(sender.isEmpty() ? entry.path("peer").asString() : Printable.of(sender, 80));
        line.append(recipients(entry.path("recipients")));
        if (!reason.isEmpty() && !reason.equals("accepted")) {
            line.append("  (").append(Printable.of(reason, 60)).append(')');
        }
        String subject = entry.path("subject").asString();
        if (!subject.isEmpty()) {
            line.append("  \"").append(Printable.of(subject, 60)).append('"');
        }
        return line.toString();
    }

    private static String recipients(JsonNode recipients) {
        if (recipients.isEmpty()) {
            return "";
        }
        String first = " -> " + Printable.of(recipients.get(0).asString(), 80);
        return recipients.size() == 1 ? first : first + " +" + (recipients.size() - 1);
    }

    /// What completion offers behind `--outcome`.
    static final class Outcomes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return LogQuery.outcomes().iterator();
        }
    }
}
