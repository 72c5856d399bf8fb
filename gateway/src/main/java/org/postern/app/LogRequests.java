package org.postern.app;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.journal.Event;
import org.postern.journal.EventJson;
import org.postern.journal.Journal;
import org.postern.journal.LogEntry;
import org.postern.journal.LogQuery;
import org.postern.journal.MessageLog;
import org.postern.journal.Story;
import org.postern.journey.MailId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the running gateway answers about the message log. What was told a moment ago is filed first, so that a message
/// is found as soon as its reply was given; where the database lags, the answer is what it has.
record LogRequests(MessageLog log, Journal journal, InstantSource clock) {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String CANCELLED = "57014";

    Map<String, Handler> handlers() {
        return Map.of("log.find", this::find, "log.show", this::show);
    }

    private void find(JsonNode args, Answers answers) throws Exception {
        LogQuery query = query(args);
        boolean _ = journal.awaitFiled(PATIENCE);
        try {
            log.find(query).forEach(answers::add);
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    private void show(JsonNode args, Answers answers) throws Exception {
        boolean _ = journal.awaitFiled(PATIENCE);
        String text = args.path("id").asString();
        try {
            MailId id = id(text);
            MessageLog.Known known = log.show(id);
            if (known.isEmpty()) {
                throw unknown(text);
            }
            answers.add(answer(id, known));
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    private LogQuery query(JsonNode args) throws Refusal {
        try {
            return new LogQuery.Asked(
                            args.path("from").asString(),
                            args.path("to").asString(),
                            args.path("subject").asString(),
                            args.path("messageId").asString(),
                            args.path("peer").asString(),
                            args.path("since").asString(),
                            args.path("until").asString(),
                            args.path("outcome").asString(),
                            args.path("limit").asInt(0))
                    .query(clock.instant());
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /// The id that a text is, or is the only beginning of, or that of the message which a mail server beside this gateway
    /// knows by the text.
    private MailId id(String text) throws SQLException, Refusal {
        Optional<MailId> whole = MailId.parse(text);
        if (whole.isPresent()) {
            return whole.get();
        }
        List<String> ids = ids(log.find(text));
        if (ids.size() > 1) {
            throw new Refusal(Exit.USAGE, text + " begins several ids: " + String.join(", ", ids));
        }
        if (ids.isEmpty()) {
            ids = ids(log.findQueueId(text));
        }
        if (ids.size() > 1) {
            throw new Refusal(
                    Exit.USAGE,
                    text + " is the queue id of several messages: " + String.join(", ", ids));
        }
        return ids.stream().findFirst().flatMap(MailId::parse).orElseThrow(() -> unknown(text));
    }

    private static List<String> ids(List<LogEntry> entries) {
        return entries.stream().map(LogEntry::id).distinct().toList();
    }

    private static Map<String, Object> answer(MailId id, MessageLog.Known known) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", id.toString());
        known.dossier().ifPresent(it -> answer.put("dossier", json(new Event.Judged(it))));
        answer.put("events", known.events().stream().map(LogRequests::json).toList());
        answer.put("story", Story.of(id, known));
        return answer;
    }

    private static JsonNode json(Event event) {
        return JsonMapper.shared().readTree(EventJson.write(event));
    }

    private static Refusal unknown(String text) {
        return new Refusal(Exit.NO, "nothing is known of " + text);
    }

    private static Refusal refusal(SQLException e) {
        return CANCELLED.equals(e.getSQLState())
                ? new Refusal(Exit.NO, "that takes too long; name a shorter time with --since")
                : new Refusal(Exit.UNREACHABLE, "the database does not answer: " + e.getMessage());
    }
}
