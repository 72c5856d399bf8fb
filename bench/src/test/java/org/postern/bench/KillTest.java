package org.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// `postern bench kill`, as a part of every full test run.
@Tag("slow")
class KillTest {
    private final StringWriter said = new StringWriter();

    @BeforeAll
    static void home() {
        System.setProperty("postern.home", Path.of("..").toAbsolutePath().normalize().toString());
    }

    /// Every named point has its turn, and some moments of chance.
    @Test
    void promise1_j1_j2_afterTwentyDeathsWhatWasAcknowledgedIsThere() {
        int exit = kill("--rounds", "20");
        assertThat(said.toString())
                .contains("points without a turn: none")
                .contains("points not reached: none")
                .contains("duplicates without such a reason: 0")
                .contains("20 rounds")
                .contains(" 0 lost");
        assertThat(exit).as(said.toString()).isZero();
    }

    /// A check that cannot fail would say nothing.
    @Test
    void promise1_aPositiveAnswerThatComesTooEarlyIsFound() {
        int exit = kill("--rounds", "2", "--early");
        assertThat(said.toString()).containsPattern("2 rounds, .* [1-9][0-9,]* lost");
        assertThat(exit).isEqualTo(1);
    }

    private int kill(String... options) {
        var line = new CommandLine(new Compare());
        var writer = new PrintWriter(said, true);
        line.setOut(writer);
        line.setErr(writer);
        var words = new String[options.length + 1];
        words[0] = "kill";
        System.arraycopy(options, 0, words, 1, options.length);
        return line.execute(words);
    }
}
