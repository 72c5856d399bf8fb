package org.postern;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// ARCHITECTURE.md leads to files that exist.
class ArchitectureTest {
    private static final Path HOME = Path.of("..");
    private static final List<String> MODULES = List.of("mail", "gateway", "acceptance", "bench");
    private static final Pattern QUOTED = Pattern.compile("`([^` ]+)`");
    private static final Pattern LINKED = Pattern.compile("]\\(([^)#:]+)\\)");
    private static final String TABLE = "### Where do I add";

    /// The classes, `package.Class` and packages of all modules, such as `PlanTest`, `journey.Ruling` and `mail.smtp`.
    private static Set<String> names() throws IOException {
        var names = new HashSet<String>();
        for (String module : MODULES) {
            for (String kind : List.of("main", "test")) {
                Path sources = HOME.resolve(module).resolve("src/" + kind + "/java/org/postern");
                if (Files.isDirectory(sources)) {
                    add(sources, names);
                }
            }
        }
        return names;
    }

    private static void add(Path sources, Set<String> names) throws IOException {
        try (Stream<Path> found = Files.walk(sources)) {
            for (Path path : found.toList()) {
                String name = sources.relativize(path).toString().replace('/', '.');
                if (name.endsWith(".java")) {
                    String whole = name.substring(0, name.length() - ".java".length());
                    names.add(whole);
                    names.add(whole.substring(whole.lastIndexOf('.') + 1));
                } else if (Files.isDirectory(path)) {
                    names.add(name);
                }
            }
        }
    }

    @Test
    void whereDoIAddLeadsToWhatExists() throws IOException {
        String page = Files.readString(HOME.resolve("ARCHITECTURE.md"));
        int from = page.indexOf(TABLE);
        String table = page.substring(from, page.indexOf("\n## ", from));
        Set<String> names = names();
        var missing = new TreeSet<String>();
        List<String> words = QUOTED.matcher(table).results().map(it -> it.group(1)).toList();
        for (String word : words) {
            String name = word.replace(".*", "");
            boolean pattern = name.startsWith("…");
            boolean there =
                    pattern
                            ? names.stream().anyMatch(it -> it.endsWith(name.substring(1)))
                            : names.contains(name) || Files.exists(HOME.resolve(name));
            if (!there) {
                missing.add(word);
            }
        }
        assertThat(words).hasSizeGreaterThan(10);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyPackageIsInTheTableOfTheMap() throws IOException {
        String page = Files.readString(HOME.resolve("ARCHITECTURE.md"));
        try (Stream<Path> packages =
                Files.list(HOME.resolve("gateway/src/main/java/org/postern"))) {
            assertThat(packages.map(it -> "| `" + it.getFileName() + "` |"))
                    .isNotEmpty()
                    .allSatisfy(it -> assertThat(page).contains(it));
        }
    }

    @Test
    void linksLeadToFiles() throws IOException {
        for (String page : List.of("ARCHITECTURE.md", "HACKING.md", "README.md")) {
            assertThat(LINKED.matcher(Files.readString(HOME.resolve(page))).results())
                    .allSatisfy(it -> assertThat(HOME.resolve(it.group(1))).exists());
        }
    }
}
