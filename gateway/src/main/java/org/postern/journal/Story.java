package org.postern.journal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.journey.Client;
import org.postern.journey.Dossier;
import org.postern.journey.Envelope;
import org.postern.journey.Evidence;
import org.postern.journey.Finding;
import org.postern.journey.MailId;
import org.postern.journey.Neighbour;
import org.postern.journey.Origin;
import org.postern.journey.Outcome;
import org.postern.journey.Ruled;
import org.postern.journey.Ruling;
import org.postern.journey.TestResult;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.OriginalRecipient;

/// What happened to a message, as plain text for somebody who never saw Postern: what came from where, what each test saw
/// or why it was not done, what was decided for whom and by which line of policy, what was done, and what came later.
public final class Story {
    /// Where the texts beside the labels begin.
    private static final int COLUMN = 14;

    private static final int BAR = 40;
    private static final int MOST_NAMED = 20;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM yyyy HH:mm:ss", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final Page page = new Page();

    private Story() {}

    /// Tells everything that is known under an id.
    public static String of(MailId id, MessageLog.Known known) {
        var story = new Story();
        known.dossier().ifPresent(dossier -> story.message(dossier, known.events()));
        List<Event> events = known.events();
        if (known.dossier().isEmpty()) {
            story.page.heading("No message was taken under " + id);
            story.events(events);
        } else if (!events.isEmpty()) {
            story.page.heading("What came later");
            story.events(events);
        }
        return story.page.toString();
    }

    private void message(Dossier dossier, List<Event> later) {
        page.heading("Message " + dossier.id());
        page.line(0, verdict(dossier) + tests(dossier.completeness()));
        if (!later.isEmpty()) {
            page.line(0, "There is more at the end: something came later.");
        } else if (dossier.ending().fates().stream()
                .anyMatch(it -> it.kind() == Dossier.Kind.HELD)) {
            page.line(
                    0, "Look at it, release or delete it with: postern hold show " + dossier.id());
        }
        origin(dossier);
        evidence(dossier);
        rulings(dossier);
        ending(dossier);
        timings(dossier.timings());
    }

    private static String verdict(Dossier dossier) {
        Dossier.Ending ending = dossier.ending();
        return switch (Fates.word(dossier)) {
            case "delivered" -> "It was delivered.";
            case "held" -> "It was held for somebody to decide (" + ending.reason() + ").";
            case "queued" -> "It was put into the queue.";
            case "handed-back" -> "It went back to the mail server that handed it over.";
            case "refused" -> "It was refused (" + ending.reason() + "); nothing of it was kept.";
            case "put-off" -> "The sender was asked to try again later (" + ending.reason() + ").";
            case "discarded" -> "It was dropped on record (" + ending.reason() + ").";
            default -> "Its recipients fared differently (" + ending.reason() + ").";
        };
    }

    private static String tests(Evidence.Completeness completeness) {
        if (completeness.whole()) {
            return "";
        }
        return " Not everything could be looked at: "
                + String.join(", ", completeness.missing())
                + ".";
    }

    private void origin(Dossier dossier) {
        Client client = dossier.client();
        Dossier.Summary message = dossier.message();
        page.heading("What came");
        row(
                "when",
                TIME.format(dossier.at())
                        + " UTC, at "
                        + dossier.node()
                        + ", "
                        + Fields.word(dossier.direction())
                        + " through the "
                        + Fields.word(dossier.door()));
        row(
                "from",
                client.ip()
                        + " port "
                        + client.address().getPort()
                        + ", which called itself "
                        + quoted(client.hello())
                        + name(dossier.neighbour())
                        + client.tls()
                                .map(tls -> ", " + tls.protocol() + " with " + tls.cipher())
                                .orElse(", without TLS")
                        + (client.relay() ? ", a relay network" : "")
                        + client.login().map(it -> ", logged in as " + quoted(it)).orElse(""));
        dossier.origin().ifPresent(it -> row("origin", origin(it)));
        dossier.neighbour()
                .queueId()
                .ifPresent(it -> row("queue id", it + ", at the mail server beside this gateway"));
        row("sender", Addresses.print(dossier.envelope().sender()));
        var recipients = new ArrayList<String>();
        dossier.envelope().recipients().forEach(it -> recipients.add(it.toString()));
        row("recipients", names(recipients));
        namedAs(dossier.envelope())
                .forEach((name, some) -> row("named as", name + ": " + names(some)));
        row("subject", message.subject().isEmpty() ? "(none)" : message.subject());
        row("From field", message.from().isEmpty() ? "(none)" : message.from());
        row("Message-ID", message.messageId().isEmpty() ? "(none)" : message.messageId());
        row("size", message.size() + " octets, SHA-256 " + message.sha256());
    }

