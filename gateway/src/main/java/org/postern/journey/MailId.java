package org.postern.journey;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The one id of a message, from the first octet of its transaction to the last delivery: in every log line, in the reply
/// and in the trace header. It is a UUID of version 7 (RFC 9562 §5.7), so ids sort by time and carry their date.
///
/// @param high the more significant half: milliseconds since 1970, version, 12 random bits
/// @param low the less significant half: variant and 62 random bits
public record MailId(long high, long low) implements Comparable<MailId> {
    /// Length of the text form.
    public static final int TEXT_LENGTH = 26;

    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    /// A fresh id of the present moment. As thread-safe as its sources are.
    public static MailId next(InstantSource clock, RandomGenerator random) {
        long high = clock.millis() << 16 | 0x7000L | random.nextInt(1 << 12);
        long low = random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new MailId(high, low);
    }

    public static MailId of(UUID uuid) {
        return new MailId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /// Reads the text form, in either case; empty where the text is no id.
    public static Optional<MailId> parse(String text) {
        if (text.length() != TEXT_LENGTH || DIGITS.indexOf(lower(text.charAt(0))) > 7) {
            return Optional.empty();
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < TEXT_LENGTH; i++) {
            int digit = DIGITS.indexOf(lower(text.charAt(i)));
            if (digit < 0) {
                return Optional.empty();
            }
            high = high << 5 | low >>> 59;
            low = low << 5 | digit;
        }
        return Optional.of(new MailId(high, low));
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    public UUID toUuid() {
        return new UUID(high, low);
    }

    /// When the id was made, to the millisecond.
    public Instant instant() {
        return Instant.ofEpochMilli(high >>> 16);
    }

    @Override
    public int compareTo(MailId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    /// The text form: 26 characters of Crockford's base 32 in lower case, safe in SMTP text, file names and links.
    @Override
    public String toString() {
        var text = new char[TEXT_LENGTH];
        long upper = high;
        long lower = low;
        for (int i = TEXT_LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (lower & 31));
            lower = lower >>> 5 | upper << 59;
            upper >>>= 5;
        }
        return new String(text);
    }
}
