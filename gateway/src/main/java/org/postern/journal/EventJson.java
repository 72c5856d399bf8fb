package org.postern.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.postern.journey.MailId;
import org.postern.mail.smtp.Reply;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Events as JSON, the form in which journal and database keep them. The shape is meant to be read by people and stays
/// stable:
///
/// ```
/// {"format":1, "event":"judged", "id":"…26 characters…", "at":"2026-11-21T10:00:00Z", "node":"…", …}
/// ```
///
/// Times are ISO 8601, lengths of time are whole microseconds in fields named `…Micros`, constants are lower-case words
/// joined by hyphens. A judged message is the dossier itself. Reading is strict: another format number, a field too many
/// or too few, or a value of the wrong type is refused. Fields may stand in any order.
public final class EventJson {
    static final int FORMAT = 1;

    private EventJson() {}

    public static byte[] write(Event event) {
        var octets = new ByteArrayOutputStream(2048);
        write(event, octets);
        return octets.toByteArray();
    }

    static void write(Event event, OutputStream octets) {
        try (var json = new JsonOut(octets)) {
            json.begin().number("format", FORMAT).text("event", event.kind().word());
            json.text("id", event.id().toString());
            switch (event) {
                case Event.Judged(var dossier, _) -> DossierWriter.write(json, dossier);
                case Event.AboutNoMessage about -> write(json, about);
                case Event.RecipientRefused refused -> write(json, refused);
                case Event.Attempted attempted -> write(json, attempted);
                case Event.QueueChanged changed ->
                        stamp(json, changed)
                                .text("queued", changed.queued().toString())
                                .text("what", changed.what())
                                .text("by", changed.by());
                case Event.HeldReleased released -> write(json, released);
                case Event.HeldDeleted deleted ->
                        stamp(json, deleted)
                                .text("held", deleted.held().toString())
                                .text("by", deleted.by());
                case Event.PassedBefore before ->
                        stamp(json, before)
                                .text("passed", before.passed().toString())
                                .text("peer", before.peer())
                                .text("queueId", before.queueId());
            }
            json.end();
        }
    }

