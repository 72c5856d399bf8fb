package org.postern.milter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.journey.Content;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.journey.Sha256;
import org.postern.mail.mime.Header;
import org.postern.mail.mime.HeaderField;
import org.postern.mail.mime.MimeLimits;
import org.postern.mail.mime.StructureReader;

/// The field by which we know a message again that we give back to the server that asked us about it, when that server asks
/// once more. It names the message, and is sealed together with the time, sender and recipients, what people see of the
/// header, what says how the body is to be read, and the body. Who gets hold of one can send the same message to the same
/// people again, for five days, and nothing else.
///
/// ```
/// X-Postern-Passed: ID SECONDS DIGEST SEAL
/// ```
///
/// Servers add and fold header fields, so of the header only some fields count, and of these no white space. Thread-safe.
public final class PassMark {
    static final String NAME = "X-Postern-Passed";

    private static final Duration LONGEST = Duration.ofDays(5);

    /// Clocks of two nodes may differ a little.
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private static final Pattern VALUE =
            Pattern.compile("([0-9a-z]{26}) ([0-9]{1,12}) ([0-9a-f]{64}) ([!-~]{1,200})");
    private static final List<String> COUNTED =
            List.of("from", "sender", "reply-to", "subject", "mime-version");
    private static final String ABOUT_THE_BODY = "content-";

    private final Seals seals;
    private final InstantSource clock;

    public PassMark(Seals seals, InstantSource clock) {
        this.seals = seals;
        this.clock = clock;
    }

    /// What a mark says.
    sealed interface Reading {
        /// It is none of ours, or too old, or that of another envelope.
        record Foreign() implements Reading {}

        /// It is ours, for this sender and these recipients, but for other content.
        record Changed(MailId id) implements Reading {}

        /// The message passed before.
        record Passed(MailId id) implements Reading {}
    }

    /// The whole field for a message.
    String field(MailId id, Envelope envelope, Content content) {
        String when = id + " " + clock.instant().getEpochSecond();
        String what = HexFormat.of().formatHex(digest(content.octets()));
        String seal = seals.seal(sealed(when + " " + what, envelope));
        return NAME + ": " + when + "\r\n\t" + what + "\r\n\t" + seal + "\r\n";
    }

    /// Reads the value of such a field that came with a message. What strangers wrote costs no look at the content.
    Reading read(String value, Envelope envelope, Content content) {
        Matcher parts = VALUE.matcher(value.strip().replaceAll("[ \t\r\n]+", " "));
        Optional<MailId> id = parts.matches() ? MailId.parse(parts.group(1)) : Optional.empty();
        if (id.isEmpty() || !isRecent(Long.parseLong(parts.group(2)))) {
            return new Reading.Foreign();
        }
        String told = parts.group(1) + " " + parts.group(2) + " " + parts.group(3);
        if (!seals.fits(parts.group(4), sealed(told, envelope))) {
            return new Reading.Foreign();
        }
        byte[] digest = HexFormat.of().parseHex(parts.group(3));
        return MessageDigest.isEqual(digest, digest(content.octets()))
                ? new Reading.Passed(id.get())
                : new Reading.Changed(id.get());
    }

    private boolean isRecent(long second) {
        Instant made = Instant.ofEpochSecond(second);
        Instant now = clock.instant();
        return !made.isBefore(now.minus(LONGEST)) && !made.isAfter(now.plus(AHEAD));
    }

    private static byte[] sealed(String told, Envelope envelope) {
        var recipients = new TreeSet<String>();
        envelope.recipients().forEach(it -> recipients.add(spelt(it.toString())));
        String all =
                told
                        + "\n"
                        + spelt(envelope.sender().toString())
                        + "\n"
                        + String.join("\n", recipients);
        return all.getBytes(StandardCharsets.UTF_8);
    }

    private static String spelt(String address) {
        return address.toLowerCase(Locale.ROOT);
    }

    private static byte[] digest(ByteBuffer octets) {
        Header header = StructureReader.header(octets, MimeLimits.DEFAULT);
        var lines = new ArrayList<String>();
        for (HeaderField field : header.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (COUNTED.contains(name) || name.startsWith(ABOUT_THE_BODY)) {
                lines.add(name + ":" + field.unfolded().replaceAll("[ \t\r\n]+", "") + "\n");
            }
        }
        // Fields of one name stay in their order.
        lines.sort(Comparator.comparing(it -> it.substring(0, it.indexOf(':'))));
        ByteBuffer body = octets.duplicate().position(octets.position() + header.span().to());
        String all = String.join("", lines) + HexFormat.of().formatHex(Sha256.of(body));
        return Sha256.of(ByteBuffer.wrap(all.getBytes(StandardCharsets.UTF_8)));
    }
}
