package org.postern.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SettingsTest {
    @TempDir private Path directory;

    enum Strength {
        LOW,
        VERY_HIGH
    }

    /// A feature as features are.
    record Feature(
            ByteSize largest,
            int recipients,
            Duration timeout,
            Listen listen,
            List<Listen> more,
            Strength strength,
            boolean on,
            Secret password) {
        static Feature from(Settings s) {
            s.renamed("edge.max-size", "edge.max-message");
            return new Feature(
                    s.get(
                            "edge.max-message",
                            ByteSize.parse("50MiB"),
                            ByteSize.between("1KiB", "1GiB"),
                            "Largest message taken."),
                    s.get(
                            "edge.max-recipients",
                            1000,
                            Parse.integer(100, 100_000),
                            "Recipients in one transaction."),
                    s.get(
                            "edge.command-timeout",
                            Duration.ofMinutes(5),
                            Parse.duration("1s", "1h"),
                            "Longest wait for one command | line."),
                    s.get("edge.listen", Listen.parse("*:25"), Listen::parse, "Where."),
                    s.list("edge.more", List.of(), Listen::parse, "Where else."),
                    s.get("edge.strength", Strength.LOW, Parse.oneOf(Strength.class), "How."),
                    s.get("edge.on", true, Parse::flag, "Whether."),
                    s.get("database.password", Secret.NONE, Secret::parse, "What nobody sees."));
        }
    }

    private static final Feature DEFAULTS = Feature.from(Settings.of(Map.of()));

    @Test
    void defaultsHoldWhereThereIsNoFile() throws SettingsProblem {
        Settings settings = Settings.read(directory.resolve("none"));
        assertThat(Feature.from(settings)).isEqualTo(DEFAULTS);
        settings.finish();
        assertThat(settings.all())
                .hasSize(8)
                .noneMatch(Setting::isSet)
                .allMatch(it -> it.value().equals(it.standard()));
    }

    @Test
    void everyKeyIsMapped() throws Exception {
        Path file =
                write(
                        """
                        # A comment.
                        edge {
                          max-message = 25MiB
                          max-recipients = 200
                          command-timeout = 90s
                          listen = "[::1]:2525"
                          more = ["127.0.0.1:1", "*:2"]
                          strength = very-high
                          on = no
                        }
                        database.password = "very secret"
                        """);
        Settings settings = Settings.read(file);
        assertThat(Feature.from(settings))
                .isEqualTo(
                        new Feature(
                                new ByteSize(25L << 20),
                                200,
                                Duration.ofSeconds(90),
                                new Listen("[::1]", 2525),
                                List.of(new Listen("127.0.0.1", 1), new Listen("*", 2)),
                                Strength.VERY_HIGH,
                                false,
                                Secret.parse("very secret")));
        settings.finish();
        assertThat(settings.all()).allMatch(Setting::isSet);
        assertThat(settings.all().getFirst())
                .isEqualTo(
                        new Setting(
                                "edge.max-message",
                                "25MiB",
                                "50MiB",
                                file + ":3",
                                "Largest message taken."));
    }

    @Test
    void aRenamedKeyNamesItsHeir() throws IOException {
        Path file = write("edge.max-size = 1MiB\n");
        assertThat(problemsOf(file))
                .containsExactly(file + ":1: edge.max-size is now called edge.max-message");
    }

    @Test
    void theCommandLineWins() throws Exception {
        Path file = write("edge.max-recipients = 200\n");
        Settings settings = Settings.read(file, Map.of("edge.max-recipients", "300"));
        assertThat(Feature.from(settings).recipients()).isEqualTo(300);
        settings.finish();
        assertThat(settings.all().get(1).origin()).isEqualTo("command line");
    }

    @Test
    void m6_aSecretIsNeverPrinted() throws IOException {
        Settings settings = Settings.of(Map.of("database.password", "canary-7"));
        Feature feature = Feature.from(settings);
        assertThat(feature.password().reveal()).isEqualTo("canary-7");
        assertThat(feature.toString() + settings.all()).doesNotContain("canary-7");

        Path file = write("database.password = [\"canary-7\"]\n");
        assertThat(problemsOf(file).toString()).doesNotContain("canary-7");
    }

    @Test
    void aKeyBelongsToOneFeature() {
        Settings settings = Settings.of(Map.of());
        Feature.from(settings);
        assertThatThrownBy(() -> Feature.from(settings)).hasMessageContaining("asked for twice");
    }

    @Test
    void thePageListsEveryKey() {
        Settings settings = Settings.of(Map.of());
        Feature.from(settings);
        assertThat(SettingsPage.print(settings.all()))
                .contains("## edge\n", "## database\n")
                .contains("| `edge.max-message` | `50MiB` | Largest message taken. |\n")
                .contains(
                        "| `edge.command-timeout` | `5m` | Longest wait for one command \\| line. |");
    }

    /// Every file of the directory is refused, with all its problems, and the words of the file beside it.
    @ParameterizedTest
    @MethodSource("badFiles")
    void n7_aBadFileIsRefusedWithFileLineAndReason(Path bad) throws Exception {
        Path expected =
                bad.resolveSibling(bad.getFileName().toString().replace(".conf", ".expected"));
        List<String> problems =
                problemsOf(bad).stream().map(it -> it.replace(bad.toString(), "FILE")).toList();
        assertThat(String.join("\n", problems) + "\n").isEqualTo(Files.readString(expected));
    }

    static Stream<Path> badFiles() throws IOException, URISyntaxException {
        Path directory =
                Path.of(Objects.requireNonNull(SettingsTest.class.getResource("bad")).toURI());
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> bad = files.filter(it -> it.toString().endsWith(".conf")).sorted().toList();
            assertThat(bad).hasSizeGreaterThan(10);
            return bad.stream();
        }
    }

    /// Finding the nearest key takes room for each pair of letters.
    @Test
    void aKeyAsLongAsAFileIsRefusedInLittleRoom() throws IOException {
        assertThat(problemsOf(write("k".repeat(1_000_000) + " = 1\n"))).hasSize(1);
    }

    /// Wherever a file was cut, it is refused or, where only whole lines are missing, each value is the old or the default.
    @Test
    void n7_aFileCutAnywhereNeverGivesAValueNobodyWrote() throws Exception {
        String whole = "edge.max-recipients = 2000\nedge {\n  max-message = 25MiB\n}\n";
        for (int length = 0; length < whole.length(); length++) {
            Path file = write(whole.substring(0, length));
            Settings settings = Settings.read(file);
            Feature feature = Feature.from(settings);
            try {
                settings.finish();
            } catch (SettingsProblem _) {
                continue;
            }
            assertThat(feature.recipients()).isIn(1000, 2000);
            assertThat(feature.largest().toString()).isIn("50MiB", "25MiB");
        }
    }

    private static List<String> problemsOf(Path file) {
        Settings settings = Settings.read(file);
        Feature.from(settings);
        SettingsProblem problem = catchThrowableOfType(SettingsProblem.class, settings::finish);
        assertThat(problem).isNotNull();
        return problem.problems();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("postern.conf"), text);
    }

    /// Root may read everything, so the file system is not asked.
    @Test
    void whyAFileIsUnreadableIsToldWithoutItsPathAgain() throws IOException {
        Path file = Path.of("/etc/postern.conf");
        assertThat(SettingsText.why(file, new AccessDeniedException(file.toString())))
                .isEqualTo("permission denied");
        assertThat(
                        SettingsText.why(
                                file,
                                new FileSystemException(file.toString(), null, "Input error")))
                .isEqualTo("cannot be read: Input error");
        assertThat(SettingsText.why(file, new IOException("Is a directory")))
                .isEqualTo("cannot be read: Is a directory");
    }
}