    /// @throws IOException this is no event of this format; names what is wrong
    public static Event read(byte[] octets) throws IOException {
        try {
            return read(JsonMapper.shared().readTree(octets));
        } catch (JacksonException e) {
            throw new IOException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static Event read(String text) throws IOException {
        try {
            return read(JsonMapper.shared().readTree(text));
        } catch (JacksonException e) {
            throw new IOException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Event read(JsonNode tree) throws IOException {
        try {
            Fields fields = Fields.of(tree);
            if (fields.number("format") != FORMAT) {
                throw new IllegalArgumentException("another format than " + FORMAT);
            }
            Event.Kind kind = fields.word("event", Event.Kind.class);
            MailId id = id(fields, "id");
            return fields.end(
                    kind == Event.Kind.JUDGED
                            ? new Event.Judged(DossierReader.read(fields, id))
                            : read(fields, kind, stamp(fields, id)));
        } catch (IllegalArgumentException e) {
            throw new IOException("not an event: " + e.getMessage(), e);
        }
    }

    private static void write(JsonOut json, Event.AboutNoMessage event) {
        stamp(json, event);
        switch (event) {
            case Event.ClientRefused refused ->
                    json.text("peer", refused.peer()).text("reason", refused.reason());
            case Event.SessionFailed failed ->
                    json.text("peer", failed.peer())
                            .text("reason", failed.reason())
                            .text("detail", failed.detail());
            case Event.SiteChanged changed ->
                    json.number("version", changed.version())
                            .text("by", changed.by())
                            .text("note", changed.note());
            case Event.LoginTried tried ->
                    json.text("peer", tried.peer())
                            .text("login", tried.login())
                            .text("mechanism", tried.mechanism())
                            .text("outcome", tried.outcome());
            case Event.LoginChanged changed ->
                    json.text("login", changed.login())
                            .text("by", changed.by())
                            .text("what", changed.what());
            case ClientEvent.Tested tested ->
                    json.text("where", tested.where())
                            .text("peer", tested.peer())
                            .text("hello", tested.hello())
                            .text("sender", tested.sender())
                            .text("recipient", tested.recipient())
                            .text("decision", tested.decision())
                            .text("test", tested.test())
                            .text("detail", tested.detail())
                            .texts("hits", tested.hits());
            case ClientEvent.ListsChanged changed ->
                    json.text("by", changed.by()).text("what", changed.what());
            case Event.Alarm alarm ->
                    json.text("what", alarm.what()).text("detail", alarm.detail());
            case Event.Flood flood ->
                    json.word("of", flood.of()).number("unrecorded", flood.unrecorded());
            case Event.Started started -> json.text("version", started.version());
            case Event.Stopped stopped -> json.text("version", stopped.version());
        }
    }

    private static void write(JsonOut json, Event.RecipientRefused refused) {
        stamp(json, refused)
                .text("transaction", refused.transaction().toString())
                .text("peer", refused.peer())
                .text("hello", refused.hello())
                .text("sender", refused.sender())
                .text("recipient", refused.recipient());
        reply(json, refused.reply()).text("reason", refused.reason());
    }

    private static void write(JsonOut json, Event.Attempted attempted) {
        stamp(json, attempted)
                .text("queued", attempted.queued().toString())
                .number("attempt", attempted.attempt())
                .text("nextHop", attempted.nextHop());
        DossierWriter.fates(json, attempted.fates());
    }

    private static void write(JsonOut json, Event.HeldReleased released) {
        stamp(json, released)
                .text("held", released.held().toString())
                .text("by", released.by())
                .texts("recipients", released.recipients())
                .text("nextHop", released.nextHop());
        reply(json, released.reply());
    }

    private static Event read(Fields fields, Event.Kind kind, Event.Stamp stamp) {
        return switch (kind) {
            case JUDGED -> throw new AssertionError("read elsewhere");
            case CLIENT_REFUSED ->
                    new Event.ClientRefused(stamp, fields.text("peer"), fields.text("reason"));
            case RECIPIENT_REFUSED ->
                    new Event.RecipientRefused(
                            stamp,
                            id(fields, "transaction"),
                            fields.text("peer"),
                            fields.text("hello"),
                            fields.text("sender"),
                            fields.text("recipient"),
                            reply(fields),
                            fields.text("reason"));
            case SESSION_FAILED ->
                    new Event.SessionFailed(
                            stamp,
                            fields.text("peer"),
                            fields.text("reason"),
                            fields.text("detail"));
            case ATTEMPTED ->
                    new Event.Attempted(
                            stamp,
                            id(fields, "queued"),
                            fields.count("attempt"),
                            fields.text("nextHop"),
                            DossierReader.fates(fields));
            case QUEUE_CHANGED ->
                    new Event.QueueChanged(
                            stamp, id(fields, "queued"), fields.text("what"), fields.text("by"));
            case HELD_RELEASED ->
                    new Event.HeldReleased(
                            stamp,
                            id(fields, "held"),
                            fields.text("by"),
                            fields.texts("recipients"),
                            fields.text("nextHop"),
                            reply(fields));
            case HELD_DELETED ->
                    new Event.HeldDeleted(stamp, id(fields, "held"), fields.text("by"));
            case PASSED_BEFORE ->
                    new Event.PassedBefore(
                            stamp,
                            id(fields, "passed"),
                            fields.text("peer"),
                            fields.text("queueId"));
            case SITE_CHANGED ->
                    new Event.SiteChanged(
                            stamp,
                            fields.number("version"),
                            fields.text("by"),
                            fields.text("note"));
            case LOGIN_TRIED ->
                    new Event.LoginTried(
                            stamp,
                            fields.text("peer"),
                            fields.text("login"),
                            fields.text("mechanism"),
                            fields.text("outcome"));
            case LOGIN_CHANGED ->
                    new Event.LoginChanged(
                            stamp, fields.text("login"), fields.text("by"), fields.text("what"));
            case CLIENT_TESTED ->
                    new ClientEvent.Tested(
                            stamp,
                            fields.text("where"),
                            fields.text("peer"),
                            fields.text("hello"),
                            fields.text("sender"),
                            fields.text("recipient"),
                            fields.text("decision"),
                            fields.text("test"),
                            fields.text("detail"),
                            fields.texts("hits"));
            case CLIENT_LISTS_CHANGED ->
                    new ClientEvent.ListsChanged(stamp, fields.text("by"), fields.text("what"));
            case ALARM -> new Event.Alarm(stamp, fields.text("what"), fields.text("detail"));
            case FLOOD ->
                    new Event.Flood(
                            stamp,
                            fields.word("of", Event.Kind.class),
                            fields.number("unrecorded"));
            case STARTED -> new Event.Started(stamp, fields.text("version"));
            case STOPPED -> new Event.Stopped(stamp, fields.text("version"));
        };
    }

    static JsonOut reply(JsonOut json, Reply reply) {
        return json.begin("reply")
                .number("code", reply.code())
                .text("enhanced", reply.enhanced())
                .texts("lines", reply.lines())
                .end();
    }

    static Reply reply(Fields outer) {
        Fields fields = outer.object("reply");
        int code = fields.count("code");
        String enhanced = fields.text("enhanced");
        List<String> lines = fields.texts("lines");
        return fields.end(new Reply(code, enhanced, lines));
    }

    /// The time is written for people; reading takes it from the id.
    private static JsonOut stamp(JsonOut json, Event event) {
        return json.text("at", event.at().toString()).text("node", event.node());
    }

    private static Event.Stamp stamp(Fields fields, MailId id) {
        var stamp = new Event.Stamp(id, fields.text("node"));
        if (!fields.text("at").equals(stamp.at().toString())) {
            throw new IllegalArgumentException("at does not agree with id");
        }
        return stamp;
    }

    private static MailId id(Fields fields, String name) {
        String text = fields.text(name);
        return MailId.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(name + " is no id: " + text));
    }
}
