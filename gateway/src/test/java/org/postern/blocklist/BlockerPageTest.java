package org.postern.blocklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table of tests in docs/blocker.md says what the code says.
class BlockerPageTest {
    private static final Path PAGE = Path.of("..", "docs", "blocker.md");

    private static String row(TestKind kind) {
        return "| `%s` | %s | `%s` | %s |"
                .formatted(
                        kind.key(),
                        kind.purpose(),
                        kind.standard(),
                        kind.text().isEmpty() ? "refuses nobody" : kind.text());
    }

    @Test
    void theTableOfTestsIsThatOfTheCode() throws IOException {
        String table =
                Arrays.stream(TestKind.values())
                        .map(BlockerPageTest::row)
                        .collect(
                                Collectors.joining(
                                        "\n",
                                        "| test | hits where | at first | what who is refused is told |\n"
                                                + "|---|---|---|---|\n",
                                        "\n"));
        assertThat(Files.readString(PAGE)).contains(table);
    }
}
