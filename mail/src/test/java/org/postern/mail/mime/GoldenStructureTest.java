package org.postern.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Messages (`.eml`) and what is read in them (`.expected`). With the system property `postern.golden` set to the
/// resources directory, the expectations are written anew, to be looked at as a change like any other.
final class GoldenStructureTest {
    static List<String> ordinary() throws IOException, URISyntaxException {
        return names("ordinary");
    }

    static List<String> odd() throws IOException, URISyntaxException {
        return names("odd");
    }

    @ParameterizedTest
    @MethodSource("ordinary")
    void d9_ordinaryMailHasTheExpectedPartsAndIsNotAmbiguous(String name) throws Exception {
        assertThat(compare(name).isAmbiguous()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("odd")
    void d9_oddMailHasTheExpectedPartsAndAmbiguities(String name) throws Exception {
        compare(name);
    }

    private static Structure compare(String name) throws IOException, URISyntaxException {
        byte[] message = Files.readAllBytes(resource(name + ".eml"));
        Structure structure = Inspect.read(message, MimeLimits.DEFAULT);
        Inspect.checkRules(structure, message.length, MimeLimits.DEFAULT);
        String dump = Inspect.dump(structure);
        String target = System.getProperty("postern.golden", "");
        if (!target.isEmpty()) {
            Files.writeString(Path.of(target, "org/postern/mail/mime", name + ".expected"), dump);
        } else {
            assertThat(dump).isEqualTo(Files.readString(resource(name + ".expected")));
        }
        return structure;
    }

    private static List<String> names(String folder) throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(resource(folder))) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.endsWith(".eml"))
                    .map(it -> folder + "/" + it.substring(0, it.length() - 4))
                    .sorted()
                    .toList();
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        URL url = Objects.requireNonNull(GoldenStructureTest.class.getResource(name), name);
        return Path.of(url.toURI());
    }
}
