package org.postern.mail;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toMap;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who may use whom within module `mail`, read from the bytecode: a package uses those above it in this table only.
/// `MapTest` of the gateway has the packages there.
class MailMapTest {
    /// In an order in which each may use only those before it.
    private static final List<Map.Entry<String, Set<String>>> MAY_USE =
            List.of(
                    entry("address", Set.of()),
                    entry("sasl", Set.of()),
                    entry("mime", Set.of()),
                    entry("delegation", Set.of()),
                    entry("trace", Set.of("address")),
                    entry("dns", Set.of("address")),
                    entry("smtp", Set.of("address", "sasl")),
                    entry("auth", Set.of("address", "dns")),
                    entry("milter", Set.of("address", "smtp")),
                    entry("dsn", Set.of("address", "smtp", "mime")));

    private static final Pattern OURS = Pattern.compile("org[/.]postern[/.]mail[/.]([a-z]+)[/.]");
    private static final Path CLASSES = Path.of("target", "classes", "org", "postern", "mail");

    @Test
    void everyPackageUsesThoseAboveItOnly() throws IOException {
        var table = MAY_USE.stream().collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
        var wrong = new TreeSet<String>();
        var seen = new TreeSet<String>();
        for (Path file : classes()) {
            String user = CLASSES.relativize(file).getName(0).toString();
            seen.add(user);
            for (String used : usedBy(file)) {
                if (!used.equals(user) && !table.getOrDefault(user, Set.of()).contains(used)) {
                    wrong.add(user + " must not use " + used + " (" + file.getFileName() + ")");
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isEqualTo(new TreeSet<>(table.keySet()));
    }

    @Test
    void theTableHasNoCircle() {
        var above = new TreeSet<String>();
        for (var one : MAY_USE) {
            assertThat(above).as("above %s", one.getKey()).containsAll(one.getValue());
            above.add(one.getKey());
        }
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

    private static List<Path> classes() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }
}
