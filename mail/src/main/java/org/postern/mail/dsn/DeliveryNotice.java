package org.postern.mail.dsn;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.postern.mail.mime.MimeLimits;
import org.postern.mail.mime.Structure;
import org.postern.mail.mime.StructureReader;

/// Writes a notice. The same report gives the same octets.
public final class DeliveryNotice {
    private final DeliveryReport report;
    private final byte[] header;
    private final boolean global;

    private DeliveryNotice(DeliveryReport report) {
        this.report = report;
        this.header =
                ReturnedPart.header(octets(report.returned().octets(), ReturnedPart.MOST_READ));
        this.global =
                report.reach() == Reach.INTERNATIONAL
                        && (!report.to().isAscii()
                                || StatusPart.needsGlobal(report.recipients())
                                || hasEightBit(header));
    }

    /// Writes the notice that a report asks for; it never throws, whatever the texts in it are.
    public static Notice of(DeliveryReport report) {
        return new DeliveryNotice(report).write();
    }

    private Notice write() {
        Structure original = StructureReader.read(ByteBuffer.wrap(header), MimeLimits.DEFAULT);
        Entity explanation = Explanation.of(report, original.subject().orElse(""));
        Entity status = StatusPart.of(report, global);
        Optional<String> about =
                original.messageId()
                        .filter(it -> it.startsWith("<") && it.endsWith(">"))
                        .filter(it -> Words.isMessageId(it.substring(1, it.length() - 1)));
        for (Entity whole : whole()) {
            Notice notice = assemble(about, List.of(explanation, status, whole));
            if (isPlain(notice.octets())) {
                return notice;
            }
        }
        Entity headers = ReturnedPart.headerOnly(header, global);
        return assemble(about, List.of(explanation, status, headers));
    }

    /// The message comes back only to who is told that it failed (RFC 3461 §4.3).
    private List<Entity> whole() {
        return switch (report.returned()) {
            case Returned.Whole(ByteBuffer message)
                    when report.any(Action.FAILED) && message.remaining() <= Returned.MOST_WHOLE ->
                    ReturnedPart.whole(
                            octets(message, Returned.MOST_WHOLE), header, report.reach());
            case Returned.Whole _, Returned.HeaderOnly _ -> List.of();
        };
    }

    /// Whether all readers see the same parts, also in the message that is inside.
    private static boolean isPlain(byte[] octets) {
        Structure read = StructureReader.read(ByteBuffer.wrap(octets), MimeLimits.DEFAULT);
        return !read.isAmbiguous() && read.limit().isEmpty();
    }

    private Notice assemble(Optional<String> about, List<Entity> parts) {
        boolean eightBit =
                parts.stream().anyMatch(Entity::isEightBit) || global && !report.to().isAscii();
        String boundary = boundary(parts);
        var out = new ByteArrayOutputStream(4096);
        out.writeBytes(top(about, boundary, eightBit));
        for (Entity part : parts) {
            ascii(out, "\r\n--" + boundary + "\r\n");
            part.fields().forEach(it -> ascii(out, it + "\r\n"));
            ascii(out, "\r\n");
            out.writeBytes(part.body());
        }
        ascii(out, "\r\n--" + boundary + "--\r\n");
        return new Notice(out.toByteArray(), report.to(), eightBit, global);
    }

    private byte[] top(Optional<String> about, String boundary, boolean eightBit) {
        String name = report.reporter().name();
        var lines = new Lines();
        lines.field("Date", Times.field(report.date()));
        lines.field("From", "\"Mail server " + name + "\" <" + report.reporter().address() + ">");
        lines.line(to());
        lines.field("Subject", Explanation.headline(report));
        lines.line("Message-ID: <" + report.messageId() + ">");
        about.ifPresent(it -> lines.line("In-Reply-To: " + it).line("References: " + it));
        lines.line("Auto-Submitted: auto-replied");
        lines.line("MIME-Version: 1.0");
        lines.line("Content-Type: multipart/report;");
        lines.line(" report-type=" + (global ? "global-delivery-status;" : "delivery-status;"));
        lines.line(" boundary=\"" + boundary + "\"");
        if (eightBit) {
            lines.line("Content-Transfer-Encoding: 8bit");
        }
        return lines.octets();
    }

    /// An address that cannot be written in ASCII is left out where ASCII is all there is (RFC 6857 §3.1.8).
    private String to() {
        return global || report.to().isAscii()
                ? "To: <" + report.to() + ">"
                : "To: Sender of the message:;";
    }

    /// A boundary that no content can hold by intent: it is made from all of it.
    private String boundary(List<Entity> parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(report.messageId().getBytes(StandardCharsets.UTF_8));
            parts.forEach(it -> digest.update(it.body()));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] octets(ByteBuffer from, int most) {
        byte[] octets = new byte[Math.min(from.remaining(), most)];
        from.get(from.position(), octets);
        return octets;
    }

    private static boolean hasEightBit(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }
}
