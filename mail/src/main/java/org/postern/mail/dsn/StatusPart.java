package org.postern.mail.dsn;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.mail.smtp.OriginalRecipient;

/// The part of a notice that programs read: `message/delivery-status` (RFC 3464 §2), or where it holds more than ASCII
/// `message/global-delivery-status` (RFC 6533 §4).
final class StatusPart {
    /// Characters of all replies together, so that a thousand recipients make no notice of a megabyte.
    private static final int ALL_REPLIES = 100_000;

    private static final int REPLY = 1_000;
    private static final int SHORTEST_REPLY = 100;

    /// Octets of an original recipient as it is written: they stand in one line. RFC 3461 §4.2 lets a client say 500.
    private static final int ORIGINAL = 900;

    private final DeliveryReport report;
    private final boolean global;
    private final Lines lines = new Lines();

    private StatusPart(DeliveryReport report, boolean global) {
        this.report = report;
        this.global = global;
    }

    static Entity of(DeliveryReport report, boolean global) {
        return new StatusPart(report, global).write();
    }

    private Entity write() {
        String envelopeId = Words.ascii(report.envelopeId(), 100);
        if (!envelopeId.isEmpty()) {
            lines.field("Original-Envelope-Id", envelopeId);
        }
        lines.field("Reporting-MTA", "dns; " + report.reporter().name());
        lines.field("Arrival-Date", Times.field(report.arrival()));
        report.recipients().forEach(this::recipient);
        var fields = new ArrayList<String>();
        fields.add("Content-Description: Delivery report");
        fields.add(
                "Content-Type: message/" + (global ? "global-delivery-status" : "delivery-status"));
        if (!lines.isAscii()) {
            fields.add("Content-Transfer-Encoding: 8bit");
        }
        return new Entity(fields, lines.octets());
    }

    private void recipient(RecipientStatus status) {
        lines.line("");
        status.original()
                .flatMap(this::original)
                .ifPresent(it -> lines.line("Original-Recipient: " + it));
        lines.line("Final-Recipient: " + typed("rfc822", status.recipient().toString()));
        lines.field("Action", status.action().word());
        lines.field("Status", status.status());
        reason(status.reason());
        status.lastAttempt().ifPresent(it -> lines.field("Last-Attempt-Date", Times.field(it)));
        if (status.action() == Action.DELAYED) {
            status.retryUntil().ifPresent(it -> lines.field("Will-Retry-Until", Times.field(it)));
        }
    }

    private void reason(Reason reason) {
        switch (reason) {
            case Reason.Said(String server, String reply) -> {
                server(server);
                diagnosis("smtp", reply);
            }
            case Reason.NotReached(String server, String detail) -> {
                server(server);
                diagnosis("X-Postern", detail);
            }
            case Reason.Ours(String text) -> diagnosis("X-Postern", text);
            case Reason.Expired(_, Reason last) -> reason(last);
            case Reason.None _ -> {}
        }
    }

    private void server(String name) {
        if (Words.isHostName(name)) {
            lines.field("Remote-MTA", "dns; " + name);
        }
    }

    private void diagnosis(String type, String text) {
        int most = Math.clamp(ALL_REPLIES / report.recipients().size(), SHORTEST_REPLY, REPLY);
        String line = global ? Words.line(text, most) : Words.ascii(text, most);
        if (!line.isEmpty()) {
            lines.field("Diagnostic-Code", type + "; " + brokenUp(line));
        }
    }

    /// With a blank in words that are too long for a line.
    private static String brokenUp(String text) {
        var broken = new StringBuilder(text.length());
        int word = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            word = c == ' ' ? 0 : word + 1;
            if (word > 200 && !Character.isLowSurrogate(c)) {
                broken.append(' ');
                word = 1;
            }
            broken.append(c);
        }
        return broken.toString();
    }

    private Optional<String> original(OriginalRecipient original) {
        String type = original.type().toLowerCase(Locale.ROOT);
        String address = Words.line(original.address(), ORIGINAL);
        if (!Words.isType(type) || address.isEmpty() || address.endsWith(Words.CUT)) {
            return Optional.empty();
        }
        return Optional.of(typed(type, address))
                .filter(it -> it.getBytes(StandardCharsets.UTF_8).length <= ORIGINAL);
    }

    /// An address with its type. What is not ASCII is of type utf-8, and is written in ASCII where nothing else gets there.
    private String typed(String type, String address) {
        boolean ascii = Words.isAscii(address);
        if (ascii && !type.equals("utf-8")) {
            return type + "; " + address;
        }
        return "utf-8; " + (global ? address : inAscii(address));
    }

    /// The form `utf-8-addr-xtext` (RFC 6533 §3).
    static String inAscii(String address) {
        var written = new StringBuilder(2 * address.length());
        address.codePoints()
                .forEach(c -> {
                    boolean plain = c > 0x20 && c < 0x7f && c != '+' && c != '=' && c != '\\';
                    if (plain) {
                        written.appendCodePoint(c);
                    } else {
                        String hex = Integer.toHexString(c).toUpperCase(Locale.ROOT);
                        written.append("\\x{").append(hex).append('}');
                    }
                });
        return written.toString();
    }

    /// Whether the report names an address that is not ASCII.
    static boolean needsGlobal(List<RecipientStatus> recipients) {
        return recipients.stream()
                .anyMatch(it ->
                        !it.recipient().isAscii()
                                || it.original().stream()
                                        .anyMatch(original -> !Words.isAscii(original.address())));
    }
}
