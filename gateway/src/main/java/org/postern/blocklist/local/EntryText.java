package org.postern.blocklist.local;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// An entry as a line: `192.0.2.0/24 expires=2027-01-31 # why`. A file of lines that have only addresses, as other products
/// keep them, is one too.
public final class EntryText {
    private static final String EXPIRES = "expires=";

    /// Longer lines are no entries.
    private static final int MAX_LINE = 2000;

    private EntryText() {}

    /// What a line says.
    public record Line(Clients clients, Optional<Instant> expires, String comment) {}

    /// Reads a line; empty where it holds nothing but blanks and a comment.
    ///
    /// @throws IllegalArgumentException what is wrong with it
    public static Optional<Line> parse(String line) {
        if (line.length() > MAX_LINE) {
            throw new IllegalArgumentException("a line of more than " + MAX_LINE + " characters");
        }
        int hash = line.indexOf('#');
        String comment = hash < 0 ? "" : line.substring(hash + 1).strip();
        String said = (hash < 0 ? line : line.substring(0, hash)).strip();
        if (said.isEmpty()) {
            return Optional.empty();
        }
        if (comment.length() > Entry.MAX_COMMENT) {
            throw new IllegalArgumentException(
                    "a comment of more than " + Entry.MAX_COMMENT + " characters");
        }
        if (line.chars().anyMatch(it -> Character.isISOControl(it) && it != '\t')) {
            throw new IllegalArgumentException("a control character");
        }
        String[] words = said.split("[ \t]+", -1);
        Optional<Instant> expires = Optional.empty();
        for (int i = 1; i < words.length; i++) {
            if (!words[i].startsWith(EXPIRES) || expires.isPresent()) {
                throw new IllegalArgumentException(
                        "an entry, then expires=DATE if it shall end, then # and a comment");
            }
            expires = Optional.of(time(words[i].substring(EXPIRES.length())));
        }
        return Optional.of(new Line(Clients.parse(words[0]), expires, comment.replace('\t', ' ')));
    }

    /// Reads a day, which counts until it begins (UTC), or a moment such as `2027-01-31T12:00:00Z`.
    public static Instant time(String text) {
        try {
            Instant time =
                    text.indexOf('T') < 0
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : Instant.parse(text);
            int year = time.atOffset(ZoneOffset.UTC).getYear();
            if (year >= 1970 && year <= 9999) {
                return time;
            }
        } catch (DateTimeParseException _) {
            // Said below.
        }
        throw new IllegalArgumentException(
                text + ": write a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z");
    }

    /// Reading it gives the same.
    public static String print(Line line) {
        return line.clients()
                + line.expires().map(it -> " " + EXPIRES + it).orElse("")
                + (line.comment().isEmpty() ? "" : " # " + line.comment());
    }

    static Line of(Entry entry) {
        return new Line(entry.clients(), entry.expires(), entry.comment());
    }
}
