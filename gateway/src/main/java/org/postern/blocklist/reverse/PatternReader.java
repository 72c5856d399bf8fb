package org.postern.blocklist.reverse;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.blocklist.reverse.NamePatterns.Line;

/// Reads files of patterns. A line is one of
///
/// - `dynamic PATTERN`, `generic PATTERN` or `server PATTERN`: what a name is that matches. In a pattern `*` stands for any
///   characters of a label, `**` for any characters, `{address}` for the address of the host in any of the usual ways of
///   writing it, `{part}` for two or three of its numbers, `{number}` for digits, `{hex}` for four or more hexadecimal
///   digits, and `{dynamic}`, `{access}`, `{static}` and `{server}` for a word of such a list;
/// - the same with `/EXPRESSION/`, a regular expression of RE2 that finds something in the name;
/// - `words LIST WORD…`: words that speak for something. `plain` ones count only as parts of others.
///
/// Words and numbers do not count in the name of the organisation at the end. What follows a `#` is a comment.
public final class PatternReader {
    /// Lines that are left out are told one by one up to this.
    private static final int MOST_PROBLEMS = 100;

    private static final int MOST_EXPRESSION = 500;
    private static final int MOST_PATTERNS = 20_000;
    private static final String SHIPPED = "names.patterns";

    /// A line that could not be read.
    ///
    /// @param line counted from 1
    public record Problem(int line, String why) {}

    /// What came of a file. A bad line is told, and the others hold.
    ///
    /// @param problems the first of them
    /// @param leftOut how many lines could not be read
    public record Reading(NamePatterns patterns, List<Problem> problems, int leftOut) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, WordClass> words = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private int leftOut;

    private PatternReader() {}

    /// The patterns that come with the program.
    public static NamePatterns shipped() {
        try (InputStream file = PatternReader.class.getResourceAsStream(SHIPPED)) {
            if (file == null) {
                throw new IllegalStateException(SHIPPED + " is missing");
            }
            Reading reading = read(new String(file.readAllBytes(), StandardCharsets.US_ASCII));
            if (reading.leftOut > 0) {
                throw new IllegalStateException(SHIPPED + ": " + reading.problems);
            }
            return reading.patterns;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + SHIPPED, e);
        }
    }

    /// Patterns on their own.
    public static Reading read(String text) {
        PatternReader reader = lines(text);
        return reader.reading(new NamePatterns(reader.lines, new NameWords(reader.words)));
    }

    /// Patterns of a site, which come before others, and words of its own.
    public static Reading read(String text, NamePatterns others) {
        PatternReader reader = lines(text);
        var all = new ArrayList<>(reader.lines);
        all.addAll(others.lines());
        return reader.reading(new NamePatterns(all, others.words().with(reader.words)));
    }

    private Reading reading(NamePatterns patterns) {
        return new Reading(patterns, problems, leftOut);
    }

    private static PatternReader lines(String text) {
        var reader = new PatternReader();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            try {
                reader.line(line);
            } catch (IllegalArgumentException e) {
                reader.leftOut++;
                if (reader.problems.size() < MOST_PROBLEMS) {
                    reader.problems.add(new Problem(number, String.valueOf(e.getMessage())));
                }
            }
        }
        return reader;
    }

    private void line(String line) {
        int comment = comment(line);
        String content = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (content.isEmpty()) {
            return;
        }
        String[] parts = content.split("\\s+", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException("something is missing behind the first word");
        }
        if (parts[0].equals("words")) {
            words(parts[1].split("\\s+"));
            return;
        }
        NameKind kind =
                kind(parts[0])
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "a line begins with dynamic, generic, server or words"));
        if (lines.size() >= MOST_PATTERNS) {
            throw new IllegalArgumentException("more than " + MOST_PATTERNS + " patterns");
        }
        lines.add(pattern(kind, parts[1]));
    }

    /// A comment begins the line or follows a space, so that an expression may have the character.
    private static int comment(String line) {
        for (int at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
            if (at == 0 || Character.isWhitespace(line.charAt(at - 1))) {
                return at;
            }
        }
        return -1;
    }

    private static Optional<NameKind> kind(String word) {
        return Arrays.stream(NameKind.values())
                .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }

    private static Line pattern(NameKind kind, String text) {
        if (text.startsWith("/")) {
            return new Line.Expression(kind, expression(text));
        }
        if (text.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("a pattern has no spaces");
        }
        return new Line.Name(kind, new NamePattern(text));
    }

    private static Pattern expression(String text) {
        if (text.length() < 3 || !text.endsWith("/") || text.length() > MOST_EXPRESSION) {
            throw new IllegalArgumentException(
                    "an expression stands between two / and has up to "
                            + MOST_EXPRESSION
                            + " characters");
        }
        try {
            return Pattern.compile(text.substring(1, text.length() - 1));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not an expression: " + e.getDescription(), e);
        }
    }

    private void words(String[] parts) {
        WordClass meaning =
                WordClass.of(parts[0])
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "words are static, server, dynamic, access or plain"));
        if (parts.length < 2) {
            throw new IllegalArgumentException("the words are missing");
        }
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].matches("[a-z]{2,40}")) {
                throw new IllegalArgumentException("a word has letters from a to z only");
            }
            words.put(parts[i], meaning);
        }
    }
}
