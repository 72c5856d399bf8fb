package org.postern;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// docs/fuzzing.md has a row for each fuzzer's method, and none for one that is gone.
class FuzzingPageTest {
    private static final Path HOME = Path.of("..");
    private static final Pattern METHOD =
            Pattern.compile("@FuzzTest\\b[^{;]*?\\bvoid (\\w+)\\(", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("^(\\| `\\w+Fuzz` \\| `\\w+` \\|)", Pattern.MULTILINE);

    @Test
    void everyMethodHasARow() throws IOException {
        var rows = new ArrayList<String>();
        for (String module : List.of("mail", "gateway")) {
            try (Stream<Path> files = Files.walk(HOME.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(it -> it.toString().endsWith("Fuzz.java")).toList()) {
                    String type = file.getFileName().toString().replace(".java", "");
                    METHOD.matcher(Files.readString(file))
                            .results()
                            .forEach(it -> rows.add("| `" + type + "` | `" + it.group(1) + "` |"));
                }
            }
        }
        String page = Files.readString(HOME.resolve("docs/fuzzing.md"));
        List<String> written = ROW.matcher(page).results().map(it -> it.group(1)).toList();
        assertThat(rows).hasSizeGreaterThan(30);
        assertThat(new TreeSet<>(written))
                .as("a new one has a row that ends in: to do | | | | |")
                .isEqualTo(new TreeSet<>(rows));
        assertThat(written).doesNotHaveDuplicates();
    }
}
