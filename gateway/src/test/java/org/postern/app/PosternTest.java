package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class PosternTest {
    private record Answer(int exit, String out, String err) {}

    @Test
    void everyVerbHasHelpWithExitCodes() {
        for (List<String> path : paths(Postern.commandLine(), List.of())) {
            var args = new ArrayList<>(path);
            args.add("--help");
            Answer answer = ask(args.toArray(String[]::new));
            assertThat(answer.exit()).as("%s", path).isZero();
            assertThat(answer.out())
                    .as("%s", path)
                    .contains("Usage: postern", "Exit codes:", "--help");
            assertThat(answer.err()).as("%s", path).isEmpty();
        }
    }

    @Test
    void unknownVerbNamesTheNearest() {
        Answer answer = ask("verison");
        assertThat(answer.exit()).isEqualTo(Exit.USAGE);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("verison", "postern version");
    }

    @Test
    void noVerbIsAMistakeThatListsThem() {
        Answer answer = ask();
        assertThat(answer.exit()).isEqualTo(Exit.USAGE);
        assertThat(answer.err()).contains("version", "completion");
    }

    @Test
    void versionIsReadableForPrograms() {
        Answer answer = ask("version", "--json");
        assertThat(answer.exit()).isZero();
        var facts = JsonMapper.shared().readTree(answer.out());
        assertThat(facts.propertyNames()).containsExactly("postern", "build", "java", "system");
    }

    @Test
    void completionKnowsEveryVerb() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            Answer answer = ask("completion", shell);
            assertThat(answer.exit()).isZero();
            assertThat(answer.out()).contains(Postern.commandLine().getSubcommands().keySet());
        }
        assertThat(ask("completion", "tcsh").exit()).isEqualTo(Exit.USAGE);
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

    private static Answer ask(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Postern.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(args);
        return new Answer(exit, out.toString(), err.toString());
    }
}
