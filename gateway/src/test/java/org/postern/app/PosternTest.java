package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
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
                .contains("-l fast", "-l nightly", "-l fuzz", "-l data")
                .contains("'delivered held queued handed-back refused put-off discarded mixed'")
                .contains("'connect hello mail rcpt data dot rset quit'");
        assertThat(CommandLineAnswer.to("completion", "bash").out())
                .contains("--fast", "--nightly", "--fuzz", "\"put-off\"", "\"dot\"")
                .doesNotContain("\"DOT\"");
    }

    @Test
    void aLimitBeyondTheMostIsRefused() {
        CommandLineAnswer answer = CommandLineAnswer.to("log", "--limit", "9000");
        assertThat(answer.exit()).isEqualTo(Exit.USAGE);
        assertThat(answer.err()).contains("--limit takes 1 to 1000");
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