    private static String name(Neighbour neighbour) {
        String name = neighbour.told().name();
        return name.isEmpty() ? "" : ", in the DNS " + quoted(name);
    }

    private static String origin(Origin origin) {
        return "came from "
                + origin.ip()
                + (origin.loggedIn() ? ", which had logged in" : "")
                + ", through "
                + names(origin.through().stream().map(Client::numeric).toList());
    }

    /// Aliases and other names by which the sender knows recipients, each with those.
    private static Map<String, List<String>> namedAs(Envelope envelope) {
        var named = new LinkedHashMap<String, List<String>>();
        for (Address recipient : envelope.recipients()) {
            String address = recipient.toString();
            envelope.notices()
                    .of(recipient)
                    .orcpt()
                    .map(OriginalRecipient::address)
                    .filter(it -> !it.equalsIgnoreCase(address))
                    .ifPresent(
                            it -> named.computeIfAbsent(it, _ -> new ArrayList<>()).add(address));
        }
        return named;
    }

    private void evidence(Dossier dossier) {
        Evidence.Completeness completeness = dossier.completeness();
        page.heading(
                "What was looked at ("
                        + completeness.done()
                        + " of "
                        + completeness.due()
                        + " tests done)");
        for (TestResult result : dossier.evidence().results()) {
            String took = " (" + millis(result.took().toNanos() / 1000) + ")";
            switch (result.outcome()) {
                case Outcome.NothingFound _ -> row(result.test(), "nothing found" + took);
                case Outcome.Found(List<Finding> findings) -> {
                    row(
                            result.test(),
                            findings.size()
                                    + (findings.size() == 1 ? " finding" : " findings")
                                    + took);
                    findings.forEach(this::finding);
                }
                case Outcome.NotDone(Outcome.Cause cause, String detail) ->
                        row(
                                result.test(),
                                "NOT DONE, " + Fields.word(cause) + ": " + detail + took);
            }
            for (TestResult.Captured answer : result.answers()) {
                page.line(
                        COLUMN + 2, "asked " + answer.asked() + ", answered " + answer.answered());
            }
        }
    }

    private void finding(Finding finding) {
        page.labelled(
                " ".repeat(COLUMN) + "-",
                COLUMN + 2,
                finding.name()
                        + " ("
                        + Fields.word(finding.kind())
                        + ") in "
                        + finding.where()
                        + ": "
                        + finding.detail());
    }

    private void rulings(Dossier dossier) {
        page.heading("What was decided, by policy " + dossier.policy());
        var groups = new LinkedHashMap<List<String>, List<String>>();
        for (Ruled ruled : dossier.rulings()) {
            var lines = new ArrayList<String>();
            lines.add(words(ruled.ruling()));
            lines.addAll(ruled.trace());
            groups.computeIfAbsent(lines, _ -> new ArrayList<>()).add(ruled.recipient().toString());
        }
        for (Map.Entry<List<String>, List<String>> group : groups.entrySet()) {
            List<String> lines = group.getKey();
            row("for", names(group.getValue()));
            page.line(COLUMN, lines.getFirst());
            lines.subList(1, lines.size())
                    .forEach(line -> page.labelled(" ".repeat(COLUMN) + "by", COLUMN + 3, line));
        }
    }

    private static String words(Ruling ruling) {
        return switch (ruling) {
            case Ruling.Deliver(String reason) -> "deliver: " + reason;
            case Ruling.Hold(String reason) -> "hold: " + reason;
            case Ruling.Refuse(var reply, String reason) ->
                    "refuse: " + reason + ", with " + quoted(reply.toString());
            case Ruling.PutOff(var reply, String reason) ->
                    "put off: " + reason + ", with " + quoted(reply.toString());
            case Ruling.Discard(String reason) -> "discard: " + reason;
        };
    }

    private void ending(Dossier dossier) {
        page.heading("What was done");
        var groups = new LinkedHashMap<List<String>, List<String>>();
        for (Dossier.Fate fate : dossier.ending().fates()) {
            groups.computeIfAbsent(
                            List.of(words(fate.kind()), fate.detail()), _ -> new ArrayList<>())
                    .add(fate.recipient());
        }
        groups.forEach((what, recipients) -> {
            row(what.getFirst(), names(recipients));
            boolean bare = what.getLast().equals(dossier.ending().reason());
            page.line(COLUMN, (bare ? "reason: " : "") + what.getLast());
        });
        row("the client", "was told " + quoted(dossier.ending().reply().toString()));
    }

    private static String words(Dossier.Kind kind) {
        return switch (kind) {
            case DELIVERED -> "delivered";
            case HELD -> "held";
            case QUEUED -> "queued";
            case HANDED_BACK -> "handed back";
            case REFUSED -> "refused";
            case PUT_OFF -> "put off";
            case DISCARDED -> "discarded";
            case RETURNED -> "returned to its sender";
        };
    }

