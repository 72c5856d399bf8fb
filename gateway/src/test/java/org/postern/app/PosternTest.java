package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.postern.journal.LogQuery;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.json.JsonMapper;

class PosternTest {
    @Test
    void everyVerbHasHelpWithExitCodes() {
        for (List<String> path : paths(Postern.commandLine(), List.of())) {
            var args = new ArrayList<>(path);
            args.add("--help");
            CommandLineAnswer answer = CommandLineAnswer.to(args.toArray(String[]::new));
            assertThat(answer.exit()).as("%s", path).isZero();
            assertThat(answer.out())
                    .as("%s", path)
                    .contains("Usage: postern", "Exit codes:", "--help");
            assertThat(answer.err()).as("%s", path).isEmpty();
        }
    }

    @Test
    void unknownVerbNamesTheNearest() {
        CommandLineAnswer answer = CommandLineAnswer.to("verison");
        assertThat(answer.exit()).isEqualTo(Exit.USAGE);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("verison", "postern version");
    }

    @Test
    void noVerbIsAMistakeThatListsThem() {
        CommandLineAnswer answer = CommandLineAnswer.to();
        assertThat(answer.exit()).isEqualTo(Exit.USAGE);
        assertThat(answer.err()).contains("version", "completion");
    }

    @Test
    void versionIsReadableForPrograms() {
        CommandLineAnswer answer = CommandLineAnswer.to("version", "--json");
        assertThat(answer.exit()).isZero();
        var facts = JsonMapper.shared().readTree(answer.out());
        assertThat(facts.propertyNames()).containsExactly("postern", "build", "java", "system");
    }

    @Test
    void completionKnowsEveryVerb() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            CommandLineAnswer answer = CommandLineAnswer.to("completion", shell);
            assertThat(answer.exit()).isZero();
            assertThat(answer.out()).contains(Postern.commandLine().getSubcommands().keySet());
        }
        assertThat(CommandLineAnswer.to("completion", "tcsh").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void completionKnowsOptionsAndTheirWords() {
        String fish = CommandLineAnswer.to("completion", "fish").out();
        assertThat(fish)
                .contains("-l fast", "-l nightly", "-l without-root", "-l fuzz", "-l data")
                .contains("-l soak", "-l rounds")
                .contains("'delivered held queued handed-back refused put-off discarded mixed'")
                .contains("'connect hello mail rcpt data dot rset quit'");
        assertThat(CommandLineAnswer.to("completion", "bash").out())
                .contains("--fast", "--nightly", "--fuzz", "\"put-off\"", "\"dot\"")
                .doesNotContain("\"DOT\"");
    }

    @Test
    void helpNamesEveryOutcomeThatASearchTakes() {
        String help = CommandLineAnswer.to("log", "--help").out();
        assertThat(help.replaceAll("\\s+", " ")).contains(String.join(", ", LogQuery.outcomes()));
    }

    /// The launcher carries these verbs out; here they are for help and completion only.
    @Test
    void verbsOutsideHaveTheOptionsOfWhatCarriesThemOut() throws IOException {
        String script = Files.readString(Path.of("..", "acceptance", "test.sh"));
        int help = script.indexOf("test_help() {");
        String told = script.substring(help, script.indexOf("\nEND\n", help));
        assertThat(options("test"))
                .containsExactlyInAnyOrderElementsOf(found("\\*/(--[a-z-]+)\\)", script))
                .containsExactlyInAnyOrderElementsOf(found("(?m)^ +(--[a-z-]+)", told));
        Path bench = Path.of("..", "bench", "src", "main", "java", "org", "postern", "bench");
        String option = "names = \"(--[a-z-]+)\"";
        assertThat(options("bench"))
                .containsExactlyInAnyOrderElementsOf(
                        found(option, Files.readString(bench.resolve("Compare.java"))));
        assertThat(options("bench", "kill"))
                .containsExactlyInAnyOrderElementsOf(
                        found(option, Files.readString(bench.resolve("Kill.java"))));
    }

    @Test
    void whatAProgramMightReadIsThereAsJson() {
        var changing = List.of("add", "remove", "set", "rollback", "import", "from");
        List<List<String>> paths =
                paths(Postern.commandLine(), List.of()).stream()
                        .filter(it ->
                                it.size() > 1
                                        && (it.getFirst().equals("site")
                                                        && changing.contains(it.getLast())
                                                || it.getFirst().equals("hold")
                                                || it.getFirst().equals("queue")))
                        .toList();
        assertThat(paths).contains(List.of("hold", "release"), List.of("site", "rollback"));
        for (List<String> path : paths) {
            assertThat(options(path.toArray(String[]::new))).as("%s", path).contains("--json");
        }
        assertThat(options("send")).contains("--json");
    }

    @Test
    void aLimitBeyondTheMostIsRefused() {
        CommandLineAnswer answer = CommandLineAnswer.to("log", "--limit", "9000");
        assertThat(answer.exit()).isEqualTo(Exit.USAGE);
        assertThat(answer.err()).contains("--limit takes 1 to 1000");
        for (String verb : List.of("hold", "queue")) {
            for (String limit : List.of("0", "10001")) {
                answer = CommandLineAnswer.to(verb, "list", "--limit", limit);
                assertThat(answer.exit()).isEqualTo(Exit.USAGE);
                assertThat(answer.err()).contains("--limit takes 1 to 10000");
            }
        }
    }

    /// The options of a verb that no other verb has.
    private static List<String> options(String... path) {
        CommandLine verb = Postern.commandLine();
        for (String word : path) {
            verb = Objects.requireNonNull(verb.getSubcommands().get(word), word);
        }
        return verb.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .filter(it -> !it.equals("--data") && !it.equals("--help"))
                .toList();
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(it -> it.group(1))
                .distinct()
                .toList();
    }

    private static List<List<String>> paths(CommandLine verb, List<String> path) {
        var all = new ArrayList<List<String>>();
        all.add(path);
        verb.getSubcommands()
                .forEach((name, below) -> {
                    var deeper = new ArrayList<>(path);
                    deeper.add(name);
                    all.addAll(paths(below, deeper));
                });
        return all;
    }
}
