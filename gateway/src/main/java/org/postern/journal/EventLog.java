package org.postern.journal;

import java.util.ArrayList;
import java.util.List;
import org.postern.journey.Dossier;
import org.postern.mail.address.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// The log line of an event: a sentence for people and fields for programs. Addresses are in it; subjects, content and
/// secrets never are.
final class EventLog {
    /// The name of the logger, by which events are told from other lines.
    static final String NAME = "event";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);
    private static final int MOST_RECIPIENTS = 10;

    private EventLog() {}

    /// Alarms were told when they were raised.
    static void tellUnlessTold(Event event) {
        if (!(event instanceof Event.Alarm)) {
            tell(event);
        }
    }

    static void tell(Event event) {
        Level level = level(event);
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        var line = new Line();
        line.with("event", event.kind().word()).with("id", event.id()).with("node", event.node());
        String sentence = fill(line, event);
        LoggingEventBuilder builder = LOG.atLevel(level);
        for (KeyValuePair field : line.fields) {
            builder = builder.addKeyValue(field.key, field.value);
        }
        builder.log(sentence);
    }

    /// The fields of a line, in order.
    private static final class Line {
        private final List<KeyValuePair> fields = new ArrayList<>(24);

        Line with(String name, Object value) {
            fields.add(new KeyValuePair(name, value));
            return this;
        }
    }

    private static Level level(Event event) {
        return switch (event) {
            case Event.Alarm _ -> Level.ERROR;
            case Event.Flood _ -> Level.WARN;
            case Event.Judged _,
                    Event.ClientRefused _,
                    Event.RecipientRefused _,
                    Event.SessionFailed _,
                    Event.Attempted _,
                    Event.QueueChanged _,
                    Event.HeldReleased _,
                    Event.HeldDeleted _,
                    Event.PassedBefore _,
                    Event.SiteChanged _,
                    Event.LoginTried _,
                    Event.LoginChanged _,
                    ClientEvent _,
                    Event.Started _,
                    Event.Stopped _ ->
                    Level.INFO;
        };
    }

    /// Adds the fields and returns the sentence.
    private static String fill(Line line, Event event) {
        return switch (event) {
            case Event.Judged(Dossier dossier, _) -> judged(line, dossier);
            case Event.RecipientRefused refused -> recipientRefused(line, refused);
            case Event.ClientRefused(_, String peer, String reason) -> {
                line.with("peer", peer).with("reason", reason);
                yield "client " + peer + " refused: " + reason;
            }
            case Event.SessionFailed(_, String peer, String reason, String detail) -> {
                line.with("peer", peer).with("reason", reason);
                line.with("detail", detail);
                yield "session with " + peer + " failed: " + reason + after(" - ", detail);
            }
            case Event.Attempted attempted -> attempted(line, attempted);
            case Event.QueueChanged(_, var queued, String what, String by) -> {
                line.with("queued", queued).with("what", what).with("by", by);
                yield "queued message " + queued + " " + what + " by " + by;
            }
            case Event.HeldReleased(
                            _,
                            var held,
                            String by,
                            var recipients,
                            var nextHop,
                            var reply) -> {
                line.with("held", held).with("by", by);
                line.with("recipients", head(recipients));
                line.with("nextHop", nextHop).with("reply", reply);
                yield "held message "
                        + held
                        + " released by "
                        + by
                        + "; "
                        + nextHop
                        + " said "
                        + reply;
            }
            case Event.HeldDeleted(_, var held, String by) -> {
                line.with("held", held).with("by", by);
                yield "held message " + held + " deleted by " + by;
            }
            case Event.PassedBefore(_, var passed, String peer, String queueId) -> {
                line.with("passed", passed).with("peer", peer).with("queueId", queueId);
                yield "message " + passed + " came back and passed" + after(" as ", queueId);
            }
            case Event.SiteChanged(_, long version, String by, String note) -> {
                line.with("version", version).with("by", by);
                line.with("note", note);
                yield "site settings " + version + " published by " + by + after(": ", note);
            }
            case Event.LoginTried(
                            _,
                            String peer,
                            String login,
                            String mechanism,
                            String outcome) -> {
                line.with("peer", peer).with("login", login);
                line.with("mechanism", mechanism).with("outcome", outcome);
                yield "login " + login + " from " + peer + ": " + outcome;
            }
            case Event.LoginChanged(_, String login, String by, String what) -> {
                line.with("login", login).with("by", by).with("what", what);
                yield "login " + login + " " + what + " by " + by;
            }
            case ClientEvent.Tested tested -> tested(line, tested);
            case ClientEvent.ListsChanged(_, String by, String what) -> {
                line.with("by", by).with("what", what);
                yield "lists of clients: " + what + " by " + by;
            }
            case Event.Alarm(_, String what, String detail) -> {
                line.with("what", what).with("detail", detail);
                yield "alarm " + what + after(": ", detail);
            }
            case Event.Flood(_, var of, long unrecorded) -> {
                line.with("of", of.word()).with("unrecorded", unrecorded);
                yield unrecorded + " more events of kind " + of.word() + " were counted only";
            }
            case Event.Started(_, String version) -> {
                line.with("version", version);
                yield "Postern " + version + " started";
            }
            case Event.Stopped(_, String version) -> {
                line.with("version", version);
                yield "Postern " + version + " stopped";
            }
        };
    }

    private static String judged(Line line, Dossier dossier) {
        String outcome = Fates.word(dossier);
        String sender = Addresses.print(dossier.envelope().sender());
        List<Address> recipients = dossier.envelope().recipients();
        long micros = 0;
        for (Dossier.Timing timing : dossier.timings()) {
            micros = Math.max(micros, timing.startMicros() + timing.tookMicros());
            line.with(timing.stage() + "Micros", timing.tookMicros());
        }
        line.with("door", Fields.word(dossier.door()))
                .with("direction", Fields.word(dossier.direction()))
                .with("peer", dossier.client().ip())
                .with("sender", sender)
                .with("recipients", head(recipients))
                .with("outcome", outcome)
                .with("reason", dossier.ending().reason())
                .with("code", dossier.ending().reply().code())
                .with("size", dossier.message().size())
                .with("testsDone", dossier.completeness().done())
                .with("testsDue", dossier.completeness().due())
                .with("micros", micros);
        var text = new StringBuilder(160);
        text.append(dossier.id()).append(' ').append(outcome);
        text.append(" (").append(dossier.ending().reason()).append(") ");
        text.append(sender).append(" -> ").append(recipients.getFirst());
        if (recipients.size() > 1) {
            text.append(" +").append(recipients.size() - 1);
        }
        text.append(", ").append(dossier.message().size()).append(" octets from ");
        text.append(dossier.client().ip()).append(", ").append(millis(micros));
        return text.toString();
    }

    private static String tested(Line line, ClientEvent.Tested tested) {
        line.with("where", tested.where()).with("peer", tested.peer());
        line.with("hello", tested.hello()).with("decision", tested.decision());
        line.with("test", tested.test()).with("detail", tested.detail());
        line.with("hits", String.join(" ", tested.hits()));
        return "client "
                + tested.peer()
                + ": "
                + tested.decision()
                + after(", ", tested.test())
                + after(": ", tested.detail());
    }

    private static String recipientRefused(Line line, Event.RecipientRefused refused) {
        line.with("transaction", refused.transaction())
                .with("peer", refused.peer())
                .with("hello", refused.hello())
                .with("sender", refused.sender())
                .with("recipient", refused.recipient())
                .with("reason", refused.reason())
                .with("code", refused.reply().code());
        return "recipient refused ("
                + refused.reason()
                + ") "
                + refused.sender()
                + " -> "
                + refused.recipient()
                + " from "
                + refused.peer();
    }

    private static String attempted(Line line, Event.Attempted attempted) {
        String outcome = Fates.word(attempted.fates());
        Dossier.Fate first = attempted.fates().getFirst();
        line.with("queued", attempted.queued())
                .with("attempt", attempted.attempt())
                .with("nextHop", attempted.nextHop())
                .with(
                        "recipients",
                        head(attempted.fates().stream().map(Dossier.Fate::recipient).toList()))
                .with("outcome", outcome)
                .with("detail", first.detail());
        int others = attempted.fates().size() - 1;
        return attempted.queued()
                + " "
                + outcome
                + " at attempt "
                + attempted.attempt()
                + " -> "
                + first.recipient()
                + (others > 0 ? " +" + others : "")
                + ": "
                + first.detail();
    }

    private static List<?> head(List<?> recipients) {
        return recipients.size() <= MOST_RECIPIENTS
                ? recipients
                : recipients.subList(0, MOST_RECIPIENTS);
    }

    private static String millis(long micros) {
        return micros / 1000 + "." + micros / 100 % 10 + " ms";
    }

    private static String after(String mark, String text) {
        return text.isEmpty() ? "" : mark + text;
    }
}
