package org.postern.blocklist;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// What the site wants of the tests of clients.
///
/// @param choices for every kind of test
/// @param texts those that differ from the standard
/// @param deferAt sum of scores from which a client is put off; 0 for never
/// @param rejectAt sum of scores from which a client is turned away; 0 for never
/// @param patience time for all tests of one client together
public record BlocklistSettings(
        Map<TestKind, Choice> choices,
        Map<TestKind, String> texts,
        int deferAt,
        int rejectAt,
        Duration patience) {
    private static final int MOST_SCORE = 1_000_000;
    private static final int MOST_TEXT = 200;

    public BlocklistSettings {
        choices = Map.copyOf(choices);
        texts = Map.copyOf(texts);
    }

    public static BlocklistSettings from(Settings s) {
        var choices = new EnumMap<TestKind, Choice>(TestKind.class);
        for (TestKind kind : TestKind.values()) {
            choices.put(kind, choice(s, kind));
        }
        int deferAt =
                s.get(
                        "blocklist.score-defer",
                        0,
                        Parse.integer(0, MOST_SCORE),
                        "Sum of the scores of a client from which it is put off; 0 for never.");
        int rejectAt =
                s.get(
                        "blocklist.score-reject",
                        0,
                        Parse.integer(0, MOST_SCORE),
                        "Sum of the scores of a client from which it is turned away; 0 for never.");
        Duration patience =
                s.get(
                        "blocklist.patience",
                        Rules.PATIENCE,
                        Parse.duration("10ms", "30s"),
                        "Time for all tests of one client together. What the DNS does not answer by"
                                + " then refuses nobody.");
        return new BlocklistSettings(choices, texts(s), deferAt, rejectAt, patience);
    }

    private static Choice choice(Settings s, TestKind kind) {
        boolean allows = kind.text().isEmpty();
        return s.get(
                "blocklist.tests." + kind.key(),
                kind.standard(),
                allows ? Choice::allowing : Choice::refusing,
                allows
                        ? "What follows where "
                                + kind.purpose()
                                + ": off, observe, or allow, which lets the client in."
                        : "What follows where "
                                + kind.purpose()
                                + ": off, observe, tag, score N, defer or reject.");
    }

    private static Map<TestKind, String> texts(Settings s) {
        var texts = new EnumMap<TestKind, String>(TestKind.class);
        for (TestKind kind : TestKind.values()) {
            if (kind.text().isEmpty()) {
                continue;
            }
            s.get(
                            "blocklist.text." + kind.key(),
                            Optional.<String>empty(),
                            it -> Optional.of(text(it)),
                            "What who is refused by this test is told, in place of the standard"
                                    + " text in docs/blocker.md. {address}, {name} and {reason} are"
                                    + " filled in.")
                    .ifPresent(it -> texts.put(kind, it));
        }
        return texts;
    }

    private static String text(String text) {
        boolean printable = text.chars().allMatch(it -> it >= ' ' && it <= '~');
        if (text.isBlank() || text.length() > MOST_TEXT || !printable) {
            throw new IllegalArgumentException(
                    "write one line of ASCII, up to " + MOST_TEXT + " characters");
        }
        return text;
    }

    /// The tests as rules, in the order of their kinds. Kinds for which no test was given are left out.
    public Rules rules(Iterable<? extends StandardTest> tests) {
        var rules = new EnumMap<TestKind, Rule>(TestKind.class);
        for (StandardTest test : tests) {
            Choice choice = choice(test.kind());
            var rule =
                    new Rule(
                            test,
                            choice.action(),
                            choice.score(),
                            Optional.ofNullable(texts.get(test.kind())));
            if (rules.put(test.kind(), rule) != null) {
                throw new IllegalArgumentException("two tests " + test.name());
            }
        }
        return new Rules(List.copyOf(rules.values()), deferAt, rejectAt, patience, Rules.QUESTIONS);
    }

    public Choice choice(TestKind kind) {
        return Objects.requireNonNull(choices.get(kind));
    }
}
