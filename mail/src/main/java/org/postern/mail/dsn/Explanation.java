package org.postern.mail.dsn;

import java.util.ArrayList;
import java.util.List;

/// The part of a notice that people read. It is written for somebody who knows nothing of mail servers: what happened, to
/// whom, why in the words of the other side, and what to do.
final class Explanation {
    /// Recipients that are explained one by one; the others are in the report.
    private static final int SHOWN = 50;

    private static final int REPLY = 1_000;
    private static final int SUBJECT = 200;

    private final DeliveryReport report;
    private final Lines lines = new Lines();
    private int shown;

    private Explanation(DeliveryReport report) {
        this.report = report;
    }

    /// @param subject of the message, decoded; empty if it has none
    static Entity of(DeliveryReport report, String subject) {
        return new Explanation(report).write(subject);
    }

    /// What the notice is about, in a line.
    static String headline(DeliveryReport report) {
        List<Action> actions =
                report.recipients().stream().map(RecipientStatus::action).distinct().toList();
        if (actions.size() > 1) {
            return report.any(Action.FAILED)
                    ? "Your message could not be delivered to everyone"
                    : "What became of your message";
        }
        return switch (actions.getFirst()) {
            case FAILED -> "Your message could not be delivered";
            case DELAYED -> "Your message is delayed";
            case DELIVERED -> "Your message was delivered";
            case RELAYED, EXPANDED -> "Your message was passed on";
        };
    }

    private Entity write(String subject) {
        lines.words("", "This is an automatic notice of the mail server " + name() + ".");
        lines.line("").words("", headline(report) + ".").line("");
        String cleaned = Words.line(subject, SUBJECT);
        if (!cleaned.isEmpty()) {
            lines.words("    ", "Subject: " + cleaned);
        }
        lines.words("    ", "Received here: " + Times.text(report.arrival()));
        for (Action action : Action.values()) {
            group(action);
        }
        if (report.recipients().size() > SHOWN) {
            lines.line("")
                    .words(
                            "",
                            (report.recipients().size() - SHOWN)
                                    + " more are in the report attached.");
        }
        lines.line("")
                .words(
                        "",
                        "If you need help, send this whole notice to the people who look after your mail:"
                                + " the details they need are attached.");
        return entity();
    }

    private Entity entity() {
        var fields = new ArrayList<String>();
        fields.add("Content-Description: Notice");
        if (lines.isAscii()) {
            fields.add("Content-Type: text/plain; charset=us-ascii");
            return new Entity(fields, lines.octets());
        }
        fields.add("Content-Type: text/plain; charset=utf-8");
        fields.add("Content-Transfer-Encoding: quoted-printable");
        return new Entity(fields, QuotedPrintable.encode(lines.octets()));
    }

    private String name() {
        return report.reporter().name();
    }

    private void group(Action action) {
        List<RecipientStatus> those =
                report.recipients().stream()
                        .filter(it -> it.action() == action)
                        .limit(SHOWN - shown)
                        .toList();
        if (those.isEmpty()) {
            return;
        }
        shown += those.size();
        lines.line("").words("", heading(action));
        those.forEach(this::recipient);
    }

    private static String heading(Action action) {
        return switch (action) {
            case FAILED -> "Not delivered, and not tried any more:";
            case DELAYED ->
                    "Not delivered yet. It is tried again; you need not send the message again:";
            case DELIVERED -> "Delivered:";
            case RELAYED ->
                    "Passed on to a server that does not report back. You will not hear more about:";
            case EXPANDED -> "Passed on to the members of a list or a group:";
        };
    }

    private void recipient(RecipientStatus status) {
        String address = status.recipient().toString();
        lines.line("").line("  " + address);
        status.original()
                .map(it -> Words.line(it.address(), REPLY))
                .filter(it -> !it.isEmpty() && !it.equalsIgnoreCase(address))
                .ifPresent(it -> lines.words("    ", "You wrote to: " + it));
        reason(status.action(), status.reason());
        switch (status.action()) {
            case FAILED -> lines.words("    ", "What you can do: " + Advice.on(status.status()));
            case DELAYED ->
                    status.retryUntil()
                            .ifPresent(it ->
                                    lines.words(
                                            "    ",
                                            "It is tried until "
                                                    + Times.text(it)
                                                    + ". You will be told if it fails."));
            case DELIVERED, RELAYED, EXPANDED -> {}
        }
    }

    private void reason(Action action, Reason reason) {
        switch (reason) {
            case Reason.Said(String server, String reply) -> {
                String did =
                        switch (action) {
                            case FAILED -> " did not take the message. It said:";
                            case DELAYED -> " could not take the message yet. It said:";
                            case DELIVERED, RELAYED, EXPANDED -> " took the message. It said:";
                        };
                quote("The mail server" + named(server) + did, reply);
            }
            case Reason.NotReached(String server, String detail) ->
                    quote("The mail server" + named(server) + " could not be reached:", detail);
            case Reason.Ours(String text) -> quote("The reason:", text);
            case Reason.Expired(var waited, Reason last) -> {
                lines.words(
                        "    ",
                        "It was tried for " + Times.text(waited) + ", and never succeeded.");
                reason(action, last);
            }
            case Reason.None _ -> {}
        }
    }

    private static String named(String server) {
        return Words.isHostName(server) ? " " + server : "";
    }

    private void quote(String introduction, String text) {
        lines.words("    ", introduction);
        String quoted = Words.line(text, REPLY);
        lines.words("        ", quoted.isEmpty() ? "(nothing)" : quoted);
    }
}
