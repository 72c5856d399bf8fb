package org.postern.mail.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Parsed;
import org.postern.mail.mime.MimeLimits;
import org.postern.mail.mime.Part;
import org.postern.mail.mime.Structure;
import org.postern.mail.mime.StructureReader;
import org.postern.mail.smtp.OriginalRecipient;

/// What tests of notices share: a report to begin with, and the rules that every notice obeys.
final class Notices {
    static final Instant ARRIVAL = Instant.parse("2026-11-20T10:00:00Z");
    static final Instant NOW = Instant.parse("2026-11-22T10:20:30Z");

    private static final Pattern STATUS_FIELD =
            Pattern.compile("[A-Z][A-Za-z-]+: [^\\p{Cntrl}]+(\r\n [^\\p{Cntrl}]+)*");

    private Notices() {}

    static Address address(String text) {
        return switch (AddressParser.INTERNATIONAL.address(text)) {
            case Parsed.Value<Address>(var value) -> value;
            case Parsed.Failed<Address>(String why) ->
                    throw new IllegalArgumentException(text + ": " + why);
        };
    }

    static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))
                .asReadOnlyBuffer();
    }

    static String text(Notice notice) {
        return new String(notice.octets(), StandardCharsets.UTF_8);
    }

    /// The text of the first part as its reader sees it.
    static String explanation(Notice notice) {
        Structure read = read(notice);
        return read.text(read.root().children().getFirst(), 1_000_000).replace("\r\n", "\n");
    }

    /// The second part as it stands.
    static String report(Notice notice) {
        Structure read = read(notice);
        Part part = read.root().children().get(1);
        return StandardCharsets.UTF_8.decode(read.octets(part.body())).toString();
    }

    static Structure read(Notice notice) {
        return StructureReader.read(ByteBuffer.wrap(notice.octets()), MimeLimits.DEFAULT);
    }

    /// A report about one recipient, sent to anna@example.org.
    static DeliveryReport about(RecipientStatus... recipients) {
        return about("anna@example.org", Reach.SEVEN_BIT, "", List.of(recipients), HEADER);
    }

    static final Returned HEADER =
            new Returned.HeaderOnly(
                    octets(
                            """
                            Received: from [192.0.2.1] by mx.example.org; Fri, 20 Nov 2026 10:00:00 +0000
                            From: Anna <anna@example.org>
                            To: Bruno <bruno@example.net>
                            Subject: Minutes of the meeting
                            Message-ID: <minutes-7@example.org>
                            Date: Fri, 20 Nov 2026 11:00:00 +0100

                            """));

    static DeliveryReport about(
            String to,
            Reach reach,
            String envelopeId,
            List<RecipientStatus> recipients,
            Returned returned) {
        return new DeliveryReport(
                new DeliveryReport.Reporter(
                        "mx.example.org", address("mailer-daemon@mx.example.org")),
                address(to),
                "notice-1@mx.example.org",
                NOW,
                ARRIVAL,
                envelopeId,
                recipients,
                returned,
                reach);
    }

    static RecipientStatus refused(String recipient, String enhanced, String reply) {
        return RecipientStatus.of(
                        address(recipient),
                        Action.FAILED,
                        enhanced,
                        new Reason.Said("mail.example.net", reply))
                .withTimes(NOW, Optional.empty());
    }

    /// As a command of a client gives it: what cannot be one is refused there.
    static Optional<OriginalRecipient> original(String type, String address) {
        try {
            return Optional.of(new OriginalRecipient(type, address));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// What holds for every notice.
    static void checkRules(Notice notice, DeliveryReport report) {
        checkLines(notice);
        Structure read = read(notice);
        assertThat(read.isAmbiguous()).as("%s", read.ambiguities()).isFalse();
        assertThat(read.limit()).isEmpty();
        assertThat(read.outside()).isEmpty();
        assertThat(read.root().type().full()).isEqualTo("multipart/report");
        List<String> types = read.root().children().stream().map(it -> it.type().full()).toList();
        assertThat(types).hasSize(3);
        assertThat(types.getFirst()).isEqualTo("text/plain");
        String prefix = notice.smtpUtf8() ? "global-" : "";
        assertThat(types.get(1)).isEqualTo("message/" + prefix + "delivery-status");
        assertThat(read.root().type().parameters().first("report-type"))
                .contains(prefix + "delivery-status");
        assertThat(types.get(2))
                .isIn(
                        "text/rfc822-headers",
                        "message/global-headers",
                        "message/rfc822",
                        "message/global");
        checkTop(read, notice);
        checkStatus(report(notice), report.recipients().size());
    }

    private static void checkLines(Notice notice) {
        String octets = new String(notice.octets(), StandardCharsets.ISO_8859_1);
        assertThat(octets).endsWith("\r\n").doesNotContain("\0");
        String[] lines = octets.split("\r\n", -1);
        for (String line : lines) {
            assertThat(line.length()).isLessThanOrEqualTo(998);
            assertThat(line.indexOf('\r')).isNegative();
            assertThat(line.indexOf('\n')).isNegative();
        }
        boolean eightBit = octets.chars().anyMatch(c -> c > 0x7f);
        assertThat(notice.eightBit()).isEqualTo(eightBit);
    }

    private static void checkTop(Structure read, Notice notice) {
        var header = read.root().header();
        List.of(
                        "Date",
                        "From",
                        "To",
                        "Subject",
                        "Message-ID",
                        "Auto-Submitted",
                        "MIME-Version",
                        "Content-Type")
                .forEach(name -> assertThat(header.count(name)).as(name).isEqualTo(1));
        assertThat(header.fields()).hasSizeLessThanOrEqualTo(11);
        assertThat(header.first("Auto-Submitted").orElseThrow().unfolded())
                .isEqualTo("auto-replied");
        assertThat(notice.sender().toString()).isEmpty();
    }

    private static void checkStatus(String status, int recipients) {
        String[] groups = status.strip().split("\r\n\r\n", -1);
        assertThat(groups).hasSize(recipients + 1);
        assertThat(groups[0]).contains("Reporting-MTA: dns; mx.example.org");
        for (int i = 0; i < groups.length; i++) {
            String group = groups[i].stripTrailing();
            for (String field : group.split("\r\n(?! )", -1)) {
                assertThat(field).matches(STATUS_FIELD);
            }
            if (i > 0) {
                assertThat(count(group, "(?m)^Final-Recipient: ")).isEqualTo(1);
                assertThat(count(group, "(?m)^Action: [a-z]+$")).isEqualTo(1);
                assertThat(count(group, "(?m)^Status: [245]\\.\\d{1,3}\\.\\d{1,3}$")).isEqualTo(1);
            }
        }
    }

    private static long count(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }
}
