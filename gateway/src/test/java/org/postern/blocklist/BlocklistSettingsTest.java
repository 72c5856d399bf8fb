package org.postern.blocklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.blocklist.Verdict.Step;
import org.postern.settings.Settings;
import org.postern.settings.SettingsProblem;

class BlocklistSettingsTest {

    /// A test of a kind that finds what it is told to.
    private record Found(TestKind kind) implements StandardTest {
        @Override
        public Result examine(ClientView client) {
            return new Result.Hit("seen");
        }
    }

    private static BlocklistSettings read(Map<String, String> values) throws SettingsProblem {
        Settings settings = Settings.of(values);
        BlocklistSettings read = BlocklistSettings.from(settings);
        settings.finish();
        return read;
    }

    @Test
    void everyTestButThoseOfOurOwnListsObservesUntilSomebodyChooses() throws SettingsProblem {
        BlocklistSettings standard = read(Map.of());
        assertThat(standard.choices()).hasSize(TestKind.values().length);
        for (TestKind kind : TestKind.values()) {
            String expected =
                    switch (kind) {
                        case ALLOW_LIST -> "allow";
                        case BLOCK_LIST -> "reject";
                        default -> "observe";
                    };
            assertThat(standard.choice(kind)).as(kind.key()).hasToString(expected);
        }
        assertThat(standard.texts()).isEmpty();
        Rules rules = standard.rules(List.of());
        assertThat(rules.patience()).isEqualTo(Duration.ofMillis(200));
        assertThat(rules.deferAt()).isZero();
        assertThat(rules.rejectAt()).isZero();
    }

    @Test
    void whatIsWrittenHolds() throws SettingsProblem {
        BlocklistSettings read =
                read(
                        Map.of(
                                "blocklist.tests.reverse-none", "reject",
                                "blocklist.tests.remote-list", "score 5",
                                "blocklist.tests.remote-allow-list", "allow",
                                "blocklist.text.reverse-none", "no name: {address}",
                                "blocklist.score-defer", "3",
                                "blocklist.score-reject", "9",
                                "blocklist.patience", "1s"));
        Rules rules =
                read.rules(
                        List.of(new Found(TestKind.REMOTE_LIST), new Found(TestKind.REVERSE_NONE)));

        assertThat(rules.rules())
                .containsExactly(
                        new Rule(
                                new Found(TestKind.REVERSE_NONE),
                                Action.REJECT,
                                1,
                                Optional.of("no name: {address}")),
                        new Rule(
                                new Found(TestKind.REMOTE_LIST),
                                Action.SCORE,
                                5,
                                Optional.empty()));
        assertThat(rules.deferAt()).isEqualTo(3);
        assertThat(rules.rejectAt()).isEqualTo(9);
        assertThat(rules.patience()).isEqualTo(Duration.ofSeconds(1));
        assertThat(read.choice(TestKind.REMOTE_ALLOW_LIST).allows()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Reject",
                "score",
                "score 0",
                "score 1001",
                "score -1",
                "score 1 ",
                "allow"
            })
    void aChoiceThatIsNoneIsTold(String text) {
        assertThatThrownBy(() -> Choice.refusing(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTestOfWhoIsLetInRefusesNobody() {
        assertThatThrownBy(() -> Choice.allowing("reject"))
                .hasMessage("write off, observe or allow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "observe", "tag", "score 7", "defer", "reject"})
    void aChoiceIsShownAsItIsWritten(String text) {
        assertThat(Choice.refusing(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "two\nlines", "tab\t", "\u00fcber"})
    void aTextIsOneLineOfAscii(String text) {
        assertThatThrownBy(() -> read(Map.of("blocklist.text.reverse-none", text)))
                .hasMessageContaining("one line of ASCII");
    }

    @Test
    void aKindHasOneTest() throws SettingsProblem {
        BlocklistSettings standard = read(Map.of());
        var twice = List.of(new Found(TestKind.REVERSE_NONE), new Found(TestKind.REVERSE_NONE));
        assertThatThrownBy(() -> standard.rules(twice)).hasMessage("two tests reverse-none");
    }

    @ParameterizedTest
    @EnumSource(TestKind.class)
    void standardTextsFitIntoAReply(TestKind kind) {
        assertThat(kind.text()).matches("[ -~]{0,199}");
        assertThat(kind.purpose()).matches("[a-z][ -~]+[^.]");
        assertThat(TestKind.of(kind.key())).contains(kind);
    }

    @Test
    void noTwoKindsAreCalledTheSame() {
        assertThat(Arrays.stream(TestKind.values()).map(TestKind::key)).doesNotHaveDuplicates();
        assertThat(TestKind.of("no-such")).isEmpty();
    }

    private static String told(String hello, String detail, Optional<String> text) {
        var rule = new Rule(new Found(TestKind.REVERSE_NONE), Action.REJECT, 1, text);
        var step = new Step(rule, new Result.Hit(detail), Duration.ZERO);
        return ReplyText.of(Zones.saying("192.0.2.7", hello), Optional.of(step));
    }

    @Test
    void aReplySaysWhoAndWhy() {
        assertThat(told("x", "y", Optional.empty()))
                .isEqualTo(
                        "Your address 192.0.2.7 has no name in the DNS (PTR); a mail server needs"
                                + " one");
        assertThat(told("x", "y", Optional.of("{name} is {reason} {} {no} {address")))
                .isEqualTo("x is y {} {no} {address");
        assertThat(ReplyText.of(Zones.client("192.0.2.7"), Optional.empty()))
                .isEqualTo("Mail from 192.0.2.7 is not taken here");
    }

    @Test
    void a18_aReplyIsOneLineWhateverTheClientSays() {
        assertThat(told("a\r\n250 ok \u001b[1m{reason}\u00fc", "r", Optional.of("{name}!")))
                .isEqualTo("a??250 ok ?[1m{reason}?!");
        assertThat(told("x".repeat(1000), "r", Optional.of("{name}!"))).hasSize(ReplyText.MOST);
    }
}
