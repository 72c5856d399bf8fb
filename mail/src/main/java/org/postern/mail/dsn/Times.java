package org.postern.mail.dsn;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as mail writes them, and as people read them.
final class Times {
    private static final DateTimeFormatter FIELD =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private Times() {}

    /// As fields of a header have it (RFC 5322 §3.3).
    static String field(Instant when) {
        return FIELD.format(when);
    }

    static String text(Instant when) {
        return TEXT.format(when);
    }

    /// A length of time in its largest whole unit, such as `5 days`.
    static String text(Duration length) {
        if (length.toDays() > 1) {
            return length.toDays() + " days";
        }
        if (length.toHours() > 1) {
            return length.toHours() + " hours";
        }
        long minutes = Math.max(1, length.toMinutes());
        return minutes == 1 ? "a minute" : minutes + " minutes";
    }
}
