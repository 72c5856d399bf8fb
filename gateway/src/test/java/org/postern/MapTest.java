package org.postern;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The map of ARCHITECTURE.md, read from the bytecode: who may use whom. Arrows point down only. A package that is not
/// in the table fails the test, so that a new one gets its place on purpose.
class MapTest {
    /// Each package of the gateway, sub-packages included, and the packages it may use. `app` wires everything.
    private static final Map<String, Set<String>> MAY_USE =
            Map.ofEntries(
                    entry(
                            "receive",
                            Set.of("journey", "connect", "listen", "settings", "kernel", "mail")),
                    entry("milter", Set.of("journey", "receive", "listen", "settings", "mail")),
                    entry("connect", Set.of("settings", "mail")),
                    entry(
                            "blocklist",
                            Set.of("connect", "dns", "listen", "store", "settings", "mail")),
                    entry("inspect", Set.of("journey", "settings", "mail")),
                    entry("decide", Set.of("journey", "mail")),
                    entry("deliver", Set.of("journey", "dns", "settings", "mail")),
                    entry("dns", Set.of("settings", "mail")),
                    entry(
                            "quarantine",
                            Set.of("journey", "custody", "contents", "store", "settings", "mail")),
                    entry(
                            "queue",
                            Set.of("journey", "custody", "contents", "store", "settings", "mail")),
                    entry("custody", Set.of("journey", "store")),
                    entry("journal", Set.of("journey", "store", "settings", "mail")),
                    entry("directory", Set.of("journey", "store", "settings", "mail")),
                    entry("doctor", Set.of("store", "settings", "kernel")),
                    entry("recipients", Set.of("journey", "directory", "settings", "mail")),
                    entry("sink", Set.of("mail")),
                    entry("journey", Set.of("mail")),
                    entry("contents", Set.of("store", "settings")),
                    entry("store", Set.of("settings", "kernel")),
                    entry("listen", Set.of("settings", "kernel")),
                    entry("kernel", Set.of()),
                    entry("settings", Set.of()));

    private static final Pattern OURS = Pattern.compile("org[/.]postern[/.]([a-z]+)[/.]");
    private static final Path CLASSES = Path.of("target", "classes", "org", "postern");

    private static List<Path> files = List.of();

    @BeforeAll
    static void listClasses() throws IOException {
        try (Stream<Path> found = Files.walk(CLASSES)) {
            files = found.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    @Test
    void everyPackageHasItsPlace() {
        assertThat(files).isNotEmpty();
        assertThat(
                        files.stream()
                                .map(MapTest::packageOf)
                                .distinct()
                                .filter(name -> !name.equals("app")))
                .isSubsetOf(MAY_USE.keySet());
    }

    @Test
    void arrowsPointDown() throws IOException {
        var wrong = new TreeSet<String>();
        for (Path file : files) {
            String user = packageOf(file);
            for (String used : usedBy(file)) {
                if (!used.equals(user)
                        && !user.equals("app")
                        && !MAY_USE.getOrDefault(user, Set.of()).contains(used)) {
                    wrong.add(user + " must not use " + used + " (" + file.getFileName() + ")");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theTableHasNoCircle() {
        MAY_USE.keySet()
                .forEach(name -> assertThat(below(name)).as("below %s", name).doesNotContain(name));
    }

    @Test
    void theDrawingHasEveryPackageAboveThoseItUses() throws IOException {
        String page = Files.readString(Path.of("..", "ARCHITECTURE.md"));
        int from = page.indexOf("\n gateway ");
        List<String> rows = page.substring(from, page.indexOf("```", from)).lines().toList();
        MAY_USE.forEach((user, all) -> {
            assertThat(row(rows, user)).as(user).isPositive();
            all.stream()
                    .filter(used -> !used.equals("mail"))
                    .forEach(used ->
                            assertThat(row(rows, used))
                                    .as("%s, which %s uses", used, user)
                                    .isGreaterThan(row(rows, user)));
        });
    }

    /// The first one with a name in it, as those of `mail` come last.
    private static int row(List<String> rows, String name) {
        var word = Pattern.compile("\\b" + name + "\\b");
        return IntStream.range(0, rows.size())
                .filter(it -> word.matcher(rows.get(it)).find())
                .findFirst()
                .orElse(-1);
    }

    /// Class names and type descriptors are all entries of this kind, so this sees every use.
    private static Set<String> usedBy(Path file) throws IOException {
        var used = new TreeSet<String>();
        for (var constant : ClassFile.of().parse(file).constantPool()) {
            if (constant instanceof Utf8Entry text) {
                OURS.matcher(text.stringValue())
                        .results()
                        .forEach(match -> used.add(match.group(1)));
            }
        }
        return used;
    }

    private static Set<String> below(String name) {
        var reached = new TreeSet<String>();
        var waiting = new TreeSet<>(MAY_USE.getOrDefault(name, Set.of()));
        while (!waiting.isEmpty()) {
            String next = waiting.removeFirst();
            if (reached.add(next)) {
                waiting.addAll(MAY_USE.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }

    private static String packageOf(Path file) {
        return CLASSES.relativize(file).getName(0).toString();
    }
}
