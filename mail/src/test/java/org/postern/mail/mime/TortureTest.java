package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The torture messages that mime4j is tested with. `torture.expected` has a line for each: its name, how many parts and
/// leaves are read in it, and the ambiguities that are more than notes.
final class TortureTest {
    private static final String EXPECTED = "torture.expected";

    static List<String> expected() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(TortureTest.class.getResourceAsStream(EXPECTED))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("expected")
    void d9_tortureMessagesHaveTheExpectedParts(String expected) throws IOException {
        String name = expected.substring(0, expected.indexOf(':'));
        String line = line(name);
        String target = System.getProperty("postern.golden", "");
        if (target.isEmpty()) {
            assertThat(line).isEqualTo(expected);
        } else {
            Path file = Path.of(target, "org/postern/mail/mime", EXPECTED);
            String text = Files.readString(file);
            Files.writeString(file, text.replace(expected + "\n", line + "\n"));
        }
    }

    private static String line(String name) throws IOException {
        byte[] message;
        try (InputStream in =
                Objects.requireNonNull(TortureTest.class.getResourceAsStream("/" + name))) {
            message = in.readAllBytes();
        }
        Structure structure = Inspect.read(message, MimeLimits.DEFAULT);
        Inspect.checkRules(structure, message.length, MimeLimits.DEFAULT);
        long leaves = structure.parts().stream().filter(Part::isLeaf).count();
        List<String> kinds =
                structure.ambiguities().stream()
                        .filter(it -> it.kind().concern() != Ambiguity.Concern.NOTE)
                        .map(it -> it.kind().name())
                        .distinct()
                        .toList();
        return name + ": " + structure.parts().size() + " parts, " + leaves + " leaves " + kinds;
    }
}
