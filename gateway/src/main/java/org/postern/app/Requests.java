package org.postern.app;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.contents.MasterKeys;
import org.postern.journal.Journal;
import org.postern.journal.Printable;
import org.postern.journey.Content;
import org.postern.journey.MailId;
import org.postern.quarantine.HeldCopy;
import org.postern.quarantine.Quarantine;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers to the command line. Texts come from a person at a keyboard; each is parsed before
/// anything is done.
record Requests(
        LiveSite site, MasterKeys keys, Quarantine quarantine, Journal journal, Doctor doctor) {
    static final int MOST_LISTED = 10_000;

    /// All requests by name.
    Map<String, Handler> handlers() {
        var handlers = new HashMap<>(new SiteRequests(site).handlers());
        handlers.putAll(new RouteRequests(site, keys).handlers());
        handlers.putAll(new RecipientRequests(site, new Staged()).handlers());
        handlers.putAll(new LookupRequests(site).handlers());
        handlers.putAll(new PeopleRequests(site).handlers());
        handlers.put("hold.list", this::listHeld);
        handlers.put("hold.show", this::showHeld);
        handlers.put("hold.release", this::release);
        handlers.put("hold.delete", this::delete);
        handlers.put("doctor", (_, answers) -> doctor.examine().forEach(answers::add));
        handlers.put("journal.backlog", this::backlog);
        handlers.put("counters", (_, answers) -> answers.add(journal.counters()));
        return handlers;
    }

    /// @throws Complaint a list of so many is not given
    static void checkLimit(int limit) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw Complaint.usage("--limit takes 1 to " + MOST_LISTED);
        }
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
            if (!there || !args.path("octets").asBoolean()) {
                answers.add(fields);
                continue;
            }
            try (Content content = content(copy)) {
                answers.add(fields);
                HeldOctets.tell(content.octets(), answers);
            }
        }
    }

    private Content content(HeldCopy copy) throws SQLException, Refusal {
        try {
            return quarantine.content(copy);
        } catch (IOException e) {
            throw new Refusal(
                    Exit.NO, copy.message() + " cannot be read: " + String.valueOf(e.getMessage()));
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

    static MailId id(JsonNode args) throws Refusal {
        String text = text(args, "id");
        return MailId.parse(text)
                .orElseThrow(() -> new Refusal(Exit.USAGE, text + " is not the id of a message"));
    }

    static String text(JsonNode args, String field) throws Refusal {
        String text = args.path(field).asString();
        if (text.isEmpty()) {
            throw new Refusal(Exit.USAGE, field + " is missing");
        }
        return text;
    }

    /// Who asks, as the other side of the control socket says.
    static String by(JsonNode args) {
        String by = args.path("by").asString();
        return by.isEmpty() ? "cli" : Printable.of(by, 80);
    }
}
