package org.postern.blocklist.feed;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Lines of the data sets `ip4set`, `ip4trie` and `ip6trie` as rbldnsd(8) has them: entries, exclusions, texts for entries, and directives.
/// Of a value only the text matters; what it says of DNS does not.
final class RbldnsdLines implements FeedFormat.LineReader {
    private final Draft draft;
    private final Span.Style style;
    private final String[] variables = new String[10];
    private String standard = "";

    RbldnsdLines(Draft draft, FeedFormat format) {
        this.draft = draft;
        this.style =
                switch (format) {
                    case IP4TRIE -> Span.Style.SHORT_PREFIX;
                    case IP6TRIE -> Span.Style.VERSION6;
                    default -> Span.Style.SHORT;
                };
        Arrays.fill(variables, "");
    }

    @Override
    public void read(Lines line) {
        switch (line.first()) {
            case '#', ';' -> {
                if (line.from() + 1 < line.to() && line.at(line.from() + 1) == '$') {
                    directive(line.text(line.from() + 2, line.to()));
                }
            }
            case '$' -> directive(line.text(line.from() + 1, line.to()));
            case ':' -> standard = value(line.text());
            default -> entry(line);
        }
    }

    private void entry(Lines line) {
        boolean excluded = line.first() == '!';
        int from = line.from();
        while (excluded
                && from < line.to()
                && (line.at(from) == '!' || Lines.isSpace(line.at(from)))) {
            from++;
        }
        int to = from;
        while (to < line.to()
                && !Lines.isSpace(line.at(to))
                && line.at(to) != '#'
                && line.at(to) != ';') {
            to++;
        }
        if (isTestEntry(line, from, to)) {
            return;
        }
        if (excluded) {
            draft.exclude(line, from, to, style);
            return;
        }
        int text = to;
        while (text < line.to() && Lines.isSpace(line.at(text))) {
            text++;
        }
        boolean none = text == line.to() || line.at(text) == '#' || line.at(text) == ';';
        draft.add(line, from, to, style, none ? standard : value(line.text(text, line.to())));
    }

    /// Lists for DNS have 127.0.0.2 in them, so that people can try whether they answer (RFC 5782 section 5).
    private static boolean isTestEntry(Lines line, int from, int to) {
        return to - from >= 4 && line.text(from, from + 4).equals("127.");
    }

    /// The text behind the address that DNS would answer, with what the list defined before put in.
    private String value(String value) {
        String text = value;
        if (value.startsWith(":")) {
            int second = value.indexOf(':', 1);
            text = second < 0 ? "" : value.substring(second + 1);
        }
        return text.indexOf('$') < 0 ? text : filled(text);
    }

    /// `$1` is a variable; `$` alone stays, for the address that is asked for.
    private String filled(String text) {
        var filled = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (text.charAt(i) == '$' && next >= '0' && next <= '9') {
                filled.append(variables[next - '0']);
                i++;
            } else {
                filled.append(text.charAt(i));
            }
        }
        return filled.toString();
    }

    private void directive(String text) {
        List<String> words = List.of(text.strip().split("\\s+", 3));
        String name = words.getFirst();
        String rest = text.strip().substring(name.length()).strip();
        switch (name) {
            case "SOA" -> serial(rest);
            case "TIMESTAMP" -> timestamp(rest);
            case "MAXRANGE4" -> widest(rest);
            case "NS", "TTL" -> {
                // What DNS would answer.
            }
            default -> {
                if (name.length() == 1 && name.charAt(0) >= '0' && name.charAt(0) <= '9') {
                    variables[name.charAt(0) - '0'] = rest;
                } else {
                    draft.leaveOut("no such directive");
                }
            }
        }
    }

    /// `ttl origin person serial refresh retry expire minttl`; 0 stands for the time of the file.
    private void serial(String text) {
        List<String> words = List.of(text.split("\\s+"));
        long serial = words.size() > 3 ? number(words.get(3)) : 0;
        if (serial > 0) {
            FeedList.Marks marks = draft.marks();
            draft.mark(new FeedList.Marks(Optional.of(serial), marks.expires(), marks.promised()));
        }
    }

    /// When the list was made, and until when it may be used: as a point of time, or `+` so much later.
    private void timestamp(String text) {
        List<String> words = List.of(text.split("\\s+"));
        Optional<Instant> made = time(words.getFirst());
        Optional<Instant> expires = Optional.empty();
        if (words.size() > 1 && made.isPresent() && words.get(1).startsWith("+")) {
            long seconds = seconds(words.get(1).substring(1));
            expires = made.filter(_ -> seconds >= 0).map(it -> it.plusSeconds(seconds));
        } else if (words.size() > 1) {
            expires = time(words.get(1));
        }
        FeedList.Marks marks = draft.marks();
        draft.mark(
                new FeedList.Marks(
                        made.map(Instant::getEpochSecond).or(marks::serial),
                        expires,
                        marks.promised()));
    }

    private void widest(String text) {
        long value = number(text.startsWith("/") ? text.substring(1) : text);
        if (value < 1 || value > 1L << 32) {
            draft.leaveOut("no greatest size of a range");
        } else if (text.startsWith("/")) {
            draft.refuseWiderThan((int) Math.min(value, 32));
        } else {
            draft.refuseWiderThan(Long.numberOfLeadingZeros(value) - 31);
        }
    }

    /// Seconds since 1970, or `2026:11:22:10:00:00` in UTC, from its beginning on as many numbers as there are; other marks may stand
    /// between them.
    private static Optional<Instant> time(String text) {
        long whole = number(text);
        if (whole > 100_000_000L && whole < 100_000_000_000L) {
            return Optional.of(Instant.ofEpochSecond(whole));
        }
        int[] parts = {0, 1, 1, 0, 0, 0};
        List<String> words = List.of(text.split("[:/.T-]", -1));
        for (int i = 0; i < words.size(); i++) {
            long part = number(words.get(i));
            if (i >= parts.length || part < 0 || part > 9999) {
                return Optional.empty();
            }
            parts[i] = (int) part;
        }
        try {
            return words.size() < 3
                    ? Optional.empty()
                    : Optional.of(
                            LocalDateTime.of(
                                            parts[0], parts[1], parts[2], parts[3], parts[4],
                                            parts[5])
                                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static long seconds(String text) {
        if (text.isEmpty()) {
            return -1;
        }
        long unit =
                switch (text.charAt(text.length() - 1)) {
                    case 'm' -> 60;
                    case 'h' -> 3600;
                    case 'd' -> 86_400;
                    case 'w' -> 604_800;
                    default -> 1;
                };
        boolean named = "smhdw".indexOf(text.charAt(text.length() - 1)) >= 0;
        long value = number(named ? text.substring(0, text.length() - 1) : text);
        return value < 0 ? -1 : Math.min(value, 1_000_000_000) * unit;
    }

    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > 15) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(digits);
    }
}
