package org.postern.app;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.journal.Event;
import org.postern.journal.Journal;
import org.postern.journey.MailId;
import org.postern.queue.Queue;
import org.postern.queue.QueueDesk;
import org.postern.queue.QueuedMail;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers about its queue.
record QueueRequests(QueueDesk desk, Queue queue, Journal journal) {

    /// What was done to a message, for the person who wished it.
    ///
    /// @param rows copies it was done to
    record Done(String said, int rows) {}

    Map<String, Handler> handlers() {
        return Map.of(
                "queue.list", this::list,
                "queue.show", this::show,
                "queue.retry", this::retry,
                "queue.hold", this::hold,
                "queue.release", this::release,
                "queue.delete", this::delete,
                "queue.stats", (_, answers) -> desk.stats().forEach(answers::add));
    }

    private void list(JsonNode args, Answers answers) throws SQLException {
        int limit = Math.clamp(args.path("limit").asInt(50), 1, Requests.MOST_LISTED);
        var filter =
                new QueueDesk.Filter(
                        args.path("nextHop").asString(),
                        args.path("from").asString(),
                        args.path("to").asString());
        desk.list(filter, limit).forEach(it -> answers.add(fields(it)));
    }

    private void show(JsonNode args, Answers answers) throws SQLException, Refusal {
        List<QueuedMail> rows = desk.of(Requests.id(args));
        if (rows.isEmpty()) {
            throw none(args);
        }
        rows.forEach(it -> answers.add(fields(it)));
    }

    private void retry(JsonNode args, Answers answers) throws SQLException, Refusal {
        boolean all = args.path("id").asString().isEmpty();
        Optional<MailId> id = all ? Optional.empty() : Optional.of(Requests.id(args));
        int rows = desk.retry(id, args.path("nextHop").asString());
        if (rows == 0 && !all) {
            throw none(args);
        }
        queue.look();
        answers.add(new Done(rows + (rows == 1 ? " copy is" : " copies are") + " tried now", rows));
    }

    private void hold(JsonNode args, Answers answers) throws SQLException, Refusal {
        done(args, desk.hold(Requests.id(args)), "kept back", "held", answers);
    }

    private void release(JsonNode args, Answers answers) throws SQLException, Refusal {
        done(args, desk.letGo(Requests.id(args)), "let go", "let go", answers);
        queue.look();
    }

    private void delete(JsonNode args, Answers answers) throws SQLException, Refusal {
        done(args, desk.delete(Requests.id(args)), "deleted; nobody is told", "deleted", answers);
    }

    private void done(JsonNode args, int rows, String said, String what, Answers answers)
            throws Refusal {
        if (rows == 0) {
            throw none(args);
        }
        MailId id = Requests.id(args);
        journal.record(new Event.QueueChanged(journal.stamp(), id, what, Requests.by(args)));
        answers.add(new Done(rows + (rows == 1 ? " copy " : " copies ") + said, rows));
    }

    private static Refusal none(JsonNode args) {
        return new Refusal(
                Exit.NO,
                "no copy of "
                        + args.path("id").asString()
                        + " is in the queue that this could be done to");
    }

    private static Map<String, Object> fields(QueuedMail mail) {
        var fields = new LinkedHashMap<String, Object>();
        QueuedMail.Standing standing = mail.standing();
        fields.put("message", mail.message().toString());
        fields.put("at", mail.at().toString());
        fields.put("nextHop", mail.nextHop());
        fields.put("sender", mail.envelope().sender().toString());
        fields.put(
                "recipients", mail.envelope().recipients().stream().map(Object::toString).toList());
        fields.put("subject", mail.subject());
        fields.put("size", mail.size());
        fields.put("state", standing.state().name().toLowerCase(Locale.ROOT));
        fields.put("attempts", standing.attempts());
        fields.put("dueAt", standing.dueAt().toString());
        fields.put("expiresAt", standing.expiresAt().toString());
        fields.put("answer", standing.answer());
        fields.put("whenItFails", mail.back().name().toLowerCase(Locale.ROOT));
        return fields;
    }
}