    private void events(List<Event> events) {
        for (Event event : events) {
            page.line(2, time(event.at()));
            page.line(
                    4,
                    Optional.of(words(event))
                            .filter(it -> !it.isEmpty())
                            .orElse(event.kind().word()));
        }
    }

    private static String words(Event event) {
        return switch (event) {
            case Event.RecipientRefused refused ->
                    "Recipient "
                            + (refused.recipient().isEmpty() ? "(none yet)" : refused.recipient())
                            + " was refused ("
                            + refused.reason()
                            + "). The sender "
                            + refused.sender()
                            + " came from "
                            + refused.peer()
                            + ", which called itself "
                            + quoted(refused.hello())
                            + ", and was told "
                            + quoted(refused.reply().toString())
                            + ".";
            case Event.Attempted attempted -> attempted(attempted);
            case Event.QueueChanged(_, _, String what, String by) ->
                    "In the queue it was " + what + " by " + by + ".";
            case Event.HeldReleased(_, _, String by, var recipients, String nextHop, var reply) ->
                    "Released by "
                            + by
                            + " to "
                            + names(recipients)
                            + "; "
                            + nextHop
                            + " said "
                            + quoted(reply.toString())
                            + ".";
            case Event.HeldDeleted(_, _, String by) -> "The held copy was deleted by " + by + ".";
            case Event.PassedBefore(_, _, _, String queueId) ->
                    "It came once more by the mail server that it was given back to"
                            + (queueId.isEmpty() ? "" : ", as " + queueId + " there")
                            + ", and passed without being judged again.";
            case Event.ClientRefused(_, String peer, String reason) ->
                    "The client " + peer + " was turned away (" + reason + ").";
            case Event.SessionFailed(_, String peer, String reason, String detail) ->
                    "The session with "
                            + peer
                            + " was ended ("
                            + reason
                            + ")"
                            + (detail.isEmpty() ? "." : ": " + detail);
            case Event.SiteChanged(_, long version, String by, String note) ->
                    "Site settings "
                            + version
                            + " were published by "
                            + by
                            + (note.isEmpty() ? "." : ": " + note);
            case Event.LoginTried(_, String peer, String login, _, String outcome) ->
                    "A login as " + quoted(login) + " from " + peer + " ended " + outcome + ".";
            case Event.LoginChanged(_, String login, String by, String what) ->
                    "The login " + quoted(login) + " was " + what + " by " + by + ".";
            case ClientEvent.Tested tested -> ClientStory.tested(tested);
            case ClientEvent.ListsChanged(_, String by, String what) ->
                    "The lists of clients were changed by " + by + ": " + what + ".";
            case Event.Alarm(_, String what, String detail) -> "Alarm " + what + ": " + detail;
            case Event.Flood(_, var of, long unrecorded) ->
                    unrecorded + " more events of kind " + of.word() + " were counted only.";
            case Event.Started(_, String version) -> "Postern " + version + " started.";
            case Event.Stopped(_, String version) -> "Postern " + version + " stopped.";
            case Event.Judged _ -> "";
        };
    }

    private static String attempted(Event.Attempted attempted) {
        var told = new StringBuilder("Attempt ").append(attempted.attempt()).append(". ");
        for (Dossier.Fate fate : attempted.fates()) {
            told.append(fate.recipient())
                    .append(": ")
                    .append(
                            fate.kind() == Dossier.Kind.QUEUED
                                    ? "to be tried again"
                                    : words(fate.kind()))
                    .append(", because ")
                    .append(fate.detail())
                    .append(". ");
        }
        return told.toString().strip();
    }

    private void timings(List<Dossier.Timing> timings) {
        long total = 1;
        for (Dossier.Timing timing : timings) {
            total = Math.max(total, timing.startMicros() + timing.tookMicros());
        }
        if (timings.isEmpty()) {
            return;
        }
        page.heading("Where the time went (" + millis(total) + ")");
        for (Dossier.Timing timing : timings) {
            int from = (int) Math.min(BAR - 1, timing.startMicros() * BAR / total);
            int length = (int) Math.max(1, (timing.tookMicros() * BAR + total / 2) / total);
            String bar = " ".repeat(from) + "#".repeat(Math.min(length, BAR - from));
            row(
                    timing.stage(),
                    "|"
                            + bar
                            + " ".repeat(BAR - bar.length())
                            + "| "
                            + millis(timing.tookMicros()));
        }
    }

    private void row(String label, String words) {
        page.labelled("  " + label, COLUMN, words);
    }

    private static String names(List<String> names) {
        if (names.size() <= MOST_NAMED) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, MOST_NAMED))
                + " and "
                + (names.size() - MOST_NAMED)
                + " more";
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String time(Instant at) {
        return TIME.format(at) + " UTC";
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.2f ms", micros / 1000.0);
    }
}
