package org.postern.blocklist;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.blocklist.waiting.GreylistSettings;
import org.postern.blocklist.waiting.WaitingRoom;
import org.postern.mail.address.IpPrefix;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// What the site wants of the tests of clients.
///
/// @param choices for every kind of test
/// @param texts those that differ from the standard
/// @param deferAt sum of scores from which a client is put off; 0 for never
/// @param rejectAt sum of scores from which a client is turned away; 0 for never
/// @param patience time for all tests of one client together
/// @param atConnect names of tests whose rejections are told before a word
/// @param namePatterns a file of the site's own patterns of names
/// @param dynamicNetworks networks whose addresses are dynamic
/// @param greylist how long who waits
public record BlocklistSettings(
        Map<TestKind, Choice> choices,
        Map<TestKind, String> texts,
        int deferAt,
        int rejectAt,
        Duration patience,
        List<String> atConnect,
        Optional<Path> namePatterns,
        List<IpPrefix> dynamicNetworks,
        WaitingRoom.Rules greylist) {
    private static final int MOST_SCORE = 1_000_000;
    private static final int MOST_TEXT = 200;

    public BlocklistSettings {
        choices = Map.copyOf(choices);
        texts = Map.copyOf(texts);
        atConnect = List.copyOf(atConnect);
        dynamicNetworks = List.copyOf(dynamicNetworks);
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
        List<String> atConnect =
                s.list(
                        "blocklist.at-connect",
                        List.of(),
                        BlocklistSettings::byAddress,
                        "Tests whose rejections an edge tells at once, with 554 in place of its greeting,"
                                + " such as block-list or feed-NAME; only tests that need no more"
                                + " than the address. Otherwise clients hear them at RCPT, with a record of"
                                + " whom they wrote to.");
        Optional<Path> namePatterns =
                s.get(
                        "blocklist.name-patterns",
                        Optional.<Path>empty(),
                        it -> Optional.of(Parse.path(it)),
                        "A file of patterns of names, which come before those that the program has;"
                                + " docs/blocker.md says how they are written. A relative path is"
                                + " meant from the data directory.");
        List<IpPrefix> dynamicNetworks =
                s.list(
                        "blocklist.dynamic-networks",
                        List.of(),
                        BlocklistSettings::prefix,
                        "Networks whose addresses are dynamic, such as \"192.0.2.0/24\"; for the test"
                                + " dynamic-networks.");
        return new BlocklistSettings(
                choices,
                texts(s),
                deferAt,
                rejectAt,
                patience,
                atConnect,
                namePatterns,
                dynamicNetworks,
                GreylistSettings.rules(s));
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

    private static IpPrefix prefix(String text) {
        return IpPrefix.parse(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("write a network such as 192.0.2.0/24"));
    }

    /// The name of a test that needs no more than the address.
    private static String byAddress(String text) {
        boolean ofOurs = TestKind.of(text).map(TestKind::isByAddress).orElse(false);
        if (ofOurs || text.matches("feed-[a-z0-9-]+")) {
            return text;
        }
        throw new IllegalArgumentException(
                "write "
                        + Arrays.stream(TestKind.values())
                                .filter(TestKind::isByAddress)
                                .map(TestKind::key)
                                .collect(Collectors.joining(", "))
                        + ", or feed- with the name of one of blocklist.feeds");
    }

    /// Those of the rules that reject before a word, behind those that let in.
    public Rules atConnect(Rules all) {
        List<Rule> some =
                all.rules().stream()
                        .filter(it ->
                                it.test().name().equals(TestKind.ALLOW_LIST.key())
                                        || it.action() == Action.REJECT
                                                && atConnect.contains(it.test().name()))
                        .toList();
        return atConnect.isEmpty()
                ? new Rules(List.of())
                : new Rules(some, 0, 0, patience, Rules.QUESTIONS);
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
